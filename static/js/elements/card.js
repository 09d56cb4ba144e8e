/**
 * Pattern: a region named 'Call'; while it rings, the alert dialog 'Incoming call' around it.
 * https://www.w3.org/WAI/ARIA/apg/patterns/alertdialog/ (not modal: the agent may go on typing)
 * Enter answers and Escape, pressed twice, declines only while the dialog has the focus.
 */

import { initials, stopwatch } from "../core/format.js";
import { callerOf, lasted } from "../core/selectors.js";
import { pending } from "./controls.js";
import { attribute, button, disable, freshId, h, icon, isDisabled, show, text } from "./dom.js";
import { PanelElement } from "./element.js";

/** @typedef {import("../core/types.js").CallView} CallView */
/** @typedef {{ now: number, connected: boolean, isPending: (command: string) => boolean }} CardMore */

const FORGET_ESCAPE_MS = 3_000;

export class CallCard extends PanelElement {
  /** @type {CallView | null} */
  #call = null;
  #escapedAt = 0;

  /** @override */
  build() {
    const { words } = this;
    const about = freshId("caller");
    this.face = h("span", { class: "face", "aria-hidden": "true" });
    this.name = h("strong", { class: "card__name" });
    this.who = h("span", { class: "card__line" });
    this.how = h("span", { class: "card__line" });
    this.time = h("span", { class: "card__time" });
    this.state = h("span", { class: "card__state" });
    this.region = h(
      "section",
      { class: "card", tabindex: "-1", "aria-label": words.say("call.region") },
      this.face,
      h("div", { class: "card__who", id: about }, this.name, this.who, this.how),
      h("div", { class: "card__when" }, this.time, this.state),
    );
    this.decline = button(words.say("call.decline"), {
      icon: "end_call",
      class: "ring ring--no",
      action: "decline",
    });
    this.answer = button(words.say("call.answer"), {
      icon: "call",
      class: "ring ring--yes",
      action: "answer",
    });
    this.hint = h("p", { class: "ring__hint", role: "note", hidden: true });
    this.choice = h("div", { class: "ring__row" }, this.decline, this.answer);
    this.dialog = h("div", { class: "call__top" }, this.region, this.choice, this.hint);
    this.about = about;
    this.append(this.dialog);
  }

  /**
   * @override
   * @param {AbortSignal} signal
   */
  listen(signal) {
    this.addEventListener("click", (event) => this.#pressed(event), { signal });
    this.dialog?.addEventListener("keydown", (event) => this.#key(event), { signal });
  }

  /** @param {CallView} call @param {CardMore} more */
  update(call, more) {
    this.built();
    const before = this.#call?.phase;
    this.#call = call;
    this.#identity(call);
    this.#moment(call, more.now);
    this.#ringing(call, more);
    if (call.phase === "ringing" && before !== "ringing") this.#takeFocus();
    if (before === "ringing" && call.phase !== "ringing") this.#keepFocus();
  }

  /** @param {CallView} call */
  #identity(call) {
    const { words, region, face, name, who, how } = this;
    if (!region || !face || !name || !who || !how) return;
    attribute(region, "data-call-id", call.id);
    attribute(region, "data-state", call.phase);
    const known = call.party;
    text(face, known === null ? "" : initials(known.label));
    attribute(face, "data-known", known !== null);
    attribute(face, "data-state", call.phase);
    text(name, callerOf(call, words));
    text(
      who,
      known === null
        ? this.#unknown(call)
        : [words.type(known.type), known.account].filter(Boolean).join(" · "),
    );
    const number = known === null ? "" : call.number;
    const queue = call.queue === "" ? "" : words.say("call.queue", { queue: call.queue });
    const muted = call.muted && call.phase !== "wrap-up" ? words.say("call.muted") : "";
    text(how, [number, queue, muted].filter(Boolean).join(" · "));
    show(how, how.textContent !== "");
  }

  /** @param {CallView} call what is known of someone who is not known */
  #unknown(call) {
    const { words } = this;
    if (call.matching === "looking") return words.say("call.looking");
    if (call.matching === "failed") return words.say("call.match-failed");
    if (call.matches.length > 1) return words.say("call.matches", { n: call.matches.length });
    return words.say("call.no-match");
  }

  /** @param {CallView} call @param {number} now */
  #moment(call, now) {
    const { words, time, state } = this;
    if (!time || !state) return;
    const held = call.phase === "held" && call.held_at !== null;
    text(time, stopwatch(lasted(call, now)));
    const direction = words.say(/** @type {const} */ (`direction.${call.direction}`));
    const phase = words.say(/** @type {const} */ (`phase.${call.phase}`));
    if (held) {
      const heldFor = stopwatch(now - Date.parse(call.held_at ?? call.started_at));
      text(state, words.say("call.held-for", { time: heldFor }));
    } else if (call.ended_at !== null) {
      text(state, call.phase === "wrap-up" ? this.#ended(call) : phase);
    } else {
      text(state, call.phase === "talking" ? direction : phase);
    }
  }

  /** @param {CallView} call */
  #ended(call) {
    const { words } = this;
    if (call.connected_at === null) return words.say("call.unanswered");
    return words.say("call.ended", { time: call.ended_at ?? call.started_at });
  }

  /** @param {CallView} call @param {CardMore} more */
  #ringing(call, { connected, isPending }) {
    const { words, dialog, choice, answer, decline, hint } = this;
    if (!dialog || !choice || !answer || !decline || !hint) return;
    const rings = call.phase === "ringing";
    attribute(dialog, "role", rings ? "alertdialog" : null);
    attribute(dialog, "aria-label", rings ? words.say("call.incoming") : null);
    attribute(dialog, "aria-describedby", rings ? (this.about ?? null) : null);
    attribute(dialog, "tabindex", rings ? "-1" : null);
    show(choice, rings);
    if (!rings) show(hint, false);
    disable(answer, !(connected && call.controls.includes("answer")));
    disable(decline, !(connected && call.controls.includes("decline")));
    pending(answer, isPending("answer"), words.say("controls.pending"));
    pending(decline, isPending("decline"), words.say("controls.pending"));
  }

  /** Only where the focus is in the panel already, and never from somebody who is typing. */
  #takeFocus() {
    const active = document.activeElement;
    const typing =
      (active instanceof HTMLTextAreaElement || active instanceof HTMLInputElement) &&
      active.value !== "";
    const inside = document.hasFocus() && active !== null && active !== document.body;
    if (inside && !typing) this.dialog?.focus();
  }

  /** The pressed button is gone now; the focus stays with its call. */
  #keepFocus() {
    if (this.contains(document.activeElement)) this.region?.focus();
  }

  /** @param {MouseEvent} event */
  #pressed(event) {
    const target = event.target instanceof Element ? event.target.closest("button") : null;
    const command = target?.dataset.action;
    if (target === null || command === undefined || isDisabled(target)) return;
    if (this.#call) this.command(this.#call.id, command);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { answer, decline } = this;
    if (this.#call?.phase !== "ringing" || event.repeat || !answer || !decline) return;
    if (event.key === "Enter" && event.target === this.dialog) answer.click();
    if (event.key === "Escape") {
      const again = event.timeStamp - this.#escapedAt < FORGET_ESCAPE_MS;
      this.#escapedAt = again ? 0 : event.timeStamp;
      if (again) decline.click();
      else this.#ask();
    }
  }

  #ask() {
    if (!this.hint) return;
    this.hint.replaceChildren(icon("info"), h("span", {}, this.words.say("call.escape-again")));
    show(this.hint, true);
    this.tell("cti-say", { code: "call.escape-again" });
  }
}
