/**
 * Pattern: a modal dialog with a combobox. Who else was on a call that is logged: looked for in 'Name'
 * as during the call, and put on its task (S2-52).
 */

import { RecordCombobox } from "./combobox.js";
import { h, text } from "./dom.js";
import { MenuDialog } from "./menu-dialog.js";

/** @typedef {import("../core/types.js").CallView} CallView */
/** @typedef {import("../core/types.js").HistoryCallView} PastCall */
/** @typedef {import("../core/types.js").RecordView} RecordView */
/** @typedef {import("../edge/history.js").Refusal} Refusal */

export class AddContactDialog extends MenuDialog {
  #callId = "";
  name = new RecordCombobox(this.words, "who");
  said = h("p", { class: "history__said", "aria-live": "polite" });

  /** @override */
  build() {
    this.furnish("history.add", this.name, this.said);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    super.listen(signal);
    this.name.addEventListener("cti-command", (event) => this.#chosen(event), { signal });
  }

  /** @param {PastCall} call @param {RecordView | null} open the open record @param {HTMLElement} opener */
  ask(call, open, opener) {
    if (call.add === null) return;
    this.#callId = call.id;
    text(this.said, this.words.say("history.add-lead", { record: call.add.label }));
    this.name.update(asOnThePanel(call.id, call.add), {
      open,
      shared: true,
      lists: false,
      connected: true,
      isPending: () => false,
    });
    this.open(opener);
    this.name.field.focus();
  }

  /** Chosen or added, it is the same here. @param {Event} event */
  #chosen(event) {
    event.stopPropagation();
    const { body } = /** @type {CustomEvent<{ body: { record_id: string } }>} */ (event).detail;
    /** @param {Refusal | null} refusal */
    const answered = (refusal) => {
      if (refusal === null) this.dialog.close("added");
      else text(this.said, this.words.say(refusal.trouble));
    };
    const path = `calls/${encodeURIComponent(this.#callId)}/add-afterwards`;
    this.tell("cti-log", { path, body: { record_id: body.record_id }, answered });
  }
}

/**
 * A past call as far as 'Name' looks at one.
 * @param {string} id @param {RecordView} record in Name @returns {CallView}
 */
function asOnThePanel(id, record) {
  const assigned = [{ record, slot: "who", mark: "you" }];
  return /** @type {CallView} */ (
    /** @type {unknown} */ ({ id, assigned, candidates: [], matches: [] })
  );
}
