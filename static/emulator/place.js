/**
 * Where a Lightning page stands: what it shows, its address, and how one gets elsewhere. Tells
 * "changed" when something must be drawn, and "viewed" when Salesforce may report a navigation.
 * The console's workspace and standard navigation are the two kinds of it; a Place draws nothing.
 */

import { get } from "./server.js";

/**
 * @typedef {{recordId: string, recordName: string, objectType: string, personAccount?: true,
 *   accountId?: string, contactId?: string}} Heading
 * @typedef {{kind: "home"} | {kind: "list", name: string} | {kind: "search", text: string}
 *   | {kind: "missing", text: string} | {kind: "visualforce", name: string, query: string}
 *   | {kind: "flow", name: string, args: {name: string, value: unknown}[]}} Navigation
 * @typedef {{silent?: boolean, within?: string | null}} How `silent` reports nothing; `within` is
 *   the workspace tab whose page led there
 */

const RECORD_ID = /^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/;

export class Place extends EventTarget {
  /** @type {Navigation} */
  navigation = { kind: "home" };
  /** @type {(leaving: string[]) => Promise<boolean>} whether these records' pages may be left */
  mayLeave = async () => true;
  /** @type {string | null} the object a record is being made of, in a modal over the page */
  creating = null;

  /** @returns {Heading | undefined} the record shown */
  get current() {
    return undefined;
  }

  /** @returns {string} what tells this place from others: a modal belongs to one */
  get key() {
    return this.address;
  }

  /** @returns {string} the address of what is shown */
  get address() {
    return "";
  }

  /**
   * Return what onNavigationChange and getAppViewInfo say; undefined where nothing is said.
   *
   * @returns {unknown}
   */
  view() {
    return undefined;
  }

  /**
   * Open a record.
   *
   * @param {string} _id
   * @param {How} [_how]
   * @returns {Promise<unknown>}
   */
  open(_id, _how) {
    return Promise.resolve();
  }

  /**
   * Show what is no record.
   *
   * @param {Navigation} navigation
   * @param {How} [_how]
   * @returns {Promise<unknown>}
   */
  go(navigation, _how) {
    this.navigation = navigation;
    return Promise.resolve();
  }

  /** @param {string} name API name of an object */
  async browse(name) {
    await get(`object/${encodeURIComponent(name)}`);
    return this.go({ kind: "list", name });
  }

  /** @param {string} text */
  search(text) {
    return this.go({ kind: "search", text });
  }

  home() {
    return this.go({ kind: "home" });
  }

  /** @param {string} name @param {{name: string, value: unknown}[]} args */
  flow(name, args) {
    return this.go({ kind: "flow", name, args });
  }

  /** @param {string} text why what the address names cannot be shown */
  miss(text) {
    return this.go({ kind: "missing", text });
  }

  /** Read what is shown again, as a refresh button does. */
  async refresh() {
    if (await this.mayLeave(this.current ? [this.current.recordId] : [])) this.show();
  }

  /** Draw what is shown again without a navigation, as refreshView does. */
  redraw() {
    this.show({ silent: true });
  }

  /** A record has another name now. @param {Heading} _heading */
  rename(_heading) {}

  /** A record is gone: so is its page. @param {string} _id @returns {Promise<unknown>} */
  remove(_id) {
    return Promise.resolve();
  }

  /**
   * Open what an address of this org names; false when it names nothing we have.
   *
   * @param {string} address
   * @param {How} [how]
   * @returns {Promise<boolean>}
   */
  async follow(address, how = {}) {
    const url = new URL(address, location.origin);
    const steps = url.pathname.split("/").filter(Boolean).map(decodeURIComponent);
    const [first, second = "", third = "", fourth] = steps;
    if (first !== undefined && RECORD_ID.test(first)) await this.open(first, how);
    else if (first === "apex" && second)
      await this.go({ kind: "visualforce", name: second, query: url.search });
    else if (first !== undefined && first !== "lightning") return false;
    else if (second === "r") await this.#openWithin(steps, url, how);
    else if (second === "o" && fourth === "new") await this.browse(third);
    else if (second === "o") await this.browse(third);
    else if (second === "search") await this.search(url.searchParams.get("q") ?? "");
    else if (second === "flow") await this.flow(third, []);
    else if (second === "page") await this.home();
    else await this.begin();
    if (second === "o" && fourth === "new") {
      const defaults = defaultsOf(url.searchParams.get("defaultFieldValues") ?? "");
      this.dispatchEvent(new CustomEvent("create", { detail: { type: third, defaults } }));
    }
    return true;
  }

  /** @returns {Promise<unknown>} what an app shows first */
  begin() {
    return this.home();
  }

  /** @param {string[]} steps @param {URL} url @param {How} how */
  async #openWithin(steps, url, how) {
    const id = steps.filter((step) => step !== "view").at(-1) ?? "";
    const within = url.searchParams.get("ws")?.split("/").at(-2);
    if (within && within !== id) await this.open(within, { silent: true });
    await this.open(id, within ? { ...how, within } : how);
  }

  /** @param {How} [how] */
  show({ silent = false } = {}) {
    if (location.pathname + location.search !== this.address)
      history.pushState(null, "", this.address);
    this.dispatchEvent(new Event("changed"));
    if (!silent) this.dispatchEvent(new Event("viewed"));
  }
}

/** @param {Heading} heading @returns {string} the address of a record's page */
export function recordAddress({ objectType, recordId }) {
  return `/lightning/r/${objectType}/${recordId}/view`;
}

/** @param {Navigation} navigation @returns {string} the address of what is no record */
export function navigationAddress(navigation) {
  switch (navigation.kind) {
    case "home":
      return "/lightning/page/home";
    case "list":
      return `/lightning/o/${navigation.name}/list`;
    case "search":
      return `/lightning/search?q=${encodeURIComponent(navigation.text)}`;
    case "flow":
      return `/lightning/flow/${encodeURIComponent(navigation.name)}`;
    case "visualforce":
      return `/apex/${encodeURIComponent(navigation.name)}${navigation.query}`;
    case "missing":
      return location.pathname + location.search;
  }
}

/**
 * What an address fills in: Name=Ada,Phone=%2B1…, each value encoded by itself
 * (lightning/pageReferenceUtils, encodeDefaultFieldValues).
 *
 * @param {string} said
 * @returns {Record<string, string>}
 */
function defaultsOf(said) {
  const pairs = said.split(",").map((pair) => pair.split("="));
  return Object.fromEntries(
    pairs.flatMap(([name, value]) =>
      name && value !== undefined ? [[name, decodeURIComponent(value)]] : [],
    ),
  );
}
