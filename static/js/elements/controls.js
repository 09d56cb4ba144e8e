/**
 * Pattern: APG toolbar (arrow keys move inside, one stop for Tab), 'Hang up' apart on the right.
 * https://www.w3.org/WAI/ARIA/apg/patterns/toolbar/
 */

import { attribute, button, changeIcon, changeLabel, disable, h, isDisabled, show } from "./dom.js";
import { PanelElement } from "./element.js";

/** @typedef {import("../core/types.js").CallView} CallView */

export class CallControls extends PanelElement {
  /** @type {CallView | null} */
  #call = null;

  /** @override */
  build() {
    const { words } = this;
    this.mute = button(words.say("controls.mute"), {
      icon: "unmuted",
      class: "control",
      action: "mute",
    });
    this.hold = button(words.say("controls.hold"), {
      icon: "pause",
      class: "control",
      action: "hold",
    });
    this.keypad = button(words.say("controls.keypad"), {
      icon: "keypad",
      class: "control",
      action: "keypad",
    });
    attribute(this.keypad, "aria-expanded", "false");
    this.hangUp = button(words.say("controls.hang-up"), {
      icon: "end_call",
      class: "control control--end",
      action: "hang_up",
    });
    this.toolbar = h(
      "div",
      { role: "toolbar", "aria-label": words.say("controls.name"), class: "toolbar" },
      this.mute,
      this.hold,
      this.keypad,
    );
    this.append(this.toolbar, this.hangUp);
    this.#rove(this.mute);
  }

  /**
   * @override
   * @param {AbortSignal} signal
   */
  listen(signal) {
    this.addEventListener("click", (event) => this.#pressed(event), { signal });
    this.toolbar?.addEventListener("keydown", (event) => this.#moved(event), { signal });
  }

  /**
   * @param {CallView} call
   * @param {{ connected: boolean, isPending: (command: string) => boolean, keypadOpen: boolean }} more
   */
  update(call, { connected, isPending, keypadOpen }) {
    this.#call = call;
    this.built();
    const { words, mute, hold, keypad, hangUp } = this;
    if (!mute || !hold || !keypad || !hangUp || !this.toolbar) return;
    const may = (/** @type {import("../core/types.js").Control} */ control) =>
      connected && call.controls.includes(control);
    const held = call.phase === "held";

    changeLabel(mute, words.say(call.muted ? "controls.unmute" : "controls.mute"));
    changeIcon(mute, call.muted ? "muted" : "unmuted");
    attribute(mute, "data-on", call.muted);
    disable(mute, !may(call.muted ? "unmute" : "mute"));
    changeLabel(hold, words.say(held ? "controls.resume" : "controls.hold"));
    changeIcon(hold, held ? "play" : "pause");
    attribute(hold, "data-on", held);
    disable(hold, !may(held ? "retrieve" : "hold"));
    disable(keypad, !may("dtmf"));
    attribute(keypad, "aria-expanded", String(keypadOpen));
    disable(hangUp, !may("hang_up"));
    show(this.toolbar, call.phase !== "dialling");

    for (const [node, commands] of /** @type {const} */ ([
      [mute, ["mute", "unmute"]],
      [hold, ["hold", "retrieve"]],
      [hangUp, ["hang_up"]],
    ])) {
      pending(node, commands.some(isPending), words.say("controls.pending"));
    }
  }

  /** @param {MouseEvent} event */
  #pressed(event) {
    const target = event.target instanceof Element ? event.target.closest("button") : null;
    const call = this.#call;
    if (target === null || call === null || isDisabled(target)) return;
    switch (target.dataset.action) {
      case "mute":
        return this.command(call.id, call.muted ? "unmute" : "mute");
      case "hold":
        return this.command(call.id, call.phase === "held" ? "retrieve" : "hold");
      case "hang_up":
        return this.command(call.id, "hang_up");
      case "keypad":
        return this.tell("cti-keypad", { callId: call.id });
    }
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    const buttons = [...(this.toolbar?.querySelectorAll("button") ?? [])];
    const at = buttons.findIndex((one) => one === document.activeElement);
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -at, End: buttons.length - 1 - at }[
      event.key
    ];
    const next =
      step === undefined ? undefined : buttons[(at + step + buttons.length) % buttons.length];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    this.#rove(next);
    next.focus();
  }

  /** @param {HTMLElement} stop the one button Tab finds */
  #rove(stop) {
    for (const one of this.toolbar?.querySelectorAll("button") ?? []) {
      one.tabIndex = one === stop ? 0 : -1;
    }
  }
}

/**
 * Shows that a press has not been confirmed yet (requirements 5.6).
 * @param {Element} node @param {boolean} waits @param {string} word
 */
export function pending(node, waits, word) {
  attribute(node, "aria-busy", waits ? "true" : null);
  attribute(node, "title", waits ? word : null);
}
