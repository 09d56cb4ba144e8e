/**
 * One call, from card to Save. The shown call stands in full; any other is a compact card that
 * keeps what is bound to it: Answer and Decline, or notes, result and Save in wrap-up.
 */

import { isUnsent } from "../core/draft.js";
import { isPending, isRunning } from "../core/selectors.js";
import { ActionRow } from "./action-row.js";
import { CallAssignment } from "./assignment.js";
import { CallCard } from "./card.js";
import { CallControls } from "./controls.js";
import { attribute, freshId, h, icon, show, text } from "./dom.js";
import { PanelElement } from "./element.js";
import { Keypad } from "./keypad.js";
import { CallNotes } from "./notes.js";

/** @typedef {import("../core/types.js").CallView} CallView */
/** @typedef {import("../core/model.js").Model} Model */

/**
 * @typedef {object} CallMore
 * @property {Model} model
 * @property {import("../core/draft.js").Draft} draft
 * @property {boolean} shown whether this call stands in full
 * @property {number} at our clock, ms
 */

export class CallPanel extends PanelElement {
  #callId = "";
  #keypadOpen = false;
  #digits = "";

  /** @override */
  build() {
    const { words } = this;
    const id = freshId("result");
    this.card = new CallCard(words);
    this.controls = new CallControls(words);
    this.keypad = new Keypad(words);
    this.assignment = new CallAssignment(words);
    this.notes = new CallNotes(words);
    this.result = h("select", { id, class: "result__field" });
    this.resultRow = h(
      "div",
      { class: "result" },
      h("label", { for: id, class: "title" }, words.say("result.label")),
      this.result,
    );
    this.logging = h("span", {});
    this.loggingGroup = h(
      "p",
      { role: "group", class: "logging", "aria-label": words.say("logging.group") },
      icon("record"),
      this.logging,
    );
    this.actions = new ActionRow(words);
    this.append(
      this.card,
      this.controls,
      this.keypad,
      this.assignment,
      this.notes,
      h("div", { class: "line" }, this.resultRow, this.loggingGroup),
      this.actions,
    );
  }

  /**
   * @override
   * @param {AbortSignal} signal
   */
  listen(signal) {
    this.addEventListener("cti-keypad", () => this.#toggleKeypad(), { signal });
    this.keypad?.addEventListener(
      "cti-key",
      (event) => {
        const { key } = /** @type {CustomEvent<{ key: string }>} */ (event).detail;
        this.#digits = (this.#digits + key).slice(-16);
        this.command(this.#callId, "dtmf", { digits: key });
        this.tell("cti-redraw", null);
      },
      { signal },
    );
    this.addEventListener(
      "cti-save",
      (event) => {
        const { detail } = /** @type {CustomEvent<{ callResult?: string }>} */ (event);
        detail.callResult = this.result?.value ?? "";
      },
      { signal },
    );
    this.result?.addEventListener(
      "change",
      () => this.command(this.#callId, "result", { call_result: this.result?.value ?? "" }),
      { signal },
    );
  }

  /** @param {CallView} call @param {CallMore} more */
  update(call, { model, draft, shown, at }) {
    this.#callId = call.id;
    this.built();
    const { card, controls, keypad, assignment, notes, actions } = this;
    if (!card || !controls || !keypad || !assignment || !notes || !actions) return;
    const now = at + model.clockOffset;
    const connected = model.connection === "live";
    const waits = (/** @type {string} */ command) => isPending(model, `${call.id}:${command}`, at);
    const common = { now, connected, isPending: waits };
    const wrapUp = call.phase === "wrap-up";
    const talking = call.phase === "talking" || call.phase === "held";
    const over = !isRunning(call) && !wrapUp;
    if (!talking) this.#keypadOpen = false;

    attribute(this, "data-state", call.phase);
    attribute(this, "data-shown", shown);
    card.update(call, common);
    show(controls, talking || call.phase === "dialling");
    controls.update(call, { ...common, keypadOpen: this.#keypadOpen });
    show(keypad, this.#keypadOpen);
    keypad.update(this.#digits);
    show(assignment, shown && !over);
    const assign = shown && model.desk.active_call === call.id ? model.desk.assign : null;
    assignment.update(call, { ...common, assign, undoHere: shown && !over });
    show(notes, this.#notesShown(call, model, shown));
    notes.update(call, { draft, unsent: isUnsent(draft), now, connected });
    this.#line(call, model, shown);
    const warningMs = model.settings.wrap_up_warning_s * 1000;
    actions.update(call, { ...common, warningMs, undoHere: shown });
    show(actions, wrapUp || over);
  }

  /** @param {CallView} call @param {Model} model @param {boolean} shown */
  #notesShown(call, model, shown) {
    if (call.phase === "wrap-up") return true;
    const connected = call.phase === "talking" || call.phase === "held";
    return shown && connected && model.settings.notes_during_call && !this.#keypadOpen;
  }

  /** @param {CallView} call @param {Model} model @param {boolean} shown */
  #line(call, model, shown) {
    const { result, resultRow, logging, loggingGroup } = this;
    if (!result || !resultRow || !logging || !loggingGroup) return;
    show(resultRow, call.phase === "wrap-up");
    this.#options(result, model.settings.call_results);
    if (result.value !== call.call_result && !this.#resultWaits(call, model)) {
      result.value = call.call_result;
    }
    show(loggingGroup, shown && (isRunning(call) || call.phase === "wrap-up"));
    text(logging, this.words.text(call.logging));
    attribute(loggingGroup, "data-nobody", call.logging.code === "logging.nobody");
  }

  /** The agent's own choice stands until the server has heard of it. @param {CallView} call @param {Model} model */
  #resultWaits(call, model) {
    return document.activeElement === this.result || `${call.id}:result` in model.pending;
  }

  /** @param {HTMLSelectElement} select @param {string[]} results */
  #options(select, results) {
    if (select.dataset.options === results.join("\n") && select.options.length > 0) return;
    attribute(select, "data-options", results.join("\n"));
    select.replaceChildren(
      h("option", { value: "" }, this.words.say("result.choose")),
      ...results.map((result) => h("option", { value: result }, result)),
    );
  }

  #toggleKeypad() {
    this.#keypadOpen = !this.#keypadOpen;
    this.#digits = "";
    this.tell("cti-redraw", null);
    if (this.#keypadOpen) this.keypad?.querySelector("button")?.focus();
  }
}
