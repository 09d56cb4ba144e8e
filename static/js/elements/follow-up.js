/**
 * Pattern: a modal dialog with a form. A task of the agent's own on the records of a call, due on a
 * day (B-31); that it stands in Salesforce is told by the socket.
 */

import { DAY_MS, dateOf } from "../core/zone.js";
import { attribute, disable, freshId, h, text } from "./dom.js";
import { MenuDialog } from "./menu-dialog.js";

/** @typedef {import("../edge/history.js").Refusal} Refusal */

export class FollowUpDialog extends MenuDialog {
  #callId = "";
  #id = freshId("due");
  date = h("input", { id: this.#id, type: "date", class: "follow-up__date", required: true });
  trouble = h("p", { class: "trouble", role: "alert" });
  press = h(
    "button",
    { type: "submit", class: "filled" },
    h("span", { class: "label" }, this.words.say("follow-up.make")),
  );
  form = h(
    "form",
    { class: "log-call", novalidate: true },
    h("label", { for: this.#id, class: "title" }, this.words.say("follow-up.date")),
    this.date,
    this.trouble,
  );

  /** @override */
  build() {
    this.furnish("follow-up.title", this.form);
    this.form.append(this.row);
    this.row.append(this.press);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    super.listen(signal);
    this.form.addEventListener("submit", (event) => this.#submitted(event), { signal });
    this.date.addEventListener("input", () => this.#complain(false), { signal });
  }

  /** @param {string} callId @param {HTMLElement} opener */
  ask(callId, opener) {
    const today = dateOf(Date.now(), this.words.zone);
    this.#callId = callId;
    this.date.value = dateOf(Date.parse(today) + DAY_MS, "UTC");
    attribute(this.date, "min", today);
    this.#complain(false);
    this.open(opener);
    this.date.focus();
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    event.preventDefault();
    if (this.press.getAttribute("aria-disabled") === "true") return;
    if (!this.date.validity.valid) return this.#complain(true);
    disable(this.press, true);
    /** @param {Refusal | null} refusal */
    const answered = (refusal) => {
      disable(this.press, false);
      if (refusal === null) this.dialog.close();
      else this.#complain(true);
    };
    const path = `calls/${encodeURIComponent(this.#callId)}/follow-up`;
    this.tell("cti-log", { path, body: { date: this.date.value }, answered });
  }

  /** @param {boolean} wrong */
  #complain(wrong) {
    attribute(this.date, "aria-invalid", wrong ? "true" : null);
    text(this.trouble, wrong ? this.words.say("follow-up.bad-date") : "");
    if (wrong) this.date.focus();
  }
}
