/**
 * Pattern: a modal dialog with a checkbox and a list. The agent's past calls, which of them are not
 * logged and why, 'Log now' (B-16), and 'Log a call' for what nobody told of. Loaded with the dialogs
 * of the menu, its looks too.
 */

import { AddContactDialog } from "./add-contact.js";
import { button, disable, dress, freshId, h, keyed, pressed, show, text } from "./dom.js";
import { LogCallDialog } from "./log-call.js";
import { MenuDialog } from "./menu-dialog.js";
import { PastCallRow } from "./past-call.js";

/** @typedef {import("../core/types.js").DeskView} DeskView */
/** @typedef {import("../core/types.js").HistoryAnswer} HistoryAnswer */
/** @typedef {import("../core/types.js").HistoryCallView} PastCall */
/** @typedef {import("../core/types.js").RecordView} RecordView */
/** @typedef {import("../edge/history.js").Refusal} Refusal */

export class HistoryDialog extends MenuDialog {
  /** @type {PastCall[]} */
  #calls = [];
  #pages = 1;
  #asked = 0;
  /** The newest message when the list was asked for: a later one may tell of a log. */
  #seq = 0;
  #before = "";
  /** The call whose last change was taken back: what Salesforce has instead is asked about. */
  #undone = "";
  /** @type {RecordView | null} */
  #open = null;
  /** Whether a call may name several Contacts. */
  #shared = false;
  /** @type {WeakMap<HTMLElement, PastCallRow>} */
  #rows = new WeakMap();
  only = h("input", { type: "checkbox", id: freshId("unlogged") });
  count = h("span", { class: "history__count" });
  said = h("p", { class: "history__said", "aria-live": "polite" });
  list = h("ul", { role: "list", class: "history", "aria-labelledby": this.heading.id });
  none = h("p", { class: "history__said", hidden: true }, this.words.say("history.none"));
  more = button(this.words.say("history.more"), { class: "link" });
  logCall = button(this.words.say("history.log-call"), { class: "neutral" });
  typed = new LogCallDialog(this.words);
  adding = new AddContactDialog(this.words);

  /** @override */
  build() {
    const name = h("label", { for: this.only.id }, this.words.say("history.unlogged-only"));
    const filter = h("div", { class: "history__filter" }, this.only, name, this.count);
    dress("history");
    this.furnish("menu.history", filter, this.said, this.list, this.none);
    this.row.prepend(this.more, this.logCall);
    this.append(this.typed, this.adding);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    super.listen(signal);
    this.only.addEventListener("change", () => this.#load(1), { signal });
    this.more.addEventListener("click", () => this.#load(this.#pages + 1), { signal });
    this.list.addEventListener("click", (event) => this.#pressed(event), { signal });
    this.logCall.addEventListener("click", () => this.typed.open(this.logCall), { signal });
    for (const { dialog } of [this.typed, this.adding]) {
      dialog.addEventListener("close", () => this.#closed(dialog), { signal });
    }
  }

  /** @override @param {HTMLElement} opener */
  open(opener) {
    super.open(opener);
    text(this.said, "");
    this.#load(1);
  }

  /** @param {{ seq: number, desk: DeskView }} state */
  update({ seq, desk: { open_record: open, shared_activities: shared } }) {
    const other = open?.id !== this.#open?.id || shared !== this.#shared;
    this.#open = open;
    this.#shared = shared;
    this.typed.update(open);
    const news = seq !== this.#seq; // of a log, or of what somebody changed in Salesforce
    this.#seq = seq;
    if (!this.dialog.open) return;
    if (news) this.#load(this.#pages);
    else if (other) this.#draw();
  }

  /** @param {number} pages as many as are shown, or one more; a later question outruns this one */
  async #load(pages) {
    this.#asked += 1;
    const turn = this.#asked;
    /** @type {PastCall[]} */
    const calls = [];
    let before = "";
    let unlogged = 0;
    for (let left = pages; left > 0; left -= 1) {
      const page = await this.#page(before);
      if (turn !== this.#asked) return;
      if (page === null) return text(this.said, this.words.say("history.not-read"));
      calls.push(...page.calls);
      unlogged = page.unlogged;
      before = page.before ?? "";
      if (before === "") break;
    }
    this.#pages = pages;
    this.#calls = calls;
    this.#before = before;
    text(this.count, this.words.say("history.count", { n: unlogged }));
    this.#draw();
    const contested = calls.find(({ id, contested }) => id === this.#undone && contested.length);
    if (contested) this.#ask(contested.id, this.close);
  }

  /** @param {string} before @returns {Promise<HistoryAnswer | null>} */
  #page(before) {
    const unlogged = this.only.checked;
    return new Promise((answered) => this.tell("cti-history", { unlogged, before, answered }));
  }

  #draw() {
    const now = Date.now();
    keyed(
      this.list,
      this.#calls.map((call) => ({ key: call.id, call })),
      ({ key }) => this.#row(key),
      (node, { call }) => this.#rows.get(node)?.update(call, this.#open, this.#shared, now),
    );
    show(this.none, this.#calls.length === 0);
    show(this.more, this.#before !== "");
  }

  /** @param {string} callId @returns {HTMLElement} */
  #row(callId) {
    const row = new PastCallRow(this.words, callId);
    this.#rows.set(row.node, row);
    return row.node;
  }

  /** @param {MouseEvent} event */
  #pressed(event) {
    const press = pressed(event);
    const callId = press?.dataset.action;
    if (!press || callId === undefined) return;
    const command = press.dataset.command ?? "log-now";
    if (command === "choose") return this.#ask(callId, press);
    if (command === "follow-up") {
      return this.tell("cti-ask", { which: "followUp", callId, opener: press });
    }
    if (command === "add") return this.#add(callId, press);
    this.#undone = command === "undo-records" ? callId : "";
    disable(press, true);
    /** @param {Refusal | null} refusal */
    const answered = (refusal) => {
      disable(press, false);
      text(this.said, refusal === null ? "" : this.words.say(refusal.trouble));
      if (refusal === null) this.#load(this.#pages);
    };
    const path = `calls/${encodeURIComponent(callId)}/${command}`;
    const body = command === "log-now" ? { record_id: this.#open?.id ?? "" } : {};
    this.tell("cti-log", { path, body, answered });
  }

  /** @param {string} callId @param {HTMLElement} opener */
  #ask(callId, opener) {
    this.#undone = "";
    this.tell("cti-ask", { which: "conflict", callId, opener });
  }

  /** @param {string} callId @param {HTMLElement} opener */
  #add(callId, opener) {
    const call = this.#calls.find(({ id }) => id === callId);
    if (call) this.adding.ask(call, this.#open, opener);
  }

  /** @param {HTMLDialogElement} dialog with a value when something was done */
  #closed(dialog) {
    if (dialog.returnValue !== "") this.#load(this.#pages);
    dialog.returnValue = "";
  }
}
