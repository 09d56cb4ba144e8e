/**
 * Pattern: labelled textareas, one for each field an admin has set up beside 'Notes' for this type
 * of event. Loaded with the first of them. It tells every key, as 'Notes' does.
 */

import { attribute, dress, freshId, h, keyed, text } from "./dom.js";
import { define, PanelElement } from "./element.js";
import { MOST, put } from "./notes.js";

/** @typedef {import("../core/types.js").CallView} CallView */

export class NoteFields extends PanelElement {
  /** @type {CallView | null} */
  #call = null;

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.addEventListener("input", (event) => this.#typed(event), { signal });
    this.addEventListener("focusout", () => this.tell("cti-left-notes", null), { signal });
  }

  /**
   * @param {CallView} call
   * @param {string[]} labels
   * @param {(label: string) => string} textOf what a field shows
   */
  update(call, labels, textOf) {
    this.#call = call;
    keyed(
      this,
      labels.map((label) => ({ label, key: `${call.notes.event_id}\n${label}` })),
      () => this.#row(),
      (row, { label }) => {
        const [name, field] = row.children;
        if (!name || !(field instanceof HTMLTextAreaElement)) return;
        text(name, label);
        field.name = label;
        put(field, textOf(label));
      },
    );
  }

  #row() {
    const id = freshId("note");
    const field = h("textarea", {
      id,
      class: "note-fields__field",
      spellcheck: "true",
      rows: 1,
      maxlength: MOST,
    });
    attribute(field, "dir", "auto");
    return h("div", { class: "note-fields__row" }, h("label", { for: id }), field);
  }

  /** @param {Event} event */
  #typed({ target }) {
    if (!(target instanceof HTMLTextAreaElement)) return;
    this.tell("cti-typed", { call: this.#call, text: target.value, field: target.name });
  }
}

/** @param {import("../core/words.js").Words} words */
export function noteFields(words) {
  define("cti-note-fields", NoteFields);
  dress("note-fields");
  return new NoteFields(words);
}
