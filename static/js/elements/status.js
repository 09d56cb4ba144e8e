/**
 * Pattern: one polite live region; the last message wins. It lies over the state strip, so that
 * nothing moves when it speaks, and it takes no clicks. What the panel shows anyway is only spoken.
 */

import { attribute, text } from "./dom.js";
import { PanelElement } from "./element.js";

/** @typedef {import("../core/model.js").Said} Said */

const CALM_MS = 4_000;
const GRAVE_MS = 8_000;

/** @param {Said} said @param {number} at */
function isShown({ tone, spoken, at: saidAt }, at) {
  const lasts = tone === "error" || tone === "warning" ? GRAVE_MS : CALM_MS;
  return !spoken && at - saidAt < lasts;
}

export class StatusLine extends PanelElement {
  /** @type {Said | null} */
  #said = null;

  /** @override */
  build() {
    attribute(this, "role", "status");
  }

  /** @param {Said | null} said @param {number} at our clock, ms */
  update(said, at) {
    const all = [said?.beside ?? null, said].filter((one) => one !== null);
    attribute(
      this,
      "data-shown",
      all.some((one) => isShown(one, at)),
    );
    if (said === null || said === this.#said) return;
    const parts = all.map(({ text }) => this.words.text(text));
    if (parts.includes("")) return; // they are being fetched: who draws again has them
    const words = parts.join(". ");
    this.#said = said;
    attribute(this, "data-tone", said.tone);
    if (this.textContent === words) this.replaceChildren(); // said again: spoken again
    text(this, words);
  }
}
