/**
 * Pattern: a list whose items hold buttons. 'Why' opens its answer below the list; after 'Del' the
 * focus goes to the next item or to the list (requirements 5.5). 'Undo' stands in the heading.
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
  /** The record whose 'Why' is open, "" for none. */
  #asked = "";
  #titleId = freshId("assigned");
  undo = button(this.words.say("assigned.undo"), { icon: "undo", class: "quiet", action: "undo" });
  undoes = h("span", { class: "undoes", id: freshId("undoes") });
  list = h("ul", {
    role: "list",
    class: "records",
    tabindex: -1,
    "aria-labelledby": this.#titleId,
    "data-none": this.words.say("assigned.none"),
  });
  /** Comes with the first press of 'Why'. @type {import("./why.js").Why | null} */
  #why = null;
  /** @type {Promise<void> | null} */
  #coming = null;

  /** @override */
  build() {
    const title = h("h2", { class: "title", id: this.#titleId }, this.words.say("assigned.list"));
    attribute(this.undo, "aria-describedby", this.undoes.id);
    this.append(h("div", { class: "assigned__head" }, title, this.undoes, this.undo), this.list);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.addEventListener("click", (event) => this.#pressed(event), { signal });
  }

  /** @param {CallView} call @param {ListMore} more */
  update(call, more) {
    this.#callId = call.id;
    const several = call.assigned.filter(({ slot }) => slot === "who").length > 1;
    const first = call.assigned.find(({ slot }) => slot === "who");
    keyed(
      this.list,
      call.assigned.map((one) => ({ one, key: one.record.id })),
      () => this.#row(),
      (row, { one }) => this.#update(row, one, more, several && one === first),
    );
    this.#why?.update(call.assigned.find(({ record }) => record.id === this.#asked) ?? null);
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

  /** @param {HTMLElement} row @param {AssignedView} one @param {ListMore} more @param {boolean} primary */
  #update(row, { record, mark }, { connected, isPending }, primary) {
    const { words } = this;
    const first = primary ? words.say("assigned.primary") : "";
    dress(row, { ...record, relation: "assigned" }, words, first);
    const tag = row.querySelector(".tag");
    const [why, del] = row.querySelectorAll("button");
    if (!tag || !why || !del) return;
    text(tag, words.say(mark === "auto" ? "assigned.auto" : "assigned.you"));
    attribute(why, "aria-label", words.say("assigned.why-name", { record: record.label }));
    attribute(why, "aria-expanded", String(this.#asked === record.id));
    attribute(why, "aria-controls", this.#why?.id ?? null);
    attribute(del, "aria-label", words.say("assigned.del-name", { record: record.label }));
    disable(del, !connected);
    pending(del, isPending("unassign"), words);
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
        this.#asked = this.#asked === id ? "" : id;
        this.#coming ??= Promise.all([import("./why.js"), this.words.learn()]).then(([{ Why }]) =>
          this.#made(Why),
        );
        return this.tell("cti-redraw", null);
      case "del":
        this.#leave(row);
        return this.command(this.#callId, "unassign", { record_id: id });
    }
  }

  /** @param {typeof import("./why.js").Why} Made */
  #made(Made) {
    this.#why = new Made(this.words);
    this.append(this.#why);
    this.tell("cti-redraw", null);
  }

  /** @param {Element | null} row that is about to go */
  #leave(row) {
    const next = row?.nextElementSibling ?? row?.previousElementSibling;
    const del = next?.querySelector("[data-action='del']");
    if (del instanceof HTMLElement) del.focus();
    else this.list.focus();
  }
}
