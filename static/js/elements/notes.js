/**
 * Pattern: a labelled textarea; what stands beside it (event, saved) is its description.
 * It tells every key and never decides when to send: core/draft.js does.
 */

import { attribute, freshId, h, text } from "./dom.js";
import { PanelElement } from "./element.js";

/** @typedef {import("../core/types.js").CallView} CallView */
/** @typedef {import("../core/draft.js").Draft} Draft */

export class CallNotes extends PanelElement {
  #callId = "";

  /** @override */
  build() {
    const id = freshId("notes");
    this.label = h("label", { for: id, class: "title" }, this.words.say("notes.label"));
    this.heading = h("span", { class: "notes__event", id: `${id}-event` });
    this.saved = h("span", { class: "notes__saved" });
    this.field = h("textarea", {
      id,
      class: "notes__field",
      placeholder: this.words.say("notes.placeholder"),
      "aria-describedby": `${id}-event`,
      spellcheck: "true",
      rows: "2",
    });
    this.append(
      h("div", { class: "notes__head" }, this.label, this.heading, this.saved),
      this.field,
    );
  }

  /**
   * @override
   * @param {AbortSignal} signal
   */
  listen(signal) {
    this.field?.addEventListener(
      "input",
      () => this.tell("cti-typed", { callId: this.#callId, text: this.field?.value ?? "" }),
      { signal },
    );
    this.field?.addEventListener(
      "blur",
      () => this.tell("cti-left-notes", { callId: this.#callId }),
      { signal },
    );
  }

  /**
   * @param {CallView} call
   * @param {{ draft: Draft, unsent: boolean, now: number, connected: boolean }} more now: server ms
   */
  update(call, { draft, unsent, now, connected }) {
    this.#callId = call.id;
    this.built();
    if (!this.field || !this.heading || !this.saved) return;
    if (this.field.value !== draft.text) this.#put(this.field, draft.text);
    text(this.heading, this.words.text(call.notes.heading));
    const { saved_at: at } = call.notes;
    const state = unsent ? "unsent" : at === null || draft.text === "" ? "none" : "saved";
    attribute(this.saved, "data-state", state);
    text(this.saved, this.#savedWords(state, at, now, connected));
  }

  /** @param {string} state @param {string | null} at @param {number} now @param {boolean} connected */
  #savedWords(state, at, now, connected) {
    if (state === "unsent") return this.words.say(connected ? "notes.sending" : "notes.unsent");
    return state === "none" || at === null ? "" : this.words.savedAgo(now - Date.parse(at));
  }

  /**
   * Text of the server into a field that may have the focus: the caret stays.
   * @param {HTMLTextAreaElement} field @param {string} value
   */
  #put(field, value) {
    const { selectionStart, selectionEnd } = field;
    field.value = value;
    if (document.activeElement === field) field.setSelectionRange(selectionStart, selectionEnd);
  }
}
