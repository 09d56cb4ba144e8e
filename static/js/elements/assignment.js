/**
 * Patterns: list of records with buttons; a list of choices in which arrow keys move; an alert.
 * There is one Assign button in the panel; disabled it stays focusable, so that its reason is read.
 */

import { pending } from "./controls.js";
import {
  attribute,
  button,
  disable,
  freshId,
  h,
  icon,
  isDisabled,
  keyed,
  show,
  text,
} from "./dom.js";
import { PanelElement } from "./element.js";
import { typeIcon } from "./record.js";

/** @typedef {import("../core/types.js").CallView} CallView */
/** @typedef {import("../core/types.js").AssignView} AssignView */
/** @typedef {import("../core/types.js").AssignedView} AssignedView */
/** @typedef {import("../core/types.js").RecordView} RecordView */

/**
 * @typedef {object} AssignmentMore
 * @property {AssignView | null} assign null where the call is not the active one
 * @property {number} now server ms
 * @property {boolean} connected
 * @property {boolean} undoHere whether 'Undo' stands here rather than on the card
 * @property {(command: string) => boolean} isPending
 */

export class CallAssignment extends PanelElement {
  /** @type {CallView | null} */
  #call = null;
  /** @type {AssignView | null} */
  #assign = null;
  #why = "";
  #warned = false;

  /** @override */
  build() {
    const { words } = this;
    const [assigned, matching, why] = [freshId("assigned"), freshId("matching"), freshId("why")];
    this.undo = button(words.say("assigned.undo"), {
      icon: "undo",
      class: "quiet",
      action: "undo",
    });
    this.undoWhat = h("span", { id: freshId("undo"), hidden: true });
    attribute(this.undo, "aria-describedby", this.undoWhat.id);
    this.list = h("ul", {
      role: "list",
      class: "records",
      tabindex: "-1",
      "aria-labelledby": assigned,
      "data-none": words.say("assigned.none"),
    });
    this.whyLine = h("p", { class: "why", id: why, hidden: true });
    this.open = this.#openLine();
    this.matchList = h("ul", { role: "list", class: "records", "aria-labelledby": matching });
    this.matching = h(
      "div",
      { class: "matching" },
      h("h2", { class: "title", id: matching }, words.say("matching.list")),
      this.matchList,
    );
    this.alert = h("p", { role: "alert", class: "alert" });
    this.append(
      h(
        "div",
        { class: "assignment__head" },
        h("h2", { class: "title", id: assigned }, words.say("assigned.list")),
        this.undo,
        this.undoWhat,
      ),
      this.list,
      this.whyLine,
      this.open.line,
      this.matching,
      this.alert,
    );
  }

