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
  pending,
  pressed,
  show,
  text,
} from "./dom.js";
import { PanelElement } from "./element.js";
import { aboutRecord, typeIcon } from "./record.js";

/** @typedef {import("../core/types.js").AssignView} AssignView */

export class OpenRecord extends PanelElement {
  #callId = "";
  #recordId = "";
  type = typeIcon();
  label = h("span", { class: "record__label" });
  about = h("span", { class: "record__more", id: freshId("about") });
  seen = h("span", { class: "record__more", id: freshId("seen") });
  assign = button("", { class: "assign", action: "assign" });
  reason = h("p", { class: "open__reason", id: freshId("reason") });

  name = h("div", { class: "record__name" }, this.label, this.about, this.seen, this.reason);

  /** @override */
  build() {
    this.append(this.type, this.name, this.assign);
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
  }

  /**
   * @param {string} callId
   * @param {AssignView} view
   * @param {{ now: number, connected: boolean, isPending: (command: string) => boolean }} more
   */
  update(callId, view, { now, connected, isPending }) {
    const { words } = this;
    const { record } = view;
    this.#callId = callId;
    this.#recordId = record?.id ?? "";
    attribute(this, "data-relation", record?.relation ?? null);
    attribute(this, "data-record-id", record?.id ?? null);
    attribute(this.type, "data-type", record?.type ?? "none");
    text(this.about, record === null ? "" : aboutRecord(record, words));
    text(this.seen, record === null ? "" : this.#seen(view, now));
    const offered = view.enabled && record !== null && connected;
    const other = record?.relation === "other-account";
    attribute(this, "data-refused", !offered);
    attribute(this, "data-stacked", offered && other);
    attribute(this.name, "data-flat", !offered || other);
    if (offered) this.#offer(record.label);
    else this.#refuse(view);
    pending(this.assign, isPending("assign"), words);
  }

  /** The button says the name, so the line need not. @param {string} label */
  #offer(label) {
    changeLabel(this.assign, this.words.say("assign.name", { record: label }));
    disable(this.assign, false);
    attribute(this.assign, "aria-describedby", `${this.about.id} ${this.seen.id}`);
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

  /** @param {AssignView} view @param {number} now server ms */
  #seen({ seen_at: at, replaces, enabled }, now) {
    const { words } = this;
    const seen = at === null ? "" : words.seen(now - Date.parse(at));
    const swap =
      enabled && replaces !== null ? words.say("assign.replaces", { record: replaces }) : "";
    return [seen, swap].filter(Boolean).join(" · ");
  }
}
