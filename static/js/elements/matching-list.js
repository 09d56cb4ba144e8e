/**
 * Pattern: a list of choices in which arrow keys move and Enter chooses; each choice is a button
 * named by its record, described by type and account.
 */

import { attribute, button, disable, freshId, h, keyed, pressed, show } from "./dom.js";
import { PanelElement } from "./element.js";
import { dress, recordRow } from "./record.js";

/** @typedef {import("../core/types.js").CallView} CallView */
/** @typedef {import("../core/types.js").RecordView} RecordView */

export class MatchingList extends PanelElement {
  /** @type {CallView | null} */
  #call = null;
  #titleId = freshId("matching");
  list = h("ul", { role: "list", class: "records", "aria-labelledby": this.#titleId });

  /** @override */
  build() {
    const title = h("h2", { class: "title", id: this.#titleId }, this.words.say("matching.list"));
    const hint = h("p", { class: "matching__hint" }, this.words.say("matching.hint"));
    this.append(title, this.list, hint);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.addEventListener("click", (event) => this.#pressed(event), { signal });
    this.addEventListener("keydown", (event) => this.#moved(event), { signal });
  }

  /** @param {CallView} call @param {boolean} connected */
  update(call, connected) {
    this.#call = call;
    const several = call.matches.length > 1;
    show(this, several);
    attribute(this, "data-settled", call.assigned.length > 0);
    keyed(
      this.list,
      several ? call.matches.map((record) => ({ record, key: record.id })) : [],
      () => this.#row(),
      (row, { record }) => this.#update(row, record, call, connected),
    );
  }

  #row() {
    const more = h("span", { class: "record__more", id: freshId("match") });
    const choose = h("button", {
      type: "button",
      class: "record__label choose",
      "data-action": "choose",
      "aria-describedby": more.id,
    });
    const open = button(this.words.say("record.open"), { class: "link", action: "open" });
    return recordRow(choose, more, open);
  }

  /** @param {HTMLElement} row @param {RecordView} record @param {CallView} call @param {boolean} connected */
  #update(row, record, call, connected) {
    const chosen = call.assigned.some((one) => one.record.id === record.id);
    dress(row, chosen ? { ...record, relation: "assigned" } : record, this.words);
    const [choose, open] = row.querySelectorAll("button");
    if (!choose || !open) return;
    attribute(choose, "aria-pressed", String(chosen));
    disable(choose, !connected);
    attribute(open, "aria-label", this.words.say("record.open-name", { record: record.label }));
  }

  /** @param {MouseEvent} event */
  #pressed(event) {
    const target = pressed(event);
    const id = target?.closest("li")?.dataset.recordId;
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
    const choices = [...this.list.querySelectorAll("[data-action='choose']")];
    const row = event.target instanceof Element ? event.target.closest("li") : null;
    const at = choices.findIndex((one) => one.closest("li") === row);
    const last = choices.length - 1;
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -at, End: last - at }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = choices[at + step];
    if (next instanceof HTMLElement) next.focus();
  }
}
