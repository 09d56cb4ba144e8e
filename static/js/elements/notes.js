/**
 * Pattern: a labelled textarea; the event it belongs to is its description.
 * It tells every key and never decides when to send: core/draft.js does.
 */

import { difference } from "../core/draft.js";
import { attribute, freshId, h, text } from "./dom.js";
import { PanelElement } from "./element.js";

/** @typedef {import("../core/types.js").CallView} CallView */
/** @typedef {import("../core/draft.js").Draft} Draft */

export class CallNotes extends PanelElement {
  /** @type {CallView | null} */
  #call = null;
  #id = freshId("notes");
  label = h("label", { for: this.#id, class: "title" }, this.words.say("notes.label"));
  heading = h("span", { class: "notes__event", id: `${this.#id}-event` });
  saved = h("span", { class: "notes__saved" });
  field = h("textarea", {
    id: this.#id,
    class: "notes__field",
    placeholder: this.words.say("notes.placeholder"),
    "aria-describedby": this.heading.id,
    spellcheck: "true",
    rows: 1, // as low as it may get; it grows with the panel
  });

  /** @override */
  build() {
    this.append(
      h("div", { class: "notes__head" }, this.label, this.heading, this.saved),
      this.field,
    );
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.field.addEventListener("input", () => this.#typed(), { signal });
    this.field.addEventListener("blur", () => this.tell("cti-left-notes", null), { signal });
  }

  /**
   * @param {CallView} call
   * @param {{ draft: Draft, unsent: boolean, now: number, connected: boolean }} more now: server ms
   */
  update(call, { draft, unsent, now, connected }) {
    const { notes } = call;
    this.#call = call;
    if (this.field.value !== draft.text) this.#put(draft.text);
    text(this.heading, this.words.text(notes.heading));
    const saved = !unsent && notes.saved_at !== null && draft.text !== "";
    attribute(this.saved, "data-saved", saved);
    if (unsent) text(this.saved, this.words.say(connected ? "notes.sending" : "notes.unsent"));
    else text(this.saved, saved ? this.words.savedAgo(now - Date.parse(notes.saved_at ?? "")) : "");
  }

  #typed() {
    this.tell("cti-typed", { call: this.#call, text: this.field.value });
  }

  /** Text of the server into a field that is in use: the caret stays at its word. @param {string} value */
  #put(value) {
    const { head, was, is } = difference(this.field.value, value);
    const start = [...value].slice(0, head).join("").length;
    this.field.setRangeText(is, start, start + was.length, "preserve");
  }
}
