/**
 * What is open in the console: one navigation tab with home, a list or a search, and a workspace
 * tab per record with subtabs for what was opened from its page. From a record to a list a
 * console says nothing (docs/emulator.md).
 */

import { navigationAddress, Place, recordAddress } from "./place.js";
import { get } from "./server.js";

const KEPT = "console workspace";

/**
 * @typedef {import("./place.js").Heading} Heading
 * @typedef {import("./place.js").How} How
 * @typedef {{main: Heading, subtabs: Heading[], shown: string}} Tab `shown` is the record of the
 *   tab itself or of one of its subtabs
 */

export class Workspace extends Place {
  /** @type {Tab[]} */
  tabs = [];
  /** @type {string | null} the record of the tab shown, null for the navigation tab */
  active = null;
  /** @type {import("./place.js").Navigation} @override */
  navigation = { kind: "list", name: "Contact" };

  /** Open again what was open before a reload, then what the address names. */
  async restore() {
    this.tabs = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
    await this.follow(location.pathname + location.search, { silent: true });
  }

  /** @returns {Tab | undefined} the workspace tab shown, undefined on the navigation tab */
  get tab() {
    return this.tabs.find(({ main }) => main.recordId === this.active);
  }

  /** @returns {Heading | undefined} the record shown, undefined on the navigation tab @override */
  get current() {
    const { tab } = this;
    return tab && all(tab).find(({ recordId }) => recordId === tab.shown);
  }

  /** @override */
  get key() {
    return this.active ?? "navigation";
  }

  /** @override */
  get address() {
    const { tab, current } = this;
    if (!tab || !current) return navigationAddress(this.navigation);
    const own = recordAddress(current);
    if (current === tab.main) return own;
    return `${own}?ws=${encodeURIComponent(recordAddress(tab.main))}`;
  }

  /** @override */
  view() {
    const { current } = this;
    const url = location.origin + this.address;
    if (current) return { url, ...current };
    return this.navigation.kind === "home" ? { url } : undefined;
  }

  /** @override */
  begin() {
    return this.go({ kind: "list", name: "Contact" });
  }

  /**
   * Show a record where it is open; else open it, as a subtab where a tab's page led to it.
   *
   * @param {string} id
   * @param {How} [how]
   * @override
   */
  async open(id, how = {}) {
    const heading = await get(`heading/${encodeURIComponent(id)}`);
    const { recordId } = heading;
    const place =
      this.tabs.find(({ main }) => main.recordId === recordId) ??
      this.tabs.find(({ subtabs }) => subtabs.some((one) => one.recordId === recordId));
    const parent = this.tabs.find(({ main }) => main.recordId === how.within);
    if (place) this.#choose(place, recordId);
    else if (parent) {
      parent.subtabs.push(heading);
      this.#choose(parent, recordId);
    } else {
      const made = { main: heading, subtabs: [], shown: recordId };
      this.tabs.push(made);
      this.#choose(made, recordId);
    }
    this.show(how);
  }

  /** @param {import("./place.js").Navigation} navigation @override */
  async go(navigation) {
    this.navigation = navigation;
    this.toNavigation();
  }

  toNavigation() {
    this.active = null;
    this.show();
  }

  /** Choose a workspace tab. @param {string} id of its record */
  activate(id) {
    if (this.active === id) return;
    this.active = id;
    this.show();
  }

  /** Choose among a tab's own page and its subtabs. @param {string} id */
  activateSubtab(id) {
    const { tab } = this;
    if (!tab || tab.shown === id) return;
    tab.shown = id;
    this.show();
  }

  /**
   * Close a workspace tab with its subtabs, or one subtab; unsaved changes are asked about.
   *
   * @param {string} id
   */
  async close(id) {
    const tab = this.tabs.find((one) => all(one).some(({ recordId }) => recordId === id));
    if (!tab) return;
    const leaving = tab.main.recordId === id ? all(tab).map(({ recordId }) => recordId) : [id];
    if (await this.mayLeave(leaving)) this.#drop(tab, id);
  }

  /** @param {string} id @override */
  async remove(id) {
    for (const tab of [...this.tabs])
      if (all(tab).some(({ recordId }) => recordId === id)) this.#drop(tab, id);
  }

  /** @param {Heading} heading @override */
  rename(heading) {
    for (const tab of this.tabs)
      for (const one of all(tab))
        if (one.recordId === heading.recordId) Object.assign(one, heading);
  }

  /** @param {How} [how] @override */
  show(how) {
    sessionStorage.setItem(KEPT, JSON.stringify(this.tabs));
    super.show(how);
  }

  /** @param {Tab} tab @param {string} id */
  #choose(tab, id) {
    tab.shown = id;
    this.active = tab.main.recordId;
  }

  /** @param {Tab} tab @param {string} id */
  #drop(tab, id) {
    const before = this.current?.recordId;
    if (tab.main.recordId === id) {
      const at = this.tabs.indexOf(tab);
      this.tabs.splice(at, 1);
      if (this.active === id)
        this.active = (this.tabs[at] ?? this.tabs[at - 1])?.main.recordId ?? null;
    } else {
      const at = tab.subtabs.findIndex(({ recordId }) => recordId === id);
      tab.subtabs.splice(at, 1);
      if (tab.shown === id)
        tab.shown = (tab.subtabs[at] ?? tab.subtabs[at - 1] ?? tab.main).recordId;
    }
    this.show({ silent: this.current?.recordId === before });
  }
}

/** @param {Tab} tab @returns {Heading[]} its own record, then those of its subtabs */
function all(tab) {
  return [tab.main, ...tab.subtabs];
}
