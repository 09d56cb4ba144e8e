/**
 * One call, from card to Save. The shown call stands in full; any other is a compact card that
 * keeps what is bound to it: Answer and Decline, or notes, result and Save in wrap-up.
 */

import { hintsOf } from "../core/hints.js";
import { isReadOnly } from "../core/presence.js";
import { isPending, isRunning } from "../core/selectors.js";
import { CallAssignment } from "./assignment.js";
import { CallCard } from "./card.js";
import { CallControls } from "./controls.js";
import { attribute, dress, pressed, show } from "./dom.js";
import { PanelElement } from "./element.js";
import { Keypad } from "./keypad.js";
import { Later } from "./later.js";
import { LogLine } from "./log-line.js";
import { CallNotes } from "./notes.js";

/** @typedef {import("../core/types.js").CallView} CallView */
/** @typedef {import("../core/model.js").Model} Model */

/**
 * @typedef {object} CallMore
 * @property {Model} model
 * @property {import("./notes.js").DraftOf} draftOf
 * @property {boolean} shown whether this call stands in full
 * @property {number} at our clock, ms
 */

export class CallPanel extends PanelElement {
  #callId = "";
  #keypadOpen = false;
  #digits = "";
  card = new CallCard(this.words);
  controls = new CallControls(this.words);
  keypad = new Keypad(this.words);
  assignment = new CallAssignment(this.words);
  notes = new CallNotes(this.words);
  log = new LogLine(this.words);
  save = this.#part(
    async () => (await import("./save-row.js")).makeSaveRow(this.words),
    (part) => this.append(part),
  );
  /** What became of the log. */
  #outcome = this.#part(
    async () => (await import("./outcome.js")).makeOutcome(this.words),
    (part) => this.append(part),
  );
  /** What stands in the card beside another call. */
  #beside = this.#part(
    async () => (await import("./beside.js")).makeBeside(this.words),
    (part) => this.card.region.append(part),
  );
  /** Whom the agent asks while the customer waits. */
  #asked = this.#part(
    async () => (await import("./asked.js")).makeAsked(this.words),
    (part) => this.card.after(part),
  );

  /** @override */
  build() {
    const { card, controls, keypad, assignment, notes, log } = this;
    this.append(card, controls, keypad, assignment, notes, log);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.addEventListener("click", (event) => this.#later(event), { signal });
    this.addEventListener("cti-keypad", () => this.#toggleKeypad(), { signal });
    this.keypad.addEventListener("cti-key", (event) => this.#tone(event), { signal });
    this.addEventListener("cti-hints-dismissed", () => this.card.region.focus(), { signal });
    this.addEventListener("cti-save", (event) => this.#withResult(event), { signal });
  }

  /** 'Follow-up task', wherever it stands. @param {MouseEvent} event */
  #later(event) {
    const opener = pressed(event);
    if (opener?.dataset.action !== "follow-up") return;
    this.tell("cti-ask", { which: "followUp", callId: this.#callId, opener });
  }

  /** @param {CallView} call @param {CallMore} more */
  update(call, more) {
    const active = document.activeElement;
    const focused = this.contains(active) ? active : null;
    this.#show(call, more);
    // what was pressed is gone now: the focus stays with its call
    if (focused !== null && !focused.checkVisibility()) this.card.region.focus();
  }

  /** @param {CallView} call @param {CallMore} more */
  #show(call, { model, draftOf, shown, at }) {
    this.#callId = call.id;
    const now = at + model.clockOffset;
    const connected = model.connection === "live";
    const more = {
      now,
      connected,
      openId: model.desk.open_record?.id ?? "",
      warningMs: model.settings.wrap_up_warning_s * 1000,
      isPending: (/** @type {string} */ command) => isPending(model, `${call.id}:${command}`, at),
    };
    const wrapUp = call.phase === "wrap-up";
    const talking = call.phase === "talking" || call.phase === "held";
    const over = !isRunning(call) && !wrapUp;
    const readOnly = isReadOnly(model) && isRunning(call);
    if (!talking) this.#keypadOpen = false;

    attribute(this, "data-state", call.phase);
    attribute(this, "data-shown", shown);
    if (!shown) dress("beside");
    this.card.update(call, { ...more, readOnly });
    const onTheLine = !readOnly && (talking || call.phase === "dialling");
    show(this.controls, onTheLine && shown);
    this.controls.update(call, { ...more, keypadOpen: this.#keypadOpen });
    this.#beside.show(onTheLine && !shown, (part) => part.update(call, more));
    this.#asked.show(call.asking !== null, (part) => part.update(call, now));
    show(this.keypad, this.#keypadOpen && shown && !readOnly);
    this.keypad.update(this.#digits);
    show(this.assignment, shown && !over && !readOnly);
    const assign = shown && model.desk.active_call === call.id ? model.desk.assign : null;
    const hints = assign === null ? [] : hintsOf(model, call);
    const { settings } = model;
    const shared = model.desk.shared_activities;
    const searches = model.own.client === "companion";
    this.assignment.update(call, { ...more, assign, hints, settings, shared, searches });
    const notesNow = talking && shown && model.settings.notes_during_call && !this.#keypadOpen;
    show(this.notes, wrapUp || (notesNow && !readOnly));
    const labels = model.settings.note_fields[call.notes.event] ?? [];
    this.notes.update(call, { draftOf, labels, now, connected });
    const sent = (/** @type {string} */ command) => `${call.id}:${command}` in model.pending;
    this.log.update(call, { results: model.settings.call_results, shown, sent });
    this.save.show(wrapUp, (part) => part.update(call, more));
    this.#outcome.show(over, (part) => part.update(call, { ...more, undoHere: shown }));
  }

  /**
   * @template {HTMLElement} Part
   * @param {() => Promise<Part>} load @param {(part: Part) => void} place
   */
  #part(load, place) {
    return new Later(load, (/** @type {Part} */ part) => {
      place(part);
      this.tell("cti-redraw", null);
    });
  }

  #toggleKeypad() {
    this.#keypadOpen = !this.#keypadOpen;
    this.#digits = "";
    this.tell("cti-redraw", null);
  }

  /** @param {Event} event */
  #tone(event) {
    const { key } = /** @type {CustomEvent<{ key: string }>} */ (event).detail;
    this.#digits = (this.#digits + key).slice(-16);
    this.command(this.#callId, "dtmf", { digits: key });
    this.tell("cti-redraw", null);
  }

  /** The result goes with Save, so that a choice of the last moment counts. @param {Event} event */
  #withResult(event) {
    const { detail } = /** @type {CustomEvent<{ callResult?: string }>} */ (event);
    detail.callResult = this.log.result.value;
  }
}