  /**
   * @override
   * @param {AbortSignal} signal
   */
  listen(signal) {
    this.addEventListener("click", (event) => this.#pressed(event), { signal });
    this.matchList?.addEventListener("keydown", (event) => this.#moved(event), { signal });
  }

  /** @param {CallView} call @param {AssignmentMore} more */
  update(call, more) {
    this.#call = call;
    this.#assign = more.assign;
    this.built();
    if (!this.list || !this.matchList || !this.matching || !this.undo || !this.undoWhat) return;
    keyed(
      this.list,
      call.assigned.map((one) => ({ ...one, key: one.record.id })),
      () => this.#assignedRow(),
      (row, item) => this.#updateAssigned(row, item, more),
    );
    this.#updateWhy(call);
    this.#updateOpen(more);
    const several = call.matches.length > 1;
    show(this.matching, several);
    keyed(
      this.matchList,
      several ? call.matches.map((record) => ({ record, key: record.id })) : [],
      () => this.#matchRow(),
      (row, item) => this.#updateMatch(row, item.record, call),
    );
    show(this.undo, more.undoHere && call.undo !== null);
    disable(this.undo, !more.connected);
    pending(this.undo, more.isPending("undo"), this.words.say("controls.pending"));
    text(this.undoWhat, call.undo === null ? "" : this.words.text(call.undo));
    this.#warn(call);
  }

  #assignedRow() {
    const del = button(this.words.say("assigned.del"), { class: "link", action: "del" });
    const why = button(this.words.say("assigned.why"), { class: "link", action: "why" });
    attribute(why, "aria-expanded", "false");
    return h(
      "li",
      { class: "record", "data-relation": "assigned" },
      typeIcon(""),
      h(
        "span",
        { class: "record__name" },
        h("span", { class: "record__label" }),
        h("span", { class: "record__more" }),
      ),
      h("span", { class: "tag" }),
      why,
      del,
    );
  }

  /** @param {HTMLElement} row @param {AssignedView} one @param {AssignmentMore} more */
  #updateAssigned(row, { record, mark }, more) {
    const { words } = this;
    dress(row, record, words);
    attribute(row, "data-relation", "assigned");
    const tag = row.querySelector(".tag");
    if (tag) {
      text(tag, words.say(mark === "auto" ? "assigned.auto" : "assigned.you"));
      attribute(tag, "data-mark", mark);
    }
    const [why, del] = row.querySelectorAll("button");
    if (!why || !del) return;
    attribute(why, "aria-label", words.say("assigned.why-name", { record: record.label }));
    attribute(why, "aria-expanded", String(this.#why === record.id));
    attribute(del, "aria-label", words.say("assigned.del-name", { record: record.label }));
    disable(del, !more.connected);
    pending(del, more.isPending("unassign"), words.say("controls.pending"));
  }

  /** @param {CallView} call */
  #updateWhy(call) {
    const one = call.assigned.find(({ record }) => record.id === this.#why);
    if (!this.whyLine) return;
    show(this.whyLine, one !== undefined);
    if (one === undefined) return;
    const because = this.words.text(one.because);
    text(this.whyLine, this.words.say("assigned.why-text", { record: one.record.label, because }));
  }

  #openLine() {
    const about = h("span", { class: "record__more", id: freshId("open") });
    const replaces = h("span", { class: "record__more", id: freshId("replaces") });
    const reason = h("p", { class: "open__reason", id: freshId("reason") });
    const label = h("span", { class: "record__label" });
    const type = typeIcon("");
    const press = button("", { class: "assign", action: "assign" });
    const line = h(
      "div",
      { class: "open" },
      h(
        "div",
        { class: "open__row" },
        type,
        h("span", { class: "record__name" }, label, about, replaces),
        press,
      ),
      reason,
    );
    return { line, label, about, replaces, reason, press, type };
  }

  /** @param {AssignmentMore} more */
  #updateOpen({ assign, now, connected, isPending }) {
    const { words, open } = this;
    if (!open) return;
    show(open.line, assign !== null);
    if (assign === null) return;
    const { record } = assign;
    const enabled = assign.enabled && record !== null && connected;
    attribute(open.line, "data-relation", record?.relation ?? null);
    attribute(open.line, "data-record-id", record?.id ?? null);
    attribute(open.line, "data-none", record === null);
    attribute(open.type, "data-type", record === null ? "none" : record.type);
    text(open.label, record?.label ?? words.say("assign.nothing-open"));
    text(open.about, record === null ? "" : this.#about(record, assign.seen_at, now));
    text(
      open.replaces,
      enabled && assign.replaces !== null
        ? words.say("assign.replaces", { record: assign.replaces })
        : "",
    );
    text(
      open.press.querySelector(".label") ?? open.press,
      enabled ? words.say("assign.name", { record: record.label }) : words.say("assign.button"),
    );
    const reason =
      assign.reason === null ? words.say("controls.not-now") : words.text(assign.reason);
    text(open.reason, enabled ? "" : reason);
    show(open.reason, !enabled);
    disable(open.press, !enabled);
    attribute(
      open.press,
      "aria-describedby",
      enabled ? `${open.about.id} ${open.replaces.id}` : `${open.reason.id}`,
    );
    pending(open.press, isPending("assign"), words.say("controls.pending"));
  }

  /** @param {RecordView} record @param {string | null} seenAt @param {number} now */
  #about(record, seenAt, now) {
    const note = record.note === null ? null : this.words.text(record.note);
    const account = record.relation === "other-account" && note !== null ? null : record.account;
    const seen = seenAt === null ? null : this.words.seen(now - Date.parse(seenAt));
    return [this.words.type(record.type), note, account, seen].filter(Boolean).join(" · ");
  }

