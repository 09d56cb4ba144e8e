/**
 * Pattern: APG toolbar (arrow keys move inside, one stop for Tab), 'Hang up' apart on the right.
 * https://www.w3.org/WAI/ARIA/apg/patterns/toolbar/
 */

import { attribute, button, changeIcon, changeLabel, disable, h, pending, pressed } from "./dom.js";
import { PanelElement } from "./element.js";

/** @typedef {import("../core/types.js").CallView} CallView */

export class CallControls extends PanelElement {
  #callId = "";
  mute = this.#control("controls.mute", "unmuted", "mute");
  hold = this.#control("controls.hold", "pause", "hold");
  keypad = this.#control("controls.keypad", "keypad", "keypad");
  hangUp = this.#control("controls.hang-up", "end_call", "hang_up");
  toolbar = h(
    "div",
    { role: "toolbar", "aria-label": this.words.say("controls.name"), class: "toolbar" },
    this.mute,
    this.hold,
    this.keypad,
  );

  /** @override */
  build() {
    this.hangUp.classList.add("control--end");
    this.append(this.toolbar, this.hangUp);
    this.#rove(this.mute);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.addEventListener("click", (event) => this.#pressed(event), { signal });
    this.toolbar.addEventListener("keydown", (event) => this.#moved(event), { signal });
  }

  /**
   * @param {CallView} call
   * @param {{ connected: boolean, isPending: (command: string) => boolean, keypadOpen: boolean }} more
   */
  update(call, { connected, isPending, keypadOpen }) {
    const { words, mute, hold, keypad, hangUp } = this;
    this.#callId = call.id;
    const may = (/** @type {import("../core/types.js").Control} */ control) =>
      connected && call.controls.includes(control);
    const held = call.phase === "held";

    changeLabel(mute, words.say(call.muted ? "controls.unmute" : "controls.mute"));
    changeIcon(mute, call.muted ? "muted" : "unmuted");
    attribute(mute, "data-on", call.muted);
    attribute(mute, "data-action", call.muted ? "unmute" : "mute");
    disable(mute, !may(call.muted ? "unmute" : "mute"));
    pending(mute, isPending("mute") || isPending("unmute"), words);
    changeLabel(hold, words.say(held ? "controls.resume" : "controls.hold"));
    changeIcon(hold, held ? "play" : "pause");
    attribute(hold, "data-on", held);
    attribute(hold, "data-action", held ? "retrieve" : "hold");
    disable(hold, !may(held ? "retrieve" : "hold"));
    pending(hold, isPending("hold") || isPending("retrieve"), words);
    disable(keypad, !may("dtmf"));
    attribute(keypad, "aria-expanded", String(keypadOpen));
    disable(hangUp, !may("hang_up"));
    pending(hangUp, isPending("hang_up"), words);
  }

  /**
   * @param {import("../core/words.js").Code} code @param {string} picture @param {string} action
   */
  #control(code, picture, action) {
    return button(this.words.say(code), { icon: picture, class: "control", action });
  }

  /** @param {MouseEvent} event */
  #pressed(event) {
    const action = pressed(event)?.dataset.action;
    if (action === "keypad") this.tell("cti-keypad", { callId: this.#callId });
    else if (action !== undefined) this.command(this.#callId, action);
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    const buttons = [...this.toolbar.querySelectorAll("button")];
    const at = buttons.findIndex((one) => one.matches(":focus"));
    const last = buttons.length - 1;
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -at, End: last - at }[event.key];
    if (at < 0 || step === undefined) return;
    event.preventDefault();
    const next = buttons[(at + step + buttons.length) % buttons.length];
    if (next === undefined) return;
    this.#rove(next);
    next.focus();
  }

  /** @param {HTMLElement} stop the one button Tab finds */
  #rove(stop) {
    for (const one of this.toolbar.querySelectorAll("button")) {
      one.tabIndex = one === stop ? 0 : -1;
    }
  }
}
