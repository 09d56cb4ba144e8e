/**
 * Pattern: a modal dialog with a form. A call that no telephone system told of: who called, the
 * number, when and how long; what was understood is said back before it is logged (S1-21).
 */

import { lengthOf, when } from "../core/history.js";
import { readDuration, readMoment } from "../core/typed-call.js";
import { attribute, disable, freshId, h, text } from "./dom.js";
import { MenuDialog } from "./menu-dialog.js";

/** @typedef {import("../core/types.js").RecordView} RecordView */
/** @typedef {import("../core/words.js").Code} Code */
/** @typedef {import("../edge/history.js").Refusal} Refusal */
/** @typedef {{ input: HTMLInputElement, hint: HTMLElement, node: HTMLElement }} Field */

export class LogCallDialog extends MenuDialog {
  /** @type {RecordView | null} */
  #record = null;
  #name = freshId("called");
  outbound = this.#radio("log-call.outbound", true);
  inbound = this.#radio("log-call.inbound", false);
  number = this.#field("log-call.number", { inputmode: "tel", maxlength: 40 });
  time = this.#field("log-call.time", { maxlength: 40 });
  duration = this.#field("log-call.duration", { maxlength: 40 });
  on = h("p", { class: "log-call__on" });
  trouble = h("p", { class: "trouble", role: "alert" });
  press = h(
    "button",
    { type: "submit", class: "filled" },
    h("span", { class: "label" }, this.words.say("history.log-now")),
  );
  form = h(
    "form",
    { class: "log-call", novalidate: true, autocomplete: "off" },
    h(
      "fieldset",
      { class: "log-call__who" },
      h("legend", { class: "title" }, this.words.say("log-call.direction")),
      h("label", {}, this.outbound, this.words.say("log-call.outbound")),
      h("label", {}, this.inbound, this.words.say("log-call.inbound")),
    ),
    this.number.node,
    this.time.node,
    this.duration.node,
    this.on,
    this.trouble,
  );

  /** @override */
  build() {
    this.furnish("history.log-call", this.form);
    this.form.append(this.row);
    this.row.append(this.press);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    super.listen(signal);
    this.form.addEventListener("submit", (event) => this.#submitted(event), { signal });
    this.form.addEventListener("input", () => this.#changed(), { signal });
  }

  /** @override @param {HTMLElement} opener */
  open(opener) {
    this.form.reset();
    this.#changed();
    super.open(opener);
    this.number.input.focus();
  }

  /** @param {RecordView | null} record the open one, on which the call is logged */
  update(record) {
    const { words } = this;
    const label = record?.label ?? "";
    this.#record = record;
    text(
      this.on,
      label ? words.say("log-call.on", { record: label }) : words.say("log-call.on-none"),
    );
  }

  /** Says back what was understood, and forgets what was wrong before. */
  #changed() {
    const { words, time, duration } = this;
    const now = Date.now();
    const at = readMoment(time.input.value, words, now);
    const seconds = readDuration(duration.input.value);
    const example = when(new Date(now).toISOString(), words, now);
    const length = seconds === null ? "" : lengthOf({ answered: true, duration_s: seconds }, words);
    text(time.hint, at === null ? words.say("log-call.time-hint", { example }) : said(at, words));
    text(duration.hint, length || words.say("log-call.duration-hint"));
    this.#complain(null, "");
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    event.preventDefault();
    if (this.press.getAttribute("aria-disabled") === "true") return;
    const { number, time, duration } = this;
    const at = readMoment(time.input.value, this.words, Date.now());
    const seconds = readDuration(duration.input.value);
    if (!/\d/.test(number.input.value)) return this.#complain(number, "log-call.bad-number");
    if (at === null) return this.#complain(time, "log-call.bad-started_at");
    if (seconds === null) return this.#complain(duration, "log-call.bad-duration_s");
    const body = {
      direction: this.inbound.checked ? "Inbound" : "Outbound",
      number: number.input.value,
      started_at: at.toISOString(),
      duration_s: seconds,
      record_id: this.#record?.id ?? "",
    };
    disable(this.press, true);
    this.tell("cti-log", { path: "history/log", body, answered: this.#answered.bind(this) });
  }

  /** @param {Refusal | null} refusal */
  #answered(refusal) {
    disable(this.press, false);
    if (refusal === null) return this.dialog.close("logged");
    const fields = { number: this.number, started_at: this.time, duration_s: this.duration };
    const field = fields[/** @type {keyof typeof fields} */ (refusal.field)] ?? null;
    this.#complain(field, refusal.trouble);
  }

  /** @param {Field | null} field @param {Code | ""} trouble */
  #complain(field, trouble) {
    for (const each of [this.number, this.time, this.duration]) {
      attribute(each.input, "aria-invalid", each === field ? "true" : null);
    }
    text(this.trouble, trouble === "" ? "" : this.words.say(trouble));
    field?.input.focus();
  }

  /** @param {Code} name @param {Record<string, string | number>} more @returns {Field} */
  #field(name, more) {
    const id = freshId("typed");
    const hint = h("span", { class: "log-call__hint", id: `${id}-hint`, "aria-live": "polite" });
    const input = h("input", { id, type: "text", "aria-describedby": hint.id, ...more });
    const label = h("label", { for: id, class: "title" }, this.words.say(name));
    return { input, hint, node: h("div", { class: "log-call__field" }, label, input, hint) };
  }

  /** @param {Code} value @param {boolean} checked */
  #radio(value, checked) {
    return h("input", { type: "radio", name: this.#name, value, checked });
  }
}

/** @param {Date} at @param {import("../core/format.js").Manner} manner @returns {string} "25 Oct 2026, 02:30" */
function said(at, { locale, zone }) {
  return at.toLocaleString(locale, { timeZone: zone, dateStyle: "medium", timeStyle: "short" });
}
