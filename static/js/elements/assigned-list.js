/**
 * Pattern: a list whose items hold buttons. 'Why' opens one line below the list; after 'Del' the
 * focus goes to the next item or to the list (requirements 5.5). 'Undo' stands in its heading.
 */

import {
  attribute,
  button,
  disable,
  freshId,
  h,
  keyed,
  pending,
  pressed,
  show,
  text,
} from "./dom.js";
import { PanelElement } from "./element.js";
import { dress, recordRow } from "./record.js";

/** @typedef {import("../core/types.js").CallView} CallView */
/** @typedef {import("../core/types.js").AssignedView} AssignedView */
/** @typedef {{ connected: boolean, isPending: (command: string) => boolean }} ListMore */

export class AssignedList extends PanelElement {
  #callId = "";
  #why = "";
  #titleId = freshId("assigned");
  undo = button(this.words.say("assigned.undo"), { icon: "undo", class: "quiet", action: "undo" });
  undoes = h("span", { id: freshId("undoes"), hidden: true });
  list = h("ul", {
    role: "list",
    class: "records",
    tabindex: -1,
    "aria-labelledby": this.#titleId,
    "data-none": this.words.say("assigned.none"),
  });
  why = h("p", { class: "why", hidden: true });

  /** @override */
  build() {
    const title = h("h2", { class: "title", id: this.#titleId }, this.words.say("assigned.list"));
    attribute(this.undo, "aria-describedby", this.undoes.id);
    this.append(
      h("div", { class: "assigned__head" }, title, this.undo, this.undoes),
      this.list,
      this.why,
    );
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.addEventListener("click", (event) => this.#pressed(event), { signal });
  }

  /** @param {CallView} call @param {ListMore} more */
  update(call, more) {
    this.#callId = call.id;
    keyed(
      this.list,
      call.assigned.map((one) => ({ ...one, key: one.record.id })),
      () => this.#row(),
      (row, item) => this.#update(row, item, more),
    );
    const asked = call.assigned.find(({ record }) => record.id === this.#why);
    show(this.why, asked !== undefined);
    text(this.why, asked === undefined ? "" : this.#because(asked));
    show(this.undo, call.undo !== null);
    disable(this.undo, !more.connected);
    pending(this.undo, more.isPending("undo"), this.words);
    text(this.undoes, call.undo === null ? "" : this.words.text(call.undo));
  }

  #row() {
    return recordRow(
      h("span", { class: "record__label" }),
      h("span", { class: "record__more" }),
      h("span", { class: "tag" }),
      button(this.words.say("assigned.why"), { icon: "info", class: "link", action: "why" }),
      button(this.words.say("assigned.del"), { class: "link", action: "del" }),
    );
  }

  /** @param {HTMLElement} row @param {AssignedView} one @param {ListMore} more */
  #update(row, { record, mark }, { connected, isPending }) {
    const { words } = this;
    dress(row, { ...record, relation: "assigned" }, words);
    const tag = row.querySelector(".tag");
    const [why, del] = row.querySelectorAll("button");
    if (!tag || !why || !del) return;
    text(tag, words.say(mark === "auto" ? "assigned.auto" : "assigned.you"));
    attribute(why, "aria-label", words.say("assigned.why-name", { record: record.label }));
    attribute(why, "aria-expanded", String(this.#why === record.id));
    attribute(del, "aria-label", words.say("assigned.del-name", { record: record.label }));
    disable(del, !connected);
    pending(del, isPending("unassign"), words);
  }

  /** @param {AssignedView} one */
  #because({ record, because }) {
    const words = this.words.text(because);
    return this.words.say("assigned.why-text", { record: record.label, because: words });
  }

  /** @param {MouseEvent} event */
  #pressed(event) {
    const target = pressed(event);
    const row = target?.closest("li") ?? null;
    const id = row?.dataset.recordId ?? "";
    switch (target?.dataset.action) {
      case "undo":
        return this.command(this.#callId, "undo");
      case "why":
        this.#why = this.#why === id ? "" : id;
        return this.tell("cti-redraw", null);
      case "del":
        this.#leave(row);
        return this.command(this.#callId, "unassign", { record_id: id });
    }
  }

  /** @param {Element | null} row that is about to go */
  #leave(row) {
    const next = row?.nextElementSibling ?? row?.previousElementSibling;
    const del = next?.querySelector("[data-action='del']");
    if (del instanceof HTMLElement) del.focus();
    else this.list.focus();
  }
}
