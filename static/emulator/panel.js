/** The utility bar's item Phone and its docked panel. Minimising hides the frame, never unloads it. */

import { part } from "./dom.js";
import { icon } from "./icons.js";

/** Limits of the host, in pixels (docs/emulator.md). */
export const HEIGHTS = { least: 240, most: 2560 };
export const WIDTHS = { least: 200, most: 1920 };

export class Panel {
  #item = part("phone-item");
  #panel = part("phone-panel");
  /** @type {HTMLIFrameElement} */
  frame = /** @type {HTMLIFrameElement} */ (part("softphone"));

  /** @param {{url: string, height: number, width: number}} softphone */
  constructor(softphone) {
    this.setItemIcon("call");
    this.setPanelIcon("call");
    part("phone-minimize").append(icon("minimize"));
    this.setHeight(softphone.height);
    this.setWidth(softphone.width);
    this.#item.addEventListener("click", () => this.show(!this.visible));
    part("phone-minimize").addEventListener("click", () => this.show(false));
    this.show(false);
    this.frame.src = softphone.url;
  }

  get visible() {
    return this.#panel.dataset.open === "true";
  }

  /** @param {boolean} visible */
  show(visible) {
    this.#panel.dataset.open = String(visible);
    this.#panel.toggleAttribute("inert", !visible);
    this.#item.setAttribute("aria-expanded", String(visible));
  }

  /** @param {number} pixels */
  setHeight(pixels) {
    this.frame.style.height = `${pixels}px`;
  }

  /** @param {number} pixels */
  setWidth(pixels) {
    this.frame.style.width = `${pixels}px`;
  }

  /** @param {string} label */
  setItemLabel(label) {
    part("phone-item-label").textContent = label;
  }

  /** @param {string} label */
  setPanelLabel(label) {
    part("phone-panel-label").textContent = label;
  }

  /** @param {string} key */
  setItemIcon(key) {
    part("phone-item-icon").dataset.icon = key;
    part("phone-item-icon").replaceChildren(icon(key));
  }

  /** @param {string} key */
  setPanelIcon(key) {
    part("phone-panel-icon").dataset.icon = key;
    part("phone-panel-icon").replaceChildren(icon(key));
  }
}
