/**
 * Pattern: a list with a button an item. Who called and reached nobody, the newest first, each with
 * 'Call back' and whether that was done (B-31).
 */

import { when } from "../core/history.js";
import { attribute, button, disable, freshId, h, icon, keyed, pressed, show, text } from "./dom.js";
import { PanelElement } from "./element.js";

/** @typedef {import("../core/types.js").MissedView} MissedView */

export class MissedCalls extends PanelElement {
  /** @type {MissedView[]} */
  #missed = [];
  /** @type {WeakMap<HTMLElement, Row>} */
  #rows = new WeakMap();
  heading = h("h2", { class: "title", id: freshId("missed") }, this.words.say("missed.title"));
  list = h("ul", { role: "list", class: "missed", "aria-labelledby": this.heading.id });

  /** @override */
  build() {
    this.append(this.heading, this.list);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.list.addEventListener("click", (event) => this.#pressed(event), { signal });
  }

  /** @param {MissedView[]} missed @param {{ dials: boolean, now: number }} more */
  update(missed, { dials, now }) {
    this.#missed = missed;
    keyed(
      this.list,
      missed.map((call) => ({ key: call.call_id, call })),
      ({ key }) => this.#row(key),
      (node, { call }) => this.#rows.get(node)?.update(call, dials, now),
    );
  }

  /** @param {string} callId */
  #row(callId) {
    const row = new Row(this.words, callId);
    this.#rows.set(row.node, row);
    return row.node;
  }

  /** @param {MouseEvent} event */
  #pressed(event) {
    const callId = pressed(event)?.dataset.action;
    const call = this.#missed.find((one) => one.call_id === callId);
    if (call) this.tell("cti-dial", { number: call.number, record: call.record });
  }
}

class Row {
  party = h("strong", { class: "missed__party", dir: "auto" });
  facts = h("span", { class: "missed__facts" });
  done = h("span", { class: "missed__done" });

  /** @param {import("../core/words.js").Words} words @param {string} callId */
  constructor(words, callId) {
    this.words = words;
    this.press = button(words.say("missed.call-back"), { class: "neutral", action: callId });
    const told = h("span", { class: "missed__told" }, this.party, this.facts, this.done);
    this.node = h("li", { class: "missed__call" }, icon("missed_call"), told, this.press);
  }

  /** @param {MissedView} call @param {boolean} dials @param {number} now ms */
  update({ record, number, at, called_back: calledBack }, dials, now) {
    const { words } = this;
    const party = record?.name ?? number;
    const moment = when(at, words, now);
    text(this.party, party);
    text(this.facts, record === null ? moment : `${moment} · ${number}`);
    text(this.done, calledBack ? words.say("missed.called-back") : "");
    show(this.done, calledBack);
    attribute(this.node, "data-called-back", calledBack);
    attribute(this.press, "aria-label", words.say("missed.call-back-name", { party }));
    disable(this.press, !dials);
  }
}
