/**
 * The utility bar's item Phone, its docked panel, and the same panel popped out. Minimising hides
 * the frame and never unloads it; popping out and docking again load it anew.
 */

import { el, part } from "./dom.js";
import { icon } from "./icons.js";

/** Limits of the host, in pixels (docs/emulator.md). */
export const HEIGHTS = { least: 240, most: 2560 };
export const WIDTHS = { least: 200, most: 1920 };

/** Tells "frame" whenever a new frame stands where the softphone goes, and is shown or loaded. */
export class Panel extends EventTarget {
  #item = part("phone-item");
  #panel = part("phone-panel");
  #size = { width: 0, height: 0 };
  /** @type {Window | null} the window popped out */
  #window = null;
  /** @type {HTMLIFrameElement | null} none until the softphone is started */
  frame = null;

  /** @param {{height: number, width: number, eager: boolean}} softphone */
  constructor(softphone) {
    super();
    this.setItemIcon("call");
    this.setPanelIcon("call");
    part("phone-pop-out").append(icon("new_window"));
    part("phone-minimize").append(icon("minimize_window"));
    this.setHeight(softphone.height);
    this.setWidth(softphone.width);
    this.#item.addEventListener("click", () => this.#pressed());
    part("phone-minimize").addEventListener("click", () => this.show(false));
    part("phone-pop-out").addEventListener("click", () => this.popOut());
    window.addEventListener("popped-out", (event) => this.#poppedOut(event));
    window.addEventListener("pagehide", () => this.#window?.close());
    this.show(false);
    this.#eager = softphone.eager;
  }

  #eager;

  /** Load the softphone if it starts automatically; otherwise it waits for the panel to open. */
  start() {
    if (this.#eager) this.#load(document, part("phone-body"));
  }

  get visible() {
    return this.#window !== null || this.#panel.dataset.open === "true";
  }

  /** @param {boolean} visible */
  show(visible) {
    if (this.#window) return this.#window.focus();
    this.#panel.dataset.open = String(visible);
    this.#panel.toggleAttribute("inert", !visible);
    this.#item.setAttribute("aria-expanded", String(visible));
    if (visible && !this.frame) this.#load(document, part("phone-body"));
  }

  /** Open a window of its own for the softphone; it loads anew there. */
  popOut() {
    const { width, height } = this.#size;
    window.open("/lightning/popout", "", `popup,width=${width},height=${height}`);
  }

  /** @param {number} pixels */
  setHeight(pixels) {
    this.#resize({ ...this.#size, height: pixels });
  }

  /** @param {number} pixels */
  setWidth(pixels) {
    this.#resize({ ...this.#size, width: pixels });
  }

  /** @param {string} label */
  setItemLabel(label) {
    part("phone-item-label").textContent = label;
  }

  /** @param {string} label */
  setPanelLabel(label) {
    part("phone-panel-label").textContent = label;
    if (this.#window) this.#window.document.title = label;
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

  /** @param {boolean} waiting whether the softphone still starts: a loading icon stands over it */
  setWaiting(waiting) {
    this.frame?.parentElement?.toggleAttribute("data-waiting", waiting);
  }

  #pressed() {
    if (this.#window) this.#window.focus();
    else this.show(!this.visible);
  }

  /** @param {Event} event told by the window popped out, once its page stands */
  #poppedOut(event) {
    const popup = /** @type {CustomEvent<Window>} */ (event).detail;
    this.show(false);
    this.#window = popup;
    this.#item.dataset.poppedOut = "true";
    part("phone-body").replaceChildren();
    popup.document.title = part("phone-panel-label").textContent ?? "Phone";
    popup.addEventListener("pagehide", () => this.#dock());
    this.#load(popup.document, /** @type {HTMLElement} */ (popup.document.querySelector("main")));
  }

  #dock() {
    this.#window = null;
    delete this.#item.dataset.poppedOut;
    this.#load(document, part("phone-body"));
    this.show(true);
  }

  /** @param {Document} owner @param {HTMLElement} body */
  #load(owner, body) {
    const attributes = { id: "softphone", title: "Softphone", allow: "microphone; autoplay" };
    this.frame = /** @type {HTMLIFrameElement} */ (el("iframe", attributes));
    body.replaceChildren(owner.adoptNode(this.frame));
    this.#resize(this.#size);
    this.dispatchEvent(new Event("frame"));
  }

  /** @param {{width: number, height: number}} size */
  #resize(size) {
    const changed = size.width !== this.#size.width || size.height !== this.#size.height;
    this.#size = size;
    const popup = this.#window;
    if (popup && changed)
      popup.resizeTo(
        size.width + popup.outerWidth - popup.innerWidth,
        size.height + popup.outerHeight - popup.innerHeight,
      );
    if (popup || !this.frame) return;
    this.frame.style.width = `${size.width}px`;
    this.frame.style.height = `${size.height}px`;
  }
}
