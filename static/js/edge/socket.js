/**
 * Events down, by WebSocket: ticket, connection, coming back. It hands over what arrives and
 * decides nothing; when to come back is core/connection.js.
 */

import { backoff, failuresAfter, meaningOf } from "../core/connection.js";
import { isUnknown } from "../core/sign-in.js";
import { Problem } from "./api.js";

/** @typedef {import("../core/types.js").Message} Message */

const CHECK_EVERY_MS = 5_000;

/**
 * @typedef {object} SocketNews
 * @property {(message: Message) => void} message
 * @property {() => void} live
 * @property {() => void} lost
 * @property {() => void} signedOut
 * @property {(browser: string) => void} browser what the server calls the browser we are in
 */

export class PanelSocket {
  #api;
  #news;
  #lastSeq;
  #page;
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #failures = 0;
  #wanted = false;
  #connecting = false;
  #checkedAt = 0;

  /**
   * @param {import("./api.js").Api} api
   * @param {() => number | null} lastSeq
   * @param {string} page what this page is called
   * @param {SocketNews} news
   */
  constructor(api, lastSeq, page, news) {
    this.#api = api;
    this.#lastSeq = lastSeq;
    this.#page = page;
    this.#news = news;
    addEventListener("online", () => this.#check());
    addEventListener("focus", () => this.#check());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#check();
    });
  }

  start() {
    this.#wanted = true;
    this.#failures = 0;
    this.#connect();
  }

  stop() {
    this.#wanted = false;
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#socket = null;
  }

  /** What was missed is asked for at once; the newest state cannot be wrong. */
  async refresh() {
    try {
      const snapshot = await this.#api.get("/api/snapshot");
      this.#news.message(/** @type {Message} */ (/** @type {unknown} */ (snapshot)));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }

  async #connect() {
    clearTimeout(this.#timer);
    if (!this.#wanted || this.#connecting || this.#socket !== null) return;
    this.#connecting = true;
    try {
      const wanted = { last_seq: this.#lastSeq(), page: this.#page };
      const { ticket, browser } = await this.#api.post("/api/socket-ticket", wanted);
      this.#news.browser(String(browser ?? ""));
      if (this.#wanted) this.#open(String(ticket));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (isUnknown(error.status, error.body)) this.#signedOut();
      else this.#again(0);
    } finally {
      this.#connecting = false;
    }
  }

  /** @param {string} ticket */
  #open(ticket) {
    const address = new URL("/ws", location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address, ["cti.v1", `ticket.${ticket}`]);
    let openedAt = 0;
    this.#socket = socket;
    socket.onopen = () => {
      openedAt = performance.now();
      this.#news.live();
    };
    socket.onmessage = (event) => this.#news.message(JSON.parse(String(event.data)));
    socket.onclose = (event) => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      if (meaningOf(event.code) === "signed-out") this.#signedOut();
      else this.#again(openedAt === 0 ? 0 : performance.now() - openedAt);
    };
  }

  /** @param {number} lived ms */
  #again(lived) {
    if (!this.#wanted) return;
    const wait = backoff(this.#failures, Math.random());
    this.#failures = failuresAfter(this.#failures, lived);
    this.#news.lost();
    this.#timer = setTimeout(() => this.#connect(), wait);
  }

  #signedOut() {
    this.#socket = null;
    this.#news.signedOut();
  }

  /** The network or the page is back: no reason to wait, and every reason to look. */
  #check() {
    if (!this.#wanted) return;
    if (this.#socket === null) this.#connect();
    else if (performance.now() - this.#checkedAt > CHECK_EVERY_MS) {
      this.#checkedAt = performance.now();
      this.refresh();
    }
  }
}
