/**
 * Standard navigation: one page at a time and no tabs. Every change of the address is reported;
 * off a record the report has the address alone (docs/emulator.md).
 */

import { navigationAddress, Place, recordAddress } from "./place.js";
import { get } from "./server.js";

/** @typedef {import("./place.js").Heading} Heading */
/** @typedef {import("./place.js").How} How */

export class SinglePage extends Place {
  /** @type {Heading | undefined} */
  #record;

  /** @override */
  get current() {
    return this.#record;
  }

  /** @override */
  get address() {
    return this.#record ? recordAddress(this.#record) : navigationAddress(this.navigation);
  }

  /** @override */
  view() {
    if (this.creating)
      return { url: `${location.origin}/lightning/o/${this.creating}/new?useRecordTypeCheck=1` };
    return { url: location.origin + this.address, ...this.#record };
  }

  /** Show what the address names, without a report: the softphone is not there yet. */
  async restore() {
    await this.follow(location.pathname + location.search, { silent: true });
  }

  /** @param {string} id @param {How} [how] @override */
  async open(id, how) {
    const heading = await get(`heading/${encodeURIComponent(id)}`);
    if (!(await this.#leaves(heading.recordId))) return;
    this.#record = heading;
    this.creating = null;
    this.show(how);
  }

  /** @param {import("./place.js").Navigation} navigation @param {How} [how] @override */
  async go(navigation, how) {
    if (!(await this.#leaves())) return;
    this.#record = undefined;
    this.creating = null;
    this.navigation = navigation;
    this.show(how);
  }

  /** @param {Heading} heading @override */
  rename(heading) {
    if (this.#record?.recordId === heading.recordId) this.#record = heading;
  }

  /** Go to the list of a deleted record's object. @param {string} id @override */
  async remove(id) {
    if (this.#record?.recordId !== id) return;
    const name = this.#record.objectType;
    this.#record = undefined;
    await this.go({ kind: "list", name });
  }

  /** @param {string} [next] the record that would be shown */
  async #leaves(next) {
    const id = this.#record?.recordId;
    return !id || id === next || this.mayLeave([id]);
  }
}
