/**
 * Pattern: a group of twelve buttons; the keys 0 to 9, * and # work while it has the focus.
 */

import { attribute, h, text } from "./dom.js";
import { PanelElement } from "./element.js";

const KEYS = /** @type {const} */ ([
  ["1", ""],
  ["2", "ABC"],
  ["3", "DEF"],
  ["4", "GHI"],
  ["5", "JKL"],
  ["6", "MNO"],
  ["7", "PQRS"],
  ["8", "TUV"],
  ["9", "WXYZ"],
  ["*", ""],
  ["0", "+"],
  ["#", ""],
]);

export class Keypad extends PanelElement {
  #shown = "";

  /** @override */
  build() {
    const { words } = this;
    /** @type {Record<string, string>} */
    const names = { "*": words.say("keypad.star"), "#": words.say("keypad.hash") };
    attribute(this, "role", "group");
    attribute(this, "aria-label", words.say("keypad.name"));
    this.sent = h("output", { class: "keypad__sent", "aria-label": words.say("keypad.sent") });
    this.append(
      this.sent,
      h(
        "div",
        { class: "keypad__keys" },
        ...KEYS.map(([key, letters]) =>
          h(
            "button",
            { type: "button", class: "key", "data-key": key, "aria-label": names[key] ?? key },
            h("span", { class: "key__digit" }, key),
            h("span", { class: "key__letters", "aria-hidden": "true" }, letters),
          ),
        ),
      ),
    );
  }

  /**
   * @override
   * @param {AbortSignal} signal
   */
  listen(signal) {
    this.addEventListener(
      "click",
      (event) => {
        const key = event.target instanceof Element ? event.target.closest("button") : null;
        if (key?.dataset.key !== undefined) this.#pressed(key.dataset.key);
      },
      { signal },
    );
    this.addEventListener(
      "keydown",
      (event) => {
        if (KEYS.some(([key]) => key === event.key)) this.#pressed(event.key);
      },
      { signal },
    );
  }

  /** @param {string} digits what has been sent so far; "" hides the line */
  update(digits) {
    this.built();
    if (this.#shown === digits || !this.sent) return;
    this.#shown = digits;
    text(this.sent, digits);
  }

  /** @param {string} key */
  #pressed(key) {
    this.tell("cti-key", { key });
  }
}
