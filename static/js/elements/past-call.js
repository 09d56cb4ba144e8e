/**
 * One past call as a row of the history: with whom, when, how long, what became of its log, and what
 * can be pressed: 'Log now', 'Undo' of its last change (B-3), 'Open task'.
 */

import { lengthOf, partyOf, pictureOf, when } from "../core/history.js";
import { attribute, button, freshId, h, icon, show, text } from "./dom.js";
import { webAddress } from "./outcome.js";

/** @typedef {import("../core/types.js").HistoryCallView} PastCall */
/** @typedef {import("../core/types.js").RecordView} RecordView */
/** @typedef {import("../core/words.js").Code} Code */
/** @typedef {import("../core/words.js").Words} Words */

/** @type {Record<PastCall["state"], Code>} */
const STATES = {
  open: "save.saving",
  saving: "save.saving",
  saved: "save.saved",
  "not-saved": "save.not-saved",
  "not-logged": "save.not-logged",
};

export class PastCallRow {
  mark = icon("");
  party = h("strong", { class: "past__party", dir: "auto" });
  facts = h("span", { class: "past__facts" });
  log = h("span", { class: "past__log" });
  on = h("span", { class: "past__on", id: freshId("on") });
  undoes = h("span", { class: "past__on", id: freshId("undoes") });

  /** @param {Words} words @param {string} key of its call */
  constructor(words, key) {
    this.words = words;
    this.press = button(words.say("history.log-now"), { class: "neutral", action: key });
    attribute(this.press, "aria-describedby", this.on.id);
    this.undo = button(words.say("assigned.undo"), { icon: "undo", class: "quiet", action: key });
    attribute(this.undo, "data-command", "undo-records");
    attribute(this.undo, "aria-describedby", this.undoes.id);
    this.choose = button(words.say("history.choose"), { class: "neutral", action: key });
    attribute(this.choose, "data-command", "choose");
    const task = { class: "link", target: "_blank", rel: "noopener" };
    this.task = h("a", task, words.say("save.open-task"));
    this.followUp = button(words.say("follow-up.title"), { class: "link", action: key });
    attribute(this.followUp, "data-command", "follow-up");
    this.add = button(words.say("history.add"), { class: "link", action: key });
    attribute(this.add, "data-command", "add");
    const more = h("span", { class: "past__more" }, this.followUp, this.add);
    this.back = h("span", { class: "past__undo" }, this.undo, this.undoes);
    const told = h("span", { class: "past__told" }, this.party, this.facts, this.log);
    const press = [this.press, this.choose, this.task, this.on];
    const does = h("span", { class: "past__does" }, ...press);
    this.node = h("li", { class: "past" }, this.mark, told, does, this.back, more);
  }

  /**
   * @param {PastCall} call
   * @param {RecordView | null} open the open record
   * @param {boolean} shared whether a call may name several Contacts
   * @param {number} now ms
   */
  update(call, open, shared, now) {
    const { words } = this;
    const at = when(call.started_at, words, now);
    const why = call.reason === null ? "" : words.text(call.reason);
    const state = words.say(STATES[call.state]);
    const record = call.records.join(", ") || (open?.label ?? "");
    const url = webAddress(call.task_url);
    attribute(this.mark, "data-icon", pictureOf(call));
    attribute(this.node, "data-state", call.state);
    text(this.party, partyOf(call, words));
    const byHand = call.by_hand ? ` · ${words.say("history.by-hand")}` : "";
    text(this.facts, `${at} · ${lengthOf(call, words)}${byHand}`);
    text(this.log, why === "" ? state : words.say("history.why", { state, why }));
    const on = record === "" ? words.say("history.on-none") : words.say("history.on", { record });
    text(this.on, call.log_now ? on : "");
    show(this.on, call.log_now);
    show(this.press, call.log_now);
    show(this.choose, call.contested.length > 0);
    show(this.back, call.undo !== null);
    show(this.add, shared && call.add !== null);
    text(this.undoes, call.undo === null ? "" : words.text(call.undo));
    attribute(this.task, "href", url);
    show(this.task, url !== null);
  }
}
