/** One page of Classic in a tab of the console: a frame, which lives until the tab is closed. */

import { part } from "./dom.js";

const FRAMED = "isdtp=vw";
const ALONE = [/^\/(secur|ltng)\//, /^\/(lightning|console|login)/];

export class View extends EventTarget {
  #frame = document.createElement("iframe");
  /** @type {(address: string) => void} */
  #follow;
  #address;
  /** @type {Promise<void>} of the page on its way */
  loaded = Promise.resolve();
  title = "Loading…";

  /**
   * @param {string} address of this org
   * @param {(address: string) => void} follow where a link of the page leads: another tab
   */
  constructor(address, follow) {
    super();
    this.#follow = follow;
    this.#address = address;
    this.#frame.addEventListener("load", () => this.#appeared());
    this.go(address);
    part("views").append(this.#frame);
  }

  /** The address as a person would write it. */
  get address() {
    return this.#address;
  }

  /** @returns {Document | null} null before it is there */
  get page() {
    const page = this.#frame.contentDocument;
    return page?.getElementById("page-info") ? page : null;
  }

  /** @returns {Record<string, string>} what getPageInfo says of it */
  get info() {
    const said = this.page?.getElementById("page-info")?.textContent;
    const url = this.page ? this.page.location.href : location.origin + this.#address;
    return { url, ...JSON.parse(said ?? "{}") };
  }

  /** Whether this is the tab of what an address names, be it in a form. @param {string} address */
  isOf(address) {
    return named(address) === named(this.#address);
  }

  /** Show an address, where it is not shown already. @param {string} address */
  turnTo(address) {
    if (bare(address) !== this.#address) this.go(address);
  }

  /** @param {string} address */
  go(address) {
    this.#address = bare(address);
    this.#expect();
    this.#frame.src = framed(address);
  }

  reload() {
    this.#expect();
    this.#frame.contentWindow?.location.reload();
  }

  /** @param {boolean} shown */
  show(shown) {
    this.#frame.hidden = !shown;
  }

  remove() {
    this.#frame.remove();
  }

  #expect() {
    this.loaded = new Promise((resolve) =>
      this.addEventListener("loaded", () => resolve(), { once: true }),
    );
  }

  #appeared() {
    const page = this.#frame.contentDocument;
    if (!page) return location.assign(`/login?startURL=${encodeURIComponent("/console")}`);
    const { pathname, search } = page.location;
    this.#address = bare(pathname + search);
    this.title = page.querySelector("h1")?.textContent ?? "";
    this.#frame.title = this.title;
    page.addEventListener("click", (event) => this.#clicked(event));
    this.dispatchEvent(new Event("loaded"));
  }

  /** A record's link is another tab; any other stays in this one. @param {MouseEvent} event */
  #clicked(event) {
    // an element of the frame, whose classes are not ours
    const link = /** @type {Element | null} */ (event.target)?.closest("a");
    const address = link?.getAttribute("href") ?? "";
    if (!address.startsWith("/") || ALONE.some((one) => one.test(address))) return;
    event.preventDefault();
    if (link?.hasAttribute("data-record-id")) this.#follow(address);
    else this.go(address);
  }
}

/** @param {string} address */
function framed(address) {
  return `${address}${address.includes("?") ? "&" : "?"}${FRAMED}`;
}

/** @param {string} address @returns {string} without the mark of a frame; ids with 15 characters */
function bare(address) {
  return address
    .replace(new RegExp(`[?&]${FRAMED}`), "")
    .replace(/^\/(\w{15})\w{3}(?=$|[/?])/, "/$1");
}

/** @param {string} address @returns {string} the record's own address where it is its form */
function named(address) {
  return bare(address).replace(/^(\/\w{15})\/e$/, "$1");
}
