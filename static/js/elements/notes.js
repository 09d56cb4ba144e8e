/**
 * Pattern: a labelled textarea; the event it belongs to is its description. Further fields, where an
 * admin has set some up, come with note-fields.js.
 * It tells every key and never decides when to send: core/draft.js does.
 */

import { difference, isUnsent } from "../core/draft.js";
import { attribute, freshId, h, text } from "./dom.js";
import { PanelElement } from "./element.js";

/** @typedef {import("../core/types.js").CallView} CallView */
/** @typedef {import("../core/draft.js").Draft} Draft */
/** @typedef {(call: CallView, field?: string) => Draft} DraftOf what a field shows, "" is 'Notes' */

/** Characters the server takes of one field. */
export const MOST = 100_000;
const NEAR = 500;

export class CallNotes extends PanelElement {
  /** @type {CallView | null} */
  #call = null;
  /** @type {import("./note-fields.js").NoteFields | null} */
  #further = null;
  /** @type {Promise<void> | undefined} */
  #coming;
  #id = freshId("notes");
  label = h("label", { for: this.#id, class: "title" }, this.words.say("notes.label"));
  heading = h("span", { class: "notes__event", id: `${this.#id}-event` });
  left = h("span", { class: "notes__left", "aria-live": "polite" });
  saved = h("span", { class: "notes__saved" });
  field = h("textarea", {
    id: this.#id,
    class: "notes__field",
    placeholder: this.words.say("notes.placeholder"),
    "aria-describedby": this.heading.id,
    spellcheck: "true",
    maxlength: MOST,
    rows: 1, // as low as it may get; it grows with the panel
  });

  /** @override */
  build() {
    this.append(
      h("div", { class: "notes__head" }, this.label, this.heading, this.left, this.saved),
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
   * @param {{ draftOf: DraftOf, labels: string[], now: number, connected: boolean }} more labels: of
   *   the fields an admin has set up for this event; now: server ms
   */
  update(call, { draftOf, labels, now, connected }) {
    const { notes } = call;
    this.#call = call;
    const shown = [...new Set([...labels, ...notes.fields.map(({ label }) => label)])];
    this.#fields(call, shown, (label) => draftOf(call, label).text);
    const drafts = ["", ...shown].map((label) => draftOf(call, label));
    const unsent = drafts.some(isUnsent);
    put(this.field, drafts[0]?.text ?? "");
    const left = MOST - this.field.value.length;
    text(this.left, left > NEAR ? "" : this.words.say("notes.left", { n: left }));
    text(this.heading, this.words.text(notes.heading));
    const saved = !unsent && notes.saved_at !== null && drafts.some((draft) => draft.text !== "");
    attribute(this.saved, "data-saved", saved);
    if (unsent) text(this.saved, this.words.say(connected ? "notes.sending" : "notes.unsent"));
    else text(this.saved, saved ? this.words.savedAgo(now - Date.parse(notes.saved_at ?? "")) : "");
  }

  #typed() {
    this.tell("cti-typed", { call: this.#call, text: this.field.value, field: "" });
  }

  /** @param {CallView} call @param {string[]} labels @param {(label: string) => string} textOf */
  #fields(call, labels, textOf) {
    this.#further?.update(call, labels, textOf);
    if (labels.length === 0) return;
    this.#coming ??= import("./note-fields.js").then(({ noteFields }) => {
      this.#further = noteFields(this.words);
      this.append(this.#further);
      this.tell("cti-redraw", null);
    });
  }
}

/**
 * Text of the server into a field that may be in use: the caret stays at its word.
 * @param {HTMLTextAreaElement} field @param {string} value
 */
export function put(field, value) {
  if (field.value === value) return;
  const { head, was, is } = difference(field.value, value);
  const start = [...value].slice(0, head).join("").length;
  field.setRangeText(is, start, start + was.length, "preserve");
}
