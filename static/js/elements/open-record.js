/**
 * Pattern: one button and its description. The line of the open record with the one Assign button of
 * the panel: enabled it names its target, disabled it is called "Assign" and keeps its place for the
 * keyboard, so that the reason is read (requirements 5.5 and 5.7).
 */

import {
  attribute,
  button,
  changeLabel,
  disable,
  freshId,
  h,
  icon,
  pending,
  pressed,
  show,
  text,
} from "./dom.js";
import { PanelElement } from "./element.js";
import { typeIcon } from "./record.js";

/** @typedef {import("../core/types.js").AssignView} AssignView */
/** @typedef {import("../core/types.js").RecordView} RecordView */

export class OpenRecord extends PanelElement {
  #callId = "";
  #recordId = "";
  type = typeIcon();
  label = h("span", { class: "record__label", dir: "auto" });
  about = h("span", { class: "open__fact", id: freshId("about") });
  noteWords = h("span", {});
  note = h("span", { class: "open__note", id: freshId("note") }, icon("warning"), this.noteWords);
  seen = h("span", { class: "open__fact", id: freshId("seen") });
  swap = h("span", { class: "open__swap", id: freshId("swap") });
  reason = h("span", { class: "open__reason", id: freshId("reason") });
  assign = button("", { class: "assign", action: "assign" });
  add = button("", { class: "neutral open__add", action: "add" });
  facts = h("span", { class: "open__facts" }, this.about, this.seen);
  name = h(
    "div",
    { class: "record__name" },
    this.label,
    this.facts,
    this.note,
    this.swap,
    this.reason,
  );

  /** @override */
  build() {
    this.append(this.type, this.name, this.assign, this.add);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.assign.addEventListener(
      "click",
      (event) => {
        if (pressed(event) === null) return;
        this.tell("cti-assign", { callId: this.#callId, recordId: this.#recordId });
      },
      { signal },
    );
    this.add.addEventListener(
      "click",
      (event) => {
        if (pressed(event) === null) return;
        this.command(this.#callId, "add", { record_id: this.#recordId });
      },
      { signal },
    );
  }

  /**
   * @param {string} callId
   * @param {AssignView} view
   * @param {{ now: number, connected: boolean, isPending: (command: string) => boolean }} more
   */
  update(callId, view, { now, connected, isPending }) {
    const { record } = view;
    this.#callId = callId;
    this.#recordId = record?.id ?? "";
    attribute(this, "data-relation", record?.relation ?? null);
    attribute(this, "data-record-id", record?.id ?? null);
    attribute(this.type, "data-type", record?.type ?? "none");
    const offered = view.enabled && record !== null && connected;
    attribute(this, "data-refused", !offered);
    attribute(this, "data-stacked", offered && (record.note !== null || view.replaces !== null));
    this.#facts(view, offered, now);
    if (offered) this.#offer(record);
    else this.#refuse(view);
    pending(this.assign, isPending("assign"), this.words);
    const further = connected ? view.add : null; // beside the person in Name (DECISION 25)
    show(this.add, further !== null);
    attribute(this, "data-adds", further !== null);
    if (further !== null)
      changeLabel(this.add, this.words.say("combobox.add", { record: further }));
    pending(this.add, isPending("add"), this.words);
  }

  /** Type and account, what is against it, its age, what gives way. @param {AssignView} view @param {boolean} offered @param {number} now server ms */
  #facts({ record, seen_at: at, replaces }, offered, now) {
    const { words } = this;
    const note = record?.note ?? null;
    const account = record === null || note?.code === "note.other-account" ? "" : record.account;
    text(this.about, [record && words.type(record.type), account].filter(Boolean).join(" · "));
    text(this.noteWords, note === null ? "" : words.text(note));
    show(this.note, note !== null);
    show(this.facts, record !== null);
    text(this.seen, offered && at !== null ? words.seen(now - Date.parse(at)) : "");
    const swap = offered && replaces !== null;
    text(this.swap, swap ? words.say("assign.replaces", { record: replaces }) : "");
    show(this.swap, swap);
  }

  /** The button says the name, so the line need not. @param {RecordView} record */
  #offer({ label }) {
    const { assign, note, about, seen, swap } = this;
    changeLabel(assign, this.words.say("assign.name", { record: label }));
    disable(assign, false);
    const parts = [about, note, seen, swap].filter((part) => !part.hidden);
    attribute(assign, "aria-describedby", parts.map((part) => part.id).join(" "));
    show(this.label, false);
    show(this.reason, false);
  }

  /** @param {AssignView} view */
  #refuse({ record, reason }) {
    const { words } = this;
    changeLabel(this.assign, words.say("assign.button"));
    disable(this.assign, true);
    attribute(this.assign, "aria-describedby", this.reason.id);
    text(this.label, record?.label ?? "");
    show(this.label, record !== null);
    text(this.reason, reason === null ? words.say("controls.not-now") : words.text(reason));
    show(this.reason, true);
  }
}
