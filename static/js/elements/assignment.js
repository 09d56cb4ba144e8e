/**
 * Whose call it is, top to bottom as requirements 5.3 has it: the assigned records, the open record
 * with the Assign button, the matching records or the way to make one, the comboboxes 'Name' and
 * 'Related To', the alert while nothing is assigned, and the admin's hints.
 */

import { AssignedList } from "./assigned-list.js";
import { RecordCombobox } from "./combobox.js";
import { h, icon, show } from "./dom.js";
import { PanelElement } from "./element.js";
import { OpenRecord } from "./open-record.js";

/** @typedef {import("../core/types.js").CallView} CallView */

/**
 * @typedef {object} AssignmentMore
 * @property {import("../core/types.js").AssignView | null} assign null: not the active call
 * @property {number} now server ms
 * @property {boolean} connected
 * @property {boolean} shared whether a call may name several Contacts
 * @property {import("../core/types.js").PanelSettings} settings
 * @property {import("../core/types.js").HintView[]} hints
 * @property {boolean} searches whether there is no page that tells the open record
 * @property {(command: string) => boolean} isPending
 */

export class CallAssignment extends PanelElement {
  #warnedAt = "";
  assigned = new AssignedList(this.words);
  /** In the place of the open record, where no page tells of one. */
  find = new RecordCombobox(this.words, "any");
  open = new OpenRecord(this.words);
  /** Comes with the first call of a number several have. @type {import("./matching-list.js").MatchingList | null} */
  #matching = null;
  /** @type {Promise<void> | null} */
  #coming = null;
  /** Comes with the first caller who is nobody's. @type {import("./new-record.js").NewRecord | null} */
  #unknown = null;
  #sought = false;
  who = new RecordCombobox(this.words, "who");
  what = new RecordCombobox(this.words, "what");
  slots = h("div", { class: "slots" }, this.who, this.what);
  alert = h("p", { role: "alert", class: "alert", hidden: true });
  /** Loaded with the first hint: many orgs have none. @type {import("./hint.js").HintNote | null} */
  #hint = null;
  #hinted = false;

  /** @override */
  build() {
    const { assigned, find, open, slots, alert } = this;
    this.append(assigned, find, open, slots, alert);
  }

  async #askHint() {
    if (this.#hinted) return;
    this.#hinted = true;
    const { makeHint } = await import("./hint.js");
    this.#hint = makeHint(this.words);
    this.append(this.#hint);
    this.tell("cti-redraw", null);
  }

  async #newcomer() {
    if (this.#sought) return;
    this.#sought = true;
    const { makeNewRecord } = await import("./new-record.js");
    this.#unknown = makeNewRecord(this.words);
    this.slots.before(this.#unknown);
    this.tell("cti-redraw", null);
  }

  /** @param {CallView} call @param {AssignmentMore} more */
  update(call, more) {
    this.assigned.update(call, more);
    show(this.open, more.assign !== null && !more.searches);
    if (more.assign !== null) this.open.update(call.id, more.assign, more);
    this.#list(call, more.connected);
    this.#unknown?.update(call, more.settings);
    if (call.party === null && call.matching !== "looking") this.#newcomer();
    const open = more.assign?.record ?? null;
    const lists = more.settings.list_open_cases;
    show(this.find, more.assign !== null && more.searches);
    this.find.update(call, { ...more, open, lists });
    this.who.update(call, { ...more, open, lists });
    this.what.update(call, { ...more, open, lists });
    this.#warn(call);
    this.#hint?.update(call.id, more.hints);
    if (more.hints.length > 0) this.#askHint();
  }

  /** @param {CallView} call @param {boolean} connected */
  #list(call, connected) {
    if (this.#matching !== null) return this.#matching.update(call, connected);
    if (call.matches.length < 2) return;
    this.#coming ??= import("./matching-list.js").then(({ MatchingList }) => {
      this.#matching = new MatchingList(this.words);
      this.open.after(this.#matching);
      this.tell("cti-redraw", null);
    });
  }

  /** Announced when it appears, and once more at hang-up (DECISION 6). @param {CallView} call */
  #warn(call) {
    const moment = call.warning ? (call.phase === "wrap-up" ? "at hang-up" : "during") : "";
    if (moment === this.#warnedAt) return;
    this.#warnedAt = moment;
    show(this.alert, call.warning);
    const said = h("span", {}, this.words.say("alert.nothing-assigned"));
    this.alert.replaceChildren(...(call.warning ? [icon("warning"), said] : []));
  }
}
