/**
 * Pattern: an alert dialog, modal. Agent and Salesforce have both changed the records of a task: it
 * shows both, and writes nothing before one is chosen (B-3). Closing it leaves everything as it is.
 * https://www.w3.org/WAI/ARIA/apg/patterns/alertdialog/
 */

import { attribute, button, disable, freshId, h, show, text } from "./dom.js";
import { MenuDialog } from "./menu-dialog.js";

/** @typedef {import("../core/types.js").HistoryAnswer} HistoryAnswer */
/** @typedef {import("../core/types.js").ContestedSlot} ContestedSlot */
/** @typedef {import("../edge/history.js").Refusal} Refusal */

export class ConflictDialog extends MenuDialog {
  #callId = "";
  lead = h("p", { class: "conflict__lead", id: freshId("conflict") });
  slots = h("dl", { class: "conflict" });
  said = h("p", { class: "history__said", "aria-live": "polite" });
  theirs = button(this.words.say("conflict.keep-theirs"), { class: "neutral" });
  ours = button(this.words.say("conflict.keep-ours"), { class: "neutral" });

  /** @override */
  build() {
    this.lead.append(this.words.say("conflict.lead"));
    attribute(this.dialog, "role", "alertdialog");
    attribute(this.dialog, "aria-describedby", this.lead.id);
    this.furnish("conflict.title", this.lead, this.slots, this.said);
    this.row.prepend(this.theirs, this.ours);
    this.close.className = "link";
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    super.listen(signal);
    this.ours.addEventListener("click", () => this.#settle("ours"), { signal });
    this.theirs.addEventListener("click", () => this.#settle("theirs"), { signal });
  }

  /** @param {string} callId of a call whose log is contested @param {HTMLElement} opener */
  async ask(callId, opener) {
    const page = await this.#page();
    const slots = page?.calls.find((call) => call.id === callId)?.contested ?? [];
    if (slots.length === 0 || this.dialog.open) return;
    this.#callId = callId;
    this.slots.replaceChildren(...slots.flatMap((slot) => this.#both(slot)));
    this.#busy(false);
    text(this.said, "");
    this.open(opener);
  }

  /** @returns {Promise<HistoryAnswer | null>} the newest calls: what is contested is among them */
  #page() {
    const wanted = { unlogged: false, before: "" };
    return new Promise((answered) => this.tell("cti-history", { ...wanted, answered }));
  }

  /** @param {ContestedSlot} slot */
  #both({ slot, ours, theirs }) {
    const { words } = this;
    const nothing = words.say("conflict.nothing");
    return [
      h("dt", {}, words.say(slot === "who" ? "conflict.who" : "conflict.what")),
      h("dd", {}, words.say("conflict.ours", { records: ours || nothing })),
      h("dd", {}, words.say("conflict.theirs", { records: theirs || nothing })),
    ];
  }

  /** @param {"ours" | "theirs"} keep */
  #settle(keep) {
    this.#busy(true);
    /** @param {Refusal | null} refusal */
    const answered = (refusal) => {
      if (refusal === null) return this.dialog.close();
      text(this.said, this.words.say("conflict.over"));
      show(this.ours, false);
      show(this.theirs, false);
    };
    const path = `calls/${encodeURIComponent(this.#callId)}/settle`;
    this.tell("cti-log", { path, body: { keep }, answered });
  }

  /** @param {boolean} busy */
  #busy(busy) {
    for (const press of [this.ours, this.theirs]) {
      disable(press, busy);
      show(press, true);
    }
  }
}