  #matchRow() {
    const more = h("span", { class: "record__more", id: freshId("match") });
    return h(
      "li",
      { class: "record record--match" },
      typeIcon(""),
      h(
        "span",
        { class: "record__name" },
        h("button", {
          type: "button",
          class: "record__label choose",
          "data-action": "choose",
          "aria-describedby": more.id,
        }),
        more,
      ),
      button(this.words.say("record.open"), { class: "link", action: "open" }),
    );
  }

  /** @param {HTMLElement} row @param {RecordView} record @param {CallView} call */
  #updateMatch(row, record, call) {
    dress(row, record, this.words);
    const chosen = call.assigned.some((one) => one.record.id === record.id);
    attribute(row, "data-relation", chosen ? "assigned" : record.relation);
    const [choose, open] = row.querySelectorAll("button");
    if (!choose || !open) return;
    attribute(choose, "aria-pressed", chosen ? "true" : null);
    attribute(open, "aria-label", this.words.say("record.open-name", { record: record.label }));
  }

  /** @param {CallView} call */
  #warn(call) {
    if (!this.alert) return;
    const said = call.warning ? this.words.say("alert.nothing-assigned") : "";
    const again = call.warning && call.phase === "wrap-up" && !this.#warned;
    if (again) this.alert.replaceChildren(); // announced once more at hang-up (DECISION 6)
    this.#warned = call.warning && call.phase === "wrap-up";
    if (said === "") this.alert.replaceChildren();
    else if (this.alert.textContent !== said) {
      this.alert.replaceChildren(icon("warning"), h("span", {}, said));
    }
    show(this.alert, call.warning);
  }

  /** @param {MouseEvent} event */
  #pressed(event) {
    const target = event.target instanceof Element ? event.target.closest("button") : null;
    const call = this.#call;
    if (target === null || call === null || isDisabled(target)) return;
    const id = target.closest("[data-record-id]")?.getAttribute("data-record-id") ?? "";
    switch (target.dataset.action) {
      case "assign":
        if (this.#assign?.record) {
          this.tell("cti-assign", { callId: call.id, recordId: this.#assign.record.id });
        }
        return;
      case "del":
        this.#leave(target);
        return this.command(call.id, "unassign", { record_id: id });
      case "why":
        this.#why = this.#why === id ? "" : id;
        return this.tell("cti-redraw", null);
      case "choose":
        return this.command(call.id, "choose", { record_id: id });
      case "open":
        return this.#pop(call, id);
      case "undo":
        return this.command(call.id, "undo");
    }
  }

  /** @param {CallView} call @param {string} id */
  #pop(call, id) {
    const record = call.matches.find((one) => one.id === id);
    if (record) this.tell("cti-pop", { record: { id, type: record.type, name: record.label } });
  }

  /**
   * After Del the focus goes to the next item, or to the list (requirements 5.5).
   * @param {Element} del
   */
  #leave(del) {
    const row = del.closest("li");
    const next = row?.nextElementSibling ?? row?.previousElementSibling;
    const button = next?.querySelector("[data-action='del']");
    if (button instanceof HTMLElement) button.focus();
    else this.list?.focus();
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    const choices = [...(this.matchList?.querySelectorAll("[data-action='choose']") ?? [])];
    const row = event.target instanceof Element ? event.target.closest("li") : null;
    const at = choices.findIndex((one) => one.closest("li") === row);
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -at, End: choices.length - 1 - at }[event.key];
    const next = step === undefined ? undefined : choices[at + step];
    if (step !== undefined) event.preventDefault();
    if (next instanceof HTMLElement) next.focus();
  }
}

/** @param {HTMLElement} row @param {RecordView} record @param {import("../core/words.js").Words} words */
function dress(row, record, words) {
  attribute(row, "data-record-id", record.id);
  const [type, label, more] = [".type", ".record__label", ".record__more"].map((part) =>
    row.querySelector(part),
  );
  if (type) attribute(type, "data-type", record.type);
  if (label) text(label, record.label);
  const note = record.note === null ? "" : words.text(record.note);
  if (more) text(more, [words.type(record.type), record.account, note].filter(Boolean).join(" · "));
}
