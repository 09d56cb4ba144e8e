/**
 * Pattern: a banner with one button, while another browser or device rings, pops and dials. The
 * rest of the panel goes on working beneath it.
 */

import { wantedNumber } from "../core/lease.js";
import { isPending } from "../core/selectors.js";
import { button, disable, h, icon, pending, pressed, text } from "./dom.js";
import { define, PanelElement } from "./element.js";

/** @typedef {import("../core/model.js").Model} Model */

/** Once a panel. @param {import("../core/words.js").Words} words */
export function makeElsewhere(words) {
  define("cti-elsewhere", Elsewhere);
  return new Elsewhere(words);
}

export class Elsewhere extends PanelElement {
  said = h("span", { class: "elsewhere__words" });
  take = button(this.words.say("elsewhere.take-over"), { class: "neutral", action: "take-over" });

  /** @override */
  build() {
    this.append(icon("pause"), this.said, this.take);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    const press = (/** @type {MouseEvent} */ event) => {
      if (pressed(event) !== null) this.tell("cti-take-over", null);
    };
    this.take.addEventListener("click", press, { signal });
  }

  /** @param {Model} model @param {number} at our clock, ms */
  update(model, at) {
    const { words } = this;
    const number = wantedNumber(model, at);
    const code = number === "" ? "elsewhere.words" : "elsewhere.wanted";
    text(this.said, words.say(code, { number }));
    disable(this.take, model.connection !== "live");
    pending(this.take, isPending(model, "take-over", at), words);
  }
}
