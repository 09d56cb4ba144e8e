/**
 * What can be done at once with a call that waits beside the active one: Resume it, or end it. Loaded
 * with the second call. It stands in the card of its call, which hears what is pressed.
 */

import { attribute, button, changeIcon, changeLabel, disable, pending } from "./dom.js";
import { define, PanelElement } from "./element.js";

/** @typedef {import("../core/types.js").CallView} CallView */

export class Beside extends PanelElement {
  hold = button(this.words.say("controls.resume"), { icon: "play", class: "beside__hold" });
  hangUp = button(this.words.say("controls.hang-up"), {
    icon: "end_call",
    class: "beside__end",
    action: "hang_up",
  });

  /** @override */
  build() {
    attribute(this.hangUp, "title", this.words.say("controls.hang-up"));
    this.append(this.hold, this.hangUp);
  }

  /**
   * @param {CallView} call
   * @param {{ connected: boolean, isPending: (command: string) => boolean }} more
   */
  update(call, { connected, isPending }) {
    const { words, hold, hangUp } = this;
    const verb = call.phase === "held" ? "retrieve" : "hold";
    const may = (/** @type {import("../core/types.js").Control} */ control) =>
      connected && call.controls.includes(control);
    changeLabel(hold, words.say(verb === "hold" ? "controls.hold" : "controls.resume"));
    changeIcon(hold, verb === "hold" ? "pause" : "play");
    attribute(hold, "data-action", verb);
    disable(hold, !may(verb));
    pending(hold, isPending("hold") || isPending("retrieve"), words);
    disable(hangUp, !may("hang_up"));
    pending(hangUp, isPending("hang_up"), words);
  }
}

/** @param {import("../core/words.js").Words} words */
export function makeBeside(words) {
  define("cti-beside", Beside);
  return new Beside(words);
}
