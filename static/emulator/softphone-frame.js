/**
 * Which address the softphone's frame has: the adapter's, or the standby one where the adapter
 * did not say in time that it is initialised. On standby a browser stays until it is closed, so
 * a session cookie remembers it (docs/emulator.md).
 */

import { get } from "./server.js";

const COOKIE = "standin_standby";

/** @typedef {{url: string, origin: string}} Frame */
/**
 * @typedef {{frame: Frame, standby: Frame | null, timeoutMs: number, height: number,
 *   width: number, eager: boolean, readyAfterMs: number, saveLogReturns: string}} Softphone
 */

export class SoftphoneFrame {
  #panel;
  #host;
  #app;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Softphone | null} the address of the first load; every later one is asked anew */
  #first;

  /**
   * @param {import("./panel.js").Panel} panel
   * @param {import("./host.js").Host} host
   * @param {Softphone} softphone
   * @param {string} app
   */
  constructor(panel, host, softphone, app) {
    this.#panel = panel;
    this.#host = host;
    this.#first = softphone;
    this.#app = app;
    panel.addEventListener("frame", () => void this.#load());
    if (softphone.readyAfterMs > 0) {
      host.ready = false;
      setTimeout(() => (host.ready = true), softphone.readyAfterMs);
    }
  }

  /** The softphone said that it is initialised. */
  initialised() {
    clearTimeout(this.#timer);
    this.#panel.setWaiting(false);
  }

  async #load() {
    const { frame } = this.#panel;
    /** @type {Softphone} */
    const softphone = this.#first ?? (await get("softphone", { app: this.#app }));
    this.#first = null;
    if (!frame || frame !== this.#panel.frame) return;
    clearTimeout(this.#timer);
    const { standby } = softphone;
    if (standby && document.cookie.includes(`${COOKIE}=`)) return this.#show(frame, standby);
    this.#show(frame, softphone.frame);
    this.#panel.setWaiting(true);
    if (!standby) {
      frame.addEventListener("load", () => this.#panel.setWaiting(false), { once: true });
      return;
    }
    this.#timer = setTimeout(() => {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs https
      document.cookie = `${COOKIE}=1; path=/; SameSite=Lax`;
      this.#panel.setWaiting(false);
      this.#show(frame, standby);
    }, softphone.timeoutMs);
  }

  /** @param {HTMLIFrameElement} frame @param {Frame} address */
  #show(frame, { url, origin }) {
    this.#host.attach(frame, origin);
    frame.src = url;
  }
}
