/**
 * Pattern: a region named 'Call'; while it rings, the alert dialog 'Incoming call' around it.
 * https://www.w3.org/WAI/ARIA/apg/patterns/alertdialog/ (not modal: the agent may go on typing)
 * Enter answers and Escape, pressed twice, declines only while the dialog has the focus.
 */

import { countdown, initials, sameNumber, stopwatch } from "../core/format.js";
import { callerOf, lasted, wrapUpLeft } from "../core/selectors.js";
import {
  attribute,
  button,
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

/** @typedef {import("../core/types.js").CallView} CallView */
/** @typedef {{ now: number, connected: boolean, warningMs: number, openId: string,
 *   readOnly: boolean, isPending: (command: string) => boolean }} CardMore */

/** Who has initials; anything else has the picture of its type. */
const PEOPLE = new Set(["Contact", "Lead"]);
const FORGET_ESCAPE_MS = 3_000;

export class CallCard extends PanelElement {
  /** @type {CallView | null} */
  #call = null;
  #escapedAt = Number.NEGATIVE_INFINITY;
  face = h("span", { class: "face", "aria-hidden": "true" });
  name = h("strong", { class: "card__name", dir: "auto", id: freshId("caller") });
  who = h("span", { class: "card__line", id: freshId("caller") });
  own = h("span", { class: "card__line", id: freshId("caller"), hidden: true });
  how = h("span", { class: "card__line", id: freshId("caller") });
  time = h("span", { class: "card__time" });
  state = h("span", { class: "card__state" });
  count = h("span", { class: "card__count" });
  open = h(
    "button",
    { type: "button", class: "card__open", "data-action": "open", hidden: true },
    icon("new_window"),
  );
  extend = button(this.words.say("wrap-up.extend"), { class: "link", action: "extend" });
  about = h(
    "div",
    { class: "card__who" },
    h("span", { class: "card__first" }, this.name, this.open),
    this.who,
    this.own,
    this.how,
  );
  region = h(
    "section",
    { class: "card", tabindex: -1, "aria-label": this.words.say("call.region") },
    this.face,
    this.about,
    h("div", { class: "card__when" }, this.time, this.state, this.count, this.extend),
  );
  decline = this.#choice("call.decline", "end_call", "decline");
  answer = this.#choice("call.answer", "call", "answer");
  choices = h("div", { class: "ring__row" }, this.decline, this.answer);
  hint = h("p", { class: "ring__hint", hidden: true });
  dialog = h("div", { class: "call__top" }, this.region, this.choices, this.hint);

  /** @override */
  build() {
    this.append(this.dialog);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.addEventListener("click", (event) => this.#pressed(event), { signal });
    this.dialog.addEventListener("keydown", (event) => this.#key(event), { signal });
  }

  /** @param {CallView} call @param {CardMore} more */
  update(call, more) {
    const before = this.#call?.phase;
    this.#call = call;
    attribute(this.region, "data-call-id", call.id);
    this.#identity(call);
    this.#offer(call, more.openId);
    this.#moment(call, more.now);
    this.#wrapUp(call, more);
    this.#ringing(call, more);
    if (call.phase === "ringing" && before !== "ringing") this.#takeFocus();
    if (before === "ringing" && call.phase !== "ringing") this.#keepFocus();
  }

  /** @param {CallView} call */
  #identity(call) {
    const { words, face, name, who, how } = this;
    const { party } = call;
    const person = party !== null && PEOPLE.has(party.type);
    text(face, person ? initials(party.label) : "");
    attribute(face, "data-type", person ? null : (party?.type ?? "nobody"));
    text(name, callerOf(call, words));
    const known = party === null ? [] : [words.type(party.type), party.account];
    text(who, party === null ? this.#unknown(call) : joined(known));
    const phone = party?.phone ?? "";
    text(this.own, words.say("call.own-number", { number: phone }));
    show(this.own, phone !== "" && call.ended_at === null && !sameNumber(phone, call.number));
    text(how, joined(call.ended_at === null ? this.#line(call) : this.#ended(call)));
  }

  /** Ids of what is known of the caller, as far as it is shown. */
  #caller() {
    const shown = [this.name, this.who, this.own, this.how].filter(({ hidden }) => !hidden);
    return shown.map(({ id }) => id).join(" ");
  }

  /**
   * The caller can be opened by hand: a page that could be in edit shows nothing by itself (B-27).
   * @param {CallView} call @param {string} openId the record that is shown already
   */
  #offer({ party, matches }, openId) {
    const inList = matches.length > 1 && matches.some(({ id }) => id === party?.id);
    show(this.open, party !== null && party.id !== openId && !inList);
    const name = this.words.say("record.open-name", { record: party?.label ?? "" });
    attribute(this.open, "aria-label", name);
    attribute(this.open, "title", name);
  }

  /** @param {CallView} call what is known of someone who is not known */
  #unknown({ direction, matching, matches }) {
    const { words } = this;
    if (direction === "Internal") return words.say("direction.Internal");
    if (matching === "looking") return words.say("call.looking");
    if (matching === "failed") return words.say("call.match-failed");
    if (matching === "not-matched") return words.say("call.not-matched");
    if (matches.length > 1) return words.say("call.matches", { n: matches.length });
    return words.say("call.no-match");
  }

  /** @param {CallView} call @returns {string[]} number, queue, muted */
  #line({ party, direction, colleague, number, queue, muted }) {
    const { words } = this;
    const asked = direction === "Internal" ? "" : colleague;
    return [
      asked === "" ? "" : words.say("call.asked-by", { agent: asked }),
      party === null ? "" : number,
      queue === "" ? "" : words.say("call.queue", { queue }),
      muted ? words.say("call.muted") : "",
    ];
  }

  /** @param {CallView} call @returns {string[]} when it ended, how long it took */
  #ended({ ended_at: at, connected_at: connected }) {
    const { words } = this;
    const ended = words.say("call.ended", { time: at ?? "" });
    if (at === null || connected === null) return [ended, words.say("call.unanswered")];
    return [ended, stopwatch(Date.parse(at) - Date.parse(connected))];
  }

  /** @param {CallView} call @param {number} now */
  #moment(call, now) {
    const { words, time, state } = this;
    text(this.count, words.say("call.assigned-count", { n: call.assigned.length }));
    show(time, call.ended_at === null);
    show(state, call.ended_at === null);
    text(time, stopwatch(lasted(call, now)));
    const phase = words.say(/** @type {const} */ (`phase.${call.phase}`));
    if (call.phase === "held" && call.held_at !== null) {
      const held = stopwatch(now - Date.parse(call.held_at));
      text(state, words.say("call.held-for", { time: held }));
    } else {
      const direction = words.say(/** @type {const} */ (`direction.${call.direction}`));
      text(state, call.phase === "talking" ? direction : phase);
    }
  }

  /** @param {CallView} call @param {CardMore} more */
  #wrapUp(call, { now, connected, warningMs, isPending }) {
    const { words, time, extend } = this;
    const wrapUp = call.phase === "wrap-up" && call.wrap_up !== null;
    show(extend, wrapUp);
    const soon = wrapUp && wrapUpLeft(call, now) <= warningMs;
    attribute(time, "data-soon", soon);
    attribute(time, "data-left", wrapUp);
    if (!wrapUp) return;
    show(time, true);
    const left = countdown(wrapUpLeft(call, now));
    text(time, words.say(soon ? "wrap-up.nearly" : "wrap-up.left", { time: left }));
    disable(extend, !connected);
    pending(extend, isPending("extend"), words);
  }

  /** @param {CallView} call @param {CardMore} more */
  #ringing(call, { connected, readOnly, isPending }) {
    const { words, dialog, answer, decline } = this;
    const rings = call.phase === "ringing" && !readOnly;
    attribute(dialog, "role", rings ? "alertdialog" : null);
    attribute(dialog, "aria-label", rings ? words.say("call.incoming") : null);
    attribute(dialog, "aria-describedby", rings ? this.#caller() : null);
    attribute(dialog, "tabindex", rings ? -1 : null);
    show(this.choices, rings);
    if (!rings) show(this.hint, false);
    show(answer, call.can.includes("answer"));
    show(decline, call.can.includes("decline"));
    if (rings && answer.hidden && this.hint.hidden) this.#advise("call.at-phone");
    disable(answer, !(connected && call.controls.includes("answer")));
    disable(decline, !(connected && call.controls.includes("decline")));
    pending(answer, isPending("answer"), words);
    pending(decline, isPending("decline"), words);
  }

  /** Only where the focus is in the panel already, and never from somebody who is typing. */
  #takeFocus() {
    const active = document.activeElement;
    const field = active instanceof HTMLTextAreaElement || active instanceof HTMLInputElement;
    const typing = field && active.value !== "";
    const inside = document.hasFocus() && active !== null && active !== document.body;
    if (inside && !typing) queueMicrotask(() => this.dialog.focus());
  }

  /** The pressed button is gone now; the focus stays with its call. */
  #keepFocus() {
    const active = document.activeElement;
    if (this.contains(active) && active !== this.region) this.region.focus();
  }

  /** @param {import("../core/words.js").Code} code @param {string} picture @param {string} action */
  #choice(code, picture, action) {
    const look = action === "answer" ? "ring ring--yes" : "ring ring--no";
    return button(this.words.say(code), { icon: picture, class: look, action });
  }

  /** @param {MouseEvent} event */
  #pressed(event) {
    const command = pressed(event)?.dataset.action;
    if (command === undefined || !this.#call) return;
    const { id, party } = this.#call;
    if (command !== "open") this.command(id, command);
    else if (party !== null) {
      this.tell("cti-pop", { record: { id: party.id, type: party.type, name: party.label } });
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (this.choices.hidden || event.repeat) return;
    if (event.key === "Enter" && event.target === this.dialog) this.answer.click();
    if (event.key !== "Escape") return;
    this.declineSecond(event.timeStamp, "by-escape");
  }

  /**
   * Declines at the second of two presses: a slip of the finger loses no customer (requirements 5.5).
   * @param {number} at ms, of the press @param {"by-escape" | "by-key"} how
   */
  declineSecond(at, how) {
    const again = at - this.#escapedAt < FORGET_ESCAPE_MS;
    this.#escapedAt = again ? Number.NEGATIVE_INFINITY : at;
    if (again) this.decline.click();
    else this.#askAgain(how === "by-key" ? "call.key-again" : "call.escape-again");
  }

  /** @param {"call.escape-again" | "call.key-again"} code */
  #askAgain(code) {
    this.#advise(code);
    this.tell("cti-say", { code });
  }

  /** @param {import("../core/words.js").Code} code */
  #advise(code) {
    this.hint.replaceChildren(icon("info"), h("span", {}, this.words.say(code)));
    show(this.hint, true);
  }
}

/** @param {string[]} parts @returns {string} */
function joined(parts) {
  return parts.filter(Boolean).join(" · ");
}
