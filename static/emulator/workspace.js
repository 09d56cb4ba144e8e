/**
 * What is open in the console: one navigation tab with a list or a search, and a workspace tab
 * per record. Tells "changed" when something must be drawn, and "viewed" when Salesforce would
 * report a navigation: a record opened, another tab chosen, a tab refreshed. From a record to a
 * list a console says nothing (docs/emulator.md).
 */

import { get } from "./server.js";

const KEPT = "console tabs";

/**
 * @typedef {{recordId: string, recordName: string, objectType: string}} Heading
 * @typedef {{kind: "list", name: string} | {kind: "search", text: string} | {kind: "missing", text: string}} Navigation
 */

export class Workspace extends EventTarget {
  /** @type {Heading[]} */
  tabs = [];
  /** @type {string | null} the record shown, null for the navigation tab */
  active = null;
  /** @type {Navigation} */
  navigation = { kind: "list", name: "Contact" };

  /** Open again what was open before a reload, then what the address names. */
  async restore() {
    this.tabs = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
    await this.follow(location.pathname + location.search, { silent: true });
  }

  /** @returns {Heading | undefined} the record shown, undefined on the navigation tab */
  get current() {
    return this.tabs.find((tab) => tab.recordId === this.active);
  }

  /**
   * Open what an address of this org names; false when it names nothing we have.
   *
   * @param {string} address
   * @param {{silent?: boolean}} [how]
   */
  async follow(address, how = {}) {
    const steps = new URL(address, location.origin).pathname.split("/").filter(Boolean);
    const [first, second, third] = steps;
    if (first === "lightning" && second === "r")
      await this.open(steps.filter((step) => step !== "view").at(-1) ?? "", how);
    else if (first === "lightning" && second === "o" && third) this.browse(third);
    else if (first === "lightning" || first === undefined) this.browse("Contact");
    else if (/^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/.test(first)) await this.open(first, how);
    else return false;
    return true;
  }

  /**
   * Open a record in its tab, a new one where it has none.
   *
   * @param {string} id
   * @param {{silent?: boolean}} [how]
   */
  async open(id, how = {}) {
    const heading = await get(`heading/${encodeURIComponent(id)}`);
    if (!this.tabs.some((tab) => tab.recordId === heading.recordId)) this.tabs.push(heading);
    this.active = heading.recordId;
    this.#show(how);
  }

  /** @param {string} id */
  activate(id) {
    if (this.active === id) return;
    this.active = id;
    this.#show();
  }

  /** @param {string} id */
  close(id) {
    const at = this.tabs.findIndex((tab) => tab.recordId === id);
    if (at < 0) return;
    this.tabs.splice(at, 1);
    if (this.active !== id) return this.#show({ silent: true });
    this.active = (this.tabs[at] ?? this.tabs[at - 1])?.recordId ?? null;
    this.#show();
  }

  /** Read the shown tab again, as its refresh button does. */
  refresh() {
    this.#show();
  }

  /** Draw the shown tab again without a navigation, as refreshView does. */
  redraw() {
    this.#show({ silent: true });
  }

  /** @param {string} name API name of an object */
  browse(name) {
    this.navigation = { kind: "list", name };
    this.active = null;
    this.#show();
  }

  /** @param {string} text */
  search(text) {
    this.navigation = { kind: "search", text };
    this.active = null;
    this.#show();
  }

  /** @param {string} text why what the address names cannot be shown */
  miss(text) {
    this.navigation = { kind: "missing", text };
    this.active = null;
    this.#show();
  }

  toNavigation() {
    this.active = null;
    this.#show();
  }

  /** @returns {string} the address of what is shown */
  get address() {
    const shown = this.current;
    if (shown) return `/lightning/r/${shown.objectType}/${shown.recordId}/view`;
    if (this.navigation.kind === "missing") return location.pathname;
    return this.navigation.kind === "list"
      ? `/lightning/o/${this.navigation.name}/list`
      : "/lightning/app/console";
  }

  /** @param {{silent?: boolean}} [how] */
  #show({ silent = false } = {}) {
    sessionStorage.setItem(KEPT, JSON.stringify(this.tabs));
    if (location.pathname !== this.address) history.pushState(null, "", this.address);
    this.dispatchEvent(new Event("changed"));
    if (this.current && !silent) this.dispatchEvent(new Event("viewed"));
  }
}
