/**
 * The second card of a consultation: whom the agent asks while the customer waits, and since when. A
 * region named 'Call' like the customer's, of the same call. Loaded with the first consultation.
 */

import { initials, stopwatch } from "../core/format.js";
import { attribute, dress, h, text } from "./dom.js";
import { define, PanelElement } from "./element.js";

/** @typedef {import("../core/types.js").CallView} CallView */

export class AskedCard extends PanelElement {
  face = h("span", { class: "face", "aria-hidden": "true" });
  name = h("strong", { class: "card__name", dir: "auto" });
  state = h("span", { class: "card__state" });
  time = h("span", { class: "card__time" });
  region = h(
    "section",
    { class: "card", "aria-label": this.words.say("call.region") },
    this.face,
    h("div", { class: "card__who" }, this.name, this.state),
    this.time,
  );

  /** @override */
  build() {
    this.append(this.region);
  }

  /** @param {CallView} call @param {number} now server time, ms */
  update(call, now) {
    if (call.asking === null) return;
    const { who, phase, since } = call.asking;
    attribute(this.region, "data-call-id", call.id);
    attribute(this, "data-state", phase);
    text(this.face, initials(who));
    text(this.name, who);
    text(this.state, this.words.say(/** @type {const} */ (`phase.${phase}`)));
    text(this.time, stopwatch(now - Date.parse(since)));
  }
}

/** @param {import("../core/words.js").Words} words */
export function makeAsked(words) {
  define("cti-asked", AskedCard);
  dress("beside");
  return new AskedCard(words);
}
