/**
 * Pattern: one polite live region; the last message wins. It lies over the state strip, so that
 * nothing moves when it speaks, and it takes no clicks.
 */

import { attribute, text } from "./dom.js";
import { PanelElement } from "./element.js";

const CALM_MS = 4_000;
const GRAVE_MS = 8_000;

export class StatusLine extends PanelElement {
  /** @type {import("../core/model.js").Said | null} */
  #said = null;

  /** @override */
  build() {
    attribute(this, "role", "status");
  }

  /** @param {import("../core/model.js").Said | null} said @param {number} at our clock, ms */
  update(said, at) {
    this.built();
    const lasts = said?.tone === "error" || said?.tone === "warning" ? GRAVE_MS : CALM_MS;
    const heard = said !== null && at - said.at < lasts;
    attribute(this, "data-shown", heard);
    if (said === null || said === this.#said) return;
    this.#said = said;
    attribute(this, "data-tone", said.tone);
    const words = this.words.text(said.text);
    if (this.textContent === words) this.replaceChildren(); // said again: spoken again
    text(this, words);
  }
}
