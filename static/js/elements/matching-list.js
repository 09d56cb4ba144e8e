/**
 * Pattern: a list of choices that is one stop for the keyboard; arrow keys move, Enter chooses, Tab
 * leads to 'Open' of the same record and out. Each choice is a button named by its record, described
 * by type and account. Of hundreds the list scrolls by itself; what has not changed is not touched.
 * Loaded with the first call of a number that several have.
 */

import { attribute, button, disable, freshId, h, keyed, pressed, show, text } from "./dom.js";
import { define, PanelElement } from "./element.js";
import { dress, recordRow } from "./record.js";

/** @typedef {import("../core/types.js").CallView} CallView */
/** @typedef {import("../core/types.js").RecordView} RecordView */

export class MatchingList extends PanelElement {
  /** @type {CallView | null} */
  #call = null;
  #connected = false;
  /** The record whose buttons are the list's stop for the keyboard, "" for the first. */
  #stop = "";
  #titleId = freshId("matching");
  count = h("span", { class: "matching__count", "aria-hidden": "true" });
  list = h("ul", { role: "list", class: "records", "aria-labelledby": this.#titleId });

  /** @override */
  build() {
    const title = h("h2", { class: "title", id: this.#titleId }, this.words.say("matching.list"));
    const hint = h("p", { class: "matching__hint" }, this.words.say("matching.hint"));
    this.append(h("div", { class: "matching__head" }, title, this.count), this.list, hint);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.addEventListener("click", (event) => this.#pressed(event), { signal });
    this.addEventListener("keydown", (event) => this.#moved(event), { signal });
    this.addEventListener("focusin", (event) => this.#stopAt(rowOf(event.target)), { signal });
  }

  /** @param {CallView} call @param {boolean} connected */
  update(call, connected) {
    if (call === this.#call && connected === this.#connected) return; // it is asked twice a second
    this.#call = call;
    this.#connected = connected;
    const matches = call.matches.length > 1 ? call.matches : [];
    const assigned = new Set(call.assigned.map(({ record }) => record.id));
    show(this, matches.length > 1);
    attribute(this, "data-settled", assigned.size > 0);
    text(this.count, String(matches.length));
    keyed(
      this.list,
      matches.map((record) => ({ record, key: record.id })),
      () => this.#row(),
      (row, { record }) => this.#update(row, record, assigned.has(record.id)),
    );
    this.#stopAt(this.#rows().find((row) => row.dataset.recordId === this.#stop) ?? null);
  }

  #row() {
    const more = h("span", { class: "record__more", id: freshId("match") });
    const choose = h("button", {
      type: "button",
      class: "record__label choose",
      "data-action": "choose",
      "aria-describedby": more.id,
      tabindex: -1,
    });
    const open = button(this.words.say("record.open"), { class: "link", action: "open" });
    attribute(open, "tabindex", -1);
    return recordRow(choose, more, open);
  }

  /** @param {HTMLElement} row @param {RecordView} record @param {boolean} chosen */
  #update(row, record, chosen) {
    dress(row, chosen ? { ...record, relation: "assigned" } : record, this.words);
    const [choose, open] = row.querySelectorAll("button");
    if (!choose || !open) return;
    attribute(choose, "aria-pressed", String(chosen));
    disable(choose, !this.#connected);
    attribute(open, "aria-label", this.words.say("record.open-name", { record: record.label }));
  }

  /** @returns {HTMLLIElement[]} */
  #rows() {
    return [...this.list.querySelectorAll("li")];
  }

  /** @param {HTMLLIElement | null} wanted the first row where it is gone */
  #stopAt(wanted) {
    const row = wanted ?? this.list.querySelector("li");
    this.#stop = row?.dataset.recordId ?? "";
    for (const stop of this.list.querySelectorAll("button[tabindex='0']")) {
      if (rowOf(stop) !== row) attribute(stop, "tabindex", -1);
    }
    for (const stop of row?.querySelectorAll("button") ?? []) attribute(stop, "tabindex", 0);
  }

  /** @param {MouseEvent} event */
  #pressed(event) {
    const target = pressed(event);
    const id = rowOf(target)?.dataset.recordId;
    const record = this.#call?.matches.find((one) => one.id === id);
    if (!this.#call || !target || !record) return;
    if (target.dataset.action === "choose") {
      this.command(this.#call.id, "choose", { record_id: record.id });
    } else {
      const { id, type, label: name } = record;
      this.tell("cti-pop", { record: { id, type, name } });
    }
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    const rows = this.#rows();
    const row = rowOf(event.target);
    const at = row === null ? -1 : rows.indexOf(row);
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -at, End: rows.length - 1 - at }[event.key];
    if (step === undefined || at < 0) return;
    event.preventDefault();
    rows[at + step]?.querySelector("button")?.focus();
  }
}

/** @param {EventTarget | null} target @returns {HTMLLIElement | null} the row it stands in */
function rowOf(target) {
  return target instanceof Element ? target.closest("li") : null;
}

define("cti-matching", MatchingList);
