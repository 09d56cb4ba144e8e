/**
 * Pattern: one polite live region; the last message wins. It lies over the state strip, so that
 * nothing moves when it speaks, and it takes no clicks. What the panel shows anyway is only spoken.
 */

import { attribute, text } from "./dom.js";
import { PanelElement } from "./element.js";

/** @typedef {import("../core/model.js").Said} Said */

const CALM_MS = 4_000;
const GRAVE_MS = 8_000;

export class StatusLine extends PanelElement {
  /** @type {Said | null} */
  #said = null;

  /** @override */
  build() {
    attribute(this, "role", "status");
  }

  /** @param {Said | null} said @param {number} at our clock, ms */
  update(said, at) {
    const lasts = said?.tone === "error" || said?.tone === "warning" ? GRAVE_MS : CALM_MS;
    attribute(this, "data-shown", said !== null && !said.spoken && at - said.at < lasts);
    if (said === null || said === this.#said) return;
    const words = this.words.text(said.text);
    if (words === "") return; // they are being fetched: who draws again has them
    this.#said = said;
    attribute(this, "data-tone", said.tone);
    if (this.textContent === words) this.replaceChildren(); // said again: spoken again
    text(this, words);
  }
}
