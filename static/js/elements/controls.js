/**
 * Pattern: APG toolbar (arrow keys move inside, one stop for Tab), 'Hang up' apart on the right.
 * https://www.w3.org/WAI/ARIA/apg/patterns/toolbar/
 * What the telephone system cannot do has no button; what it cannot do now says so. While somebody is
 * asked, 'Transfer' hands the customer to them, and two more buttons stand beside it.
 */

import {
  attribute,
  button,
  changeIcon,
  changeLabel,
  disable,
  dress,
  h,
  pending,
  pressed,
  show,
} from "./dom.js";
import { PanelElement } from "./element.js";

/** @typedef {import("../core/types.js").CallView} CallView */
/** @typedef {import("../core/types.js").Control} Control */
/** @typedef {import("../core/words.js").Code} Code */
/**
 * @typedef {{ connected: boolean, isPending: (command: string) => boolean, keypadOpen: boolean }} More
 */

export class CallControls extends PanelElement {
  /** @type {CallView | null} */
  #call = null;
  /** Loaded with the first press of 'Transfer'. @type {import("./hand-on.js").HandOnDialog | null} */
  #dialog = null;
  mute = this.#control("controls.mute", "unmuted", "mute");
  hold = this.#control("controls.hold", "pause", "hold");
  keypad = this.#control("controls.keypad", "keypad", "keypad");
  back = this.#control("controls.back", "undo", "cancel-consult");
  conference = this.#control("controls.conference", "people", "conference");
  transfer = this.#control("controls.transfer", "transfer", "hand-on");
  hangUp = this.#control("controls.hang-up", "end_call", "hang_up");
  toolbar = h(
    "div",
    { role: "toolbar", "aria-label": this.words.say("controls.name"), class: "toolbar" },
    ...[this.mute, this.hold, this.keypad, this.back, this.conference, this.transfer],
  );
  none = h("p", { class: "controls__none" }, this.words.say("controls.at-phone"));

  /** @override */
  build() {
    this.hangUp.classList.add("control--end");
    this.append(this.toolbar, this.hangUp, this.none);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.addEventListener("click", (event) => this.#pressed(event), { signal });
    this.toolbar.addEventListener("keydown", (event) => this.#moved(event), { signal });
  }

  /** @param {CallView} call @param {More} more */
  update(call, more) {
    const { words, mute, hold, keypad, hangUp, toolbar } = this;
    this.#call = call;
    const held = call.phase === "held";
    const asks = call.controls.includes("cancel_consult");
    this.#state(mute, call.muted ? "unmute" : "mute", more);
    changeLabel(mute, words.say(call.muted ? "controls.unmute" : "controls.mute"));
    changeIcon(mute, call.muted ? "muted" : "unmuted");
    attribute(mute, "data-on", call.muted);
    pending(mute, more.isPending("mute") || more.isPending("unmute"), words);
    this.#state(hold, held ? "retrieve" : "hold", more);
    changeLabel(hold, words.say(held ? "controls.resume" : "controls.hold"));
    changeIcon(hold, held ? "play" : "pause");
    attribute(hold, "data-on", held);
    pending(hold, more.isPending("hold") || more.isPending("retrieve"), words);
    this.#state(keypad, "dtmf", more);
    attribute(keypad, "data-action", "keypad");
    attribute(keypad, "aria-expanded", String(more.keypadOpen));
    this.#state(hangUp, "hang_up", more);
    pending(hangUp, more.isPending("hang_up"), words);
    this.#handing(asks, more);
    if (asks) for (const one of [hold, keypad]) show(one, false);
    show(toolbar, this.#stops().length > 0);
    show(this.none, call.can.length === 0);
    this.#rove(this.#stops().find((one) => one.tabIndex === 0) ?? this.#stops()[0]);
    this.#dialog?.update(call, more.connected);
  }

  /** Handing the call on, or what becomes of asking. @param {boolean} asks @param {More} more */
  #handing(asks, more) {
    const { words, back, conference, transfer } = this;
    const { isPending } = more;
    if (asks) dress("hand-on");
    attribute(this, "data-asks", asks);
    for (const [one, verb] of /** @type {const} */ ([
      [back, "cancel_consult"],
      [conference, "conference"],
    ])) {
      this.#state(one, verb, more, "controls.not-answered");
      attribute(one, "data-action", verb.replaceAll("_", "-"));
      pending(one, isPending(verb.replaceAll("_", "-")), words);
      if (!asks) show(one, false);
    }
    if (asks) this.#state(transfer, "complete_consult", more, "controls.not-answered");
    else this.#state(transfer, this.#can("transfer") ? "transfer" : "consult", more);
    attribute(transfer, "data-action", asks ? "complete-consult" : "hand-on");
    attribute(transfer, "aria-haspopup", asks ? null : "dialog");
    attribute(transfer, "data-main", asks);
    const waits = ["transfer", "consult", "complete-consult"].some((one) => isPending(one));
    pending(transfer, waits, words);
  }

  /**
   * Whether a button stands, whether it can be pressed now, and why not.
   * @param {HTMLElement} one @param {Control} verb @param {More} more @param {Code} [why]
   */
  #state(one, verb, { connected }, why = "controls.not-now") {
    const may = connected && this.#call?.controls.includes(verb);
    show(one, this.#can(verb));
    disable(one, !may);
    attribute(one, "data-action", verb);
    attribute(one, "aria-description", may ? null : this.words.say(why));
  }

  /** @param {Control} verb */
  #can(verb) {
    return this.#call?.can.includes(verb) ?? false;
  }

  /** @param {Code} code @param {string} picture @param {string} action */
  #control(code, picture, action) {
    return button(this.words.say(code), { icon: picture, class: "control", action });
  }

  /** @param {MouseEvent} event */
  #pressed(event) {
    const action = pressed(event)?.dataset.action;
    if (action === undefined || this.#call === null) return;
    const { id } = this.#call;
    if (action === "keypad") this.tell("cti-keypad", { callId: id });
    else if (action === "hand-on") this.#handOn();
    else this.command(id, action);
  }

  async #handOn() {
    const { makeHandOn } = await import("./hand-on.js");
    if (this.#dialog === null) {
      this.#dialog = await makeHandOn(this.words);
      this.append(this.#dialog);
    }
    if (this.#call !== null) this.#dialog.ask(this.#call, this.transfer);
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    const buttons = this.#stops();
    const at = buttons.findIndex((one) => one.matches(":focus"));
    const last = buttons.length - 1;
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -at, End: last - at }[event.key];
    if (at < 0 || step === undefined) return;
    event.preventDefault();
    const next = buttons[(at + step + buttons.length) % buttons.length];
    this.#rove(next);
    next?.focus();
  }

  #stops() {
    return [...this.toolbar.querySelectorAll("button")].filter((one) => !one.hidden);
  }

  /** @param {HTMLElement | undefined} stop the one button Tab finds */
  #rove(stop) {
    for (const one of this.toolbar.querySelectorAll("button")) {
      one.tabIndex = one === stop ? 0 : -1;
    }
  }
}
