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
  digits = h("span");
  sent = h(
    "p",
    { class: "keypad__sent" },
    h("span", { class: "hidden-text" }, this.words.say("keypad.sent")),
    this.digits,
  );

  /** @override */
  build() {
    attribute(this, "role", "group");
    attribute(this, "aria-label", this.words.say("keypad.name"));
    this.append(
      this.sent,
      h("div", { class: "keypad__keys" }, ...KEYS.map((key) => this.#key(key))),
    );
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.addEventListener("keydown", (event) => this.#typed(event), { signal });
  }

  /** @param {string} digits what has been sent so far */
  update(digits) {
    text(this.digits, digits);
  }

  /** @param {(typeof KEYS)[number]} key */
  #key([key, letters]) {
    /** @type {Record<string, string>} */
    const names = { "*": this.words.say("keypad.star"), "#": this.words.say("keypad.hash") };
    return h(
      "button",
      { type: "button", class: "key", "data-digit": key, "aria-label": names[key] ?? null },
      h("span", { class: "key__digit" }, key),
      h("span", { class: "key__letters", "data-letters": letters, "aria-hidden": "true" }),
    );
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const key = event.target instanceof Element ? event.target.closest("button") : null;
    if (key?.dataset.digit !== undefined) this.tell("cti-key", { key: key.dataset.digit });
  }

  /** @param {KeyboardEvent} event */
  #typed(event) {
    if (KEYS.some(([key]) => key === event.key)) this.tell("cti-key", { key: event.key });
  }
}
