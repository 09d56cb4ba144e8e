/**
 * What is open in the Classic console: one navigation tab with a list, and primary tabs, each with
 * its subtabs. Tells "loaded" with the document of every page that appears, and "focused" when
 * Salesforce reports a change of focus: another primary tab or the navigation tab, never a subtab
 * (docs/emulator.md).
 */

import { View } from "./classic-view.js";
import { part } from "./dom.js";
import { moveFocus } from "./focus.js";

/** @typedef {{views: View[], shown: View}} Primary its own page first, then the subtabs */

export class ConsoleTabs extends EventTarget {
  /** @type {Primary[]} */
  #primaries = [];
  /** @type {Primary} */
  #navigation;
  /** @type {Primary} */
  #focused;

  constructor() {
    super();
    this.#navigation = this.#focused = this.#primary("/003/o");
    moveFocus(part("primary-tabs"), "[role=tab]", { back: "ArrowLeft", on: "ArrowRight" });
    moveFocus(part("subtabs"), "[role=tab]", { back: "ArrowLeft", on: "ArrowRight" });
    part("objects").addEventListener("change", ({ target }) =>
      this.browse(/** @type {HTMLSelectElement} */ (target).value),
    );
  }

  /** Show the navigation tab, and what the address names behind its #. */
  async begin() {
    const named = decodeURIComponent(location.hash.slice(1));
    this.#draw();
    if (named.startsWith("/")) await this.open(named);
  }

  /** @returns {View} what the agent sees */
  get shown() {
    return this.#focused.shown;
  }

  /** @returns {Document[]} of everything that is open */
  get pages() {
    return [this.#navigation, ...this.#primaries]
      .flatMap(({ views }) => views.map((view) => view.page))
      .filter((page) => page !== null);
  }

  /** @param {string} address @returns {View | undefined} the page of the primary tab that has it */
  primaryOf(address) {
    return this.#primaries.find(({ views }) => views[0]?.isOf(address))?.views[0];
  }

  /**
   * Open an address: in its primary tab, or beside what is shown, as a link in a page does.
   *
   * @param {string} address of this org
   * @param {{beside?: boolean}} [how]
   */
  async open(address, { beside = false } = {}) {
    if (beside && this.#focused !== this.#navigation) return this.#openBeside(address);
    const known = this.#primaries.find(({ views }) => views[0]?.isOf(address));
    const primary = known ?? this.#primary(address);
    if (!known) this.#primaries.push(primary);
    primary.shown = primary.views[0] ?? primary.shown;
    primary.shown.turnTo(address);
    return this.#focus(primary);
  }

  /** @param {string} address of a list */
  async browse(address) {
    this.#navigation.shown.go(address);
    return this.#focus(this.#navigation);
  }

  /** Close what is shown: a subtab, or a primary tab with all of its own. */
  async close() {
    const { views, shown } = this.#focused;
    if (this.#focused === this.#navigation) return;
    if (shown !== views[0]) {
      views.splice(views.indexOf(shown), 1);
      this.#focused.shown = views[0] ?? shown;
      shown.remove();
      this.#draw();
      return;
    }
    const at = this.#primaries.indexOf(this.#focused);
    this.#primaries.splice(at, 1);
    for (const view of views) view.remove();
    await this.#focus(this.#primaries[at] ?? this.#primaries[at - 1] ?? this.#navigation);
  }

  /** @param {string} address */
  async #openBeside(address) {
    const { views } = this.#focused;
    const known = views.find((view) => view.isOf(address));
    const view = known ?? this.#view(address);
    if (!known) views.push(view);
    this.#focused.shown = view;
    this.#draw();
    await view.loaded;
    this.#draw();
  }

  /** @param {string} address @returns {Primary} */
  #primary(address) {
    const view = this.#view(address);
    return { views: [view], shown: view };
  }

  /** @param {string} address */
  #view(address) {
    const view = new View(address, (next) => void this.open(next, { beside: true }));
    view.addEventListener("loaded", () => {
      this.dispatchEvent(new CustomEvent("loaded", { detail: view.page }));
      this.#draw();
    });
    return view;
  }

  /** @param {Primary} primary */
  async #focus(primary) {
    this.#focused = primary;
    this.#draw();
    await primary.shown.loaded;
    if (this.#focused === primary) this.dispatchEvent(new Event("focused"));
  }

  #draw() {
    const [focused, shown] = [this.#focused, this.shown];
    for (const { views } of [this.#navigation, ...this.#primaries])
      for (const view of views) view.show(view === shown);
    part("primary-tabs").replaceChildren(
      this.#tab(this.#navigation.shown.title, focused === this.#navigation, () =>
        this.#focus(this.#navigation),
      ),
      ...this.#primaries.map((primary) =>
        this.#tab(primary.views[0]?.title ?? "", primary === focused, () => this.#focus(primary)),
      ),
    );
    const subtabs = focused === this.#navigation ? [] : focused.views;
    part("subtabs").hidden = subtabs.length === 0;
    part("subtabs").replaceChildren(
      ...subtabs.map((view) =>
        this.#tab(view.title, view === shown, () => {
          focused.shown = view;
          this.#draw();
        }),
      ),
    );
    document.title = `${shown.title} | Salesforce stand-in`;
    history.replaceState(null, "", `#${encodeURIComponent(shown.address)}`);
  }

  /** @param {string} title @param {boolean} selected @param {() => unknown} choose */
  #tab(title, selected, choose) {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-selected", String(selected));
    tab.setAttribute("aria-controls", "views");
    tab.append(title);
    tab.addEventListener("click", () => void choose());
    tab.addEventListener("keydown", ({ key }) => {
      if (key === "Delete" && selected) void this.close();
    });
    return tab;
  }
}
