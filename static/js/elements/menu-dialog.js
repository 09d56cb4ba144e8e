/**
 * Pattern: a native modal dialog that the menu opens. The focus comes back to where it was opened.
 * https://www.w3.org/WAI/ARIA/apg/patterns/dialog-modal/
 */

import { button, freshId, h } from "./dom.js";
import { PanelElement } from "./element.js";

/** @typedef {import("../core/words.js").Code} Code */

export class MenuDialog extends PanelElement {
  /** @type {HTMLElement | null} */
  #opener = null;
  heading = h("h2", { class: "dialog__title", id: freshId("dialog"), tabindex: -1 });
  close = button(this.words.say("dialog.close"), { class: "neutral" });
  row = h("div", { class: "dialog__row" }, this.close);
  dialog = h("dialog", { class: "dialog dialog--wide", "aria-labelledby": this.heading.id });

  /** @param {Code} name @param {...HTMLElement} body */
  furnish(name, ...body) {
    this.heading.append(this.words.say(name));
    this.dialog.append(this.heading, ...body, this.row);
    this.append(this.dialog);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.close.addEventListener("click", () => this.dialog.close(), { signal });
    this.dialog.addEventListener("close", () => this.#opener?.focus(), { signal });
  }

  /** @param {HTMLElement} opener has the focus afterwards */
  open(opener) {
    this.#opener = opener;
    this.dialog.showModal();
    this.heading.focus(); // read from its beginning, whatever control stands first in it
  }
}
