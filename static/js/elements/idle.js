/**
 * What stands beside the dialler while no call runs, put together in one module that is loaded when
 * there is some of it: missed calls and 'Redial' (B-31), the dial list (S1-6).
 */

import { isElsewhere } from "../core/lease.js";
import { isPending } from "../core/selectors.js";
import { DialList } from "./dial-list.js";
import { attribute, button, disable, dress, freshId, h, show, text } from "./dom.js";
import { define } from "./element.js";
import { MissedCalls } from "./missed-calls.js";

/** @typedef {import("../core/model.js").Model} Model */
/** @typedef {import("../core/words.js").Words} Words */
/** @typedef {import("./dialer.js").Dialer} Dialer */

/** Once a panel. @param {Words} words @param {Dialer} dialer @returns {Promise<Idle>} */
export async function makeIdle(words, dialer) {
  await words.learn();
  dress("idle");
  define("cti-missed", MissedCalls);
  define("cti-dial-list", DialList);
  return new Idle(words, dialer);
}

export class Idle {
  #number = "";

  /** @param {Words} words @param {Dialer} dialer stands between what is made here */
  constructor(words, dialer) {
    this.missed = new MissedCalls(words);
    this.dialList = new DialList(words);
    this.press = button(words.say("idle.redial"), { class: "link" });
    this.number = h("span", { id: freshId("redial"), class: "redial__number" });
    this.redial = h("p", { class: "redial" }, this.press, this.number);
    attribute(this.press, "aria-describedby", this.number.id);
    this.press.addEventListener("click", () => this.#redial());
    dialer.before(this.dialList, this.missed);
    dialer.form.after(this.redial);
  }

  /** @param {Model} model @param {boolean} shown no call runs @param {number} now ms */
  update(model, shown, now) {
    const { missed, last_dialled: number, dial_list: list } = model.desk;
    const dials = !isElsewhere(model);
    this.#number = number;
    text(this.number, number);
    disable(this.press, !dials);
    show(this.redial, number !== "");
    show(this.missed, shown && missed.length > 0);
    this.missed.update(missed, { dials, now });
    const waits = isPending(model, "dial", now);
    const pressed = this.dialList.contains(document.activeElement) && document.hasFocus();
    show(this.dialList, shown && list !== null);
    if (pressed && this.dialList.hidden) focusCall();
    if (list !== null) this.dialList.update(list, { dials, waits });
  }

  #redial() {
    if (this.press.getAttribute("aria-disabled") === "true") return;
    this.missed.tell("cti-dial", { number: this.#number, record: null });
  }
}

/** What was pressed is hidden by now: it goes on with the call. */
function focusCall() {
  const call = document.querySelector("[data-call-id]");
  if (call instanceof HTMLElement) call.focus();
}
