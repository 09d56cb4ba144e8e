/**
 * What every Lightning app does with its place: draw what it shows, host the softphone, tell it of
 * navigations. The console and standard navigation call this with a place of their kind.
 */

import { el, part } from "./dom.js";
import { Editing } from "./editing.js";
import { flowPage } from "./flow-page.js";
import { globalSearch } from "./global-search.js";
import { homePage } from "./home-page.js";
import { hooks } from "./hooks.js";
import { Host } from "./host.js";
import { listPage } from "./list-page.js";
import { methods } from "./methods.js";
import { confirmDialog, followPlace } from "./modal.js";
import { monitor } from "./monitor.js";
import { NewRecord } from "./new-record.js";
import { Panel } from "./panel.js";
import { missingPage, recordPage } from "./record-page.js";
import { onRefocus } from "./refocus.js";
import { searchPage } from "./search-page.js";
import { get, post, Refused } from "./server.js";
import { SoftphoneFrame } from "./softphone-frame.js";
import { toast } from "./toast.js";

/** @typedef {import("./place.js").Place} Place */

/**
 * Start an app.
 *
 * @param {Place & {restore: () => Promise<void>}} place
 * @param {{name: string, frame: (start: any, app: App) => void}} kind `frame` fills what surrounds
 *   the page
 */
export async function run(place, kind) {
  const start = await get("start", { app: kind.name });
  const app = new App(place, start, kind.name);
  globalSearch(place, (follow) => app.attempt(follow));
  kind.frame(start, app);
  hooks(place, app);
  await app.attempt(() => place.restore());
  app.softphone?.start();
}

export class App {
  #place;
  #name;
  #drawing = 0;
  #modalIsNavigation;
  /** @type {{sort: string, page: number}} how the list shown is read */
  #list = { sort: "", page: 1 };
  #listed = "";
  /** @type {Map<string, number>} by address */
  #scrolled = new Map();
  #shown = "";
  #editing;
  #newRecord;
  /** @type {Host | null} */
  host = null;
  /** @type {Panel | null} */
  softphone = null;

  /** @param {Place} place @param {any} start @param {string} name of the app */
  constructor(place, start, name) {
    this.#place = place;
    this.#name = name;
    this.#modalIsNavigation = name === "standard" || start.modalIsNavigation;
    this.#editing = new Editing(
      (heading) => this.#saved(heading),
      () => void this.#draw(),
    );
    this.#newRecord = new NewRecord(
      place,
      (id, within) => this.#made(id, within),
      () => this.#modalIsNavigation && this.report(),
    );
    place.mayLeave = (ids) => this.#editing.mayLeave(ids);
    place.addEventListener("changed", () => this.#changed());
    place.addEventListener("viewed", () => this.report());
    place.addEventListener("create", (event) => {
      const { detail } = /** @type {CustomEvent<{ type: string, defaults: any }>} */ (event);
      this.create(detail.type, detail.defaults);
    });
    window.addEventListener("popstate", () =>
      this.attempt(() => place.follow(location.pathname + location.search)),
    );
    window.addEventListener("beforeunload", (event) => {
      if (this.#editing.dirty()) event.preventDefault();
    });
    onRefocus(() => this.report());
    if (start.softphone) this.#hostSoftphone(start.softphone);
  }

  /** Tell the softphone what is shown, where Salesforce would. */
  report() {
    const said = this.#place.view();
    if (said !== undefined) this.host?.emit("onNavigationChange", said);
  }

  /**
   * Show what an address names, or say that there is no such thing.
   *
   * @param {() => unknown} follow
   */
  async attempt(follow) {
    try {
      await follow();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#place.miss(error.message);
    }
  }

  /**
   * Open the modal of a new record.
   *
   * @param {string} type
   * @param {Record<string, unknown>} defaults
   * @param {string | null} [within] the workspace tab whose page asked
   */
  async create(type, defaults, within = null) {
    await this.#newRecord.open(type, defaults, within);
    if (this.#modalIsNavigation) this.report();
  }

  /** @param {any} center what the server says of the softphone */
  #hostSoftphone(center) {
    const panel = new Panel(center);
    const place = this.#place;
    /** @type {SoftphoneFrame} */
    let frame;
    const host = new Host(
      methods({
        place,
        panel,
        saveLogReturns: center.saveLogReturns,
        setDialling: (enabled) => document.body.toggleAttribute("data-click-to-dial", enabled),
        initialised: () => frame.initialised(),
        create: (type, defaults) => this.create(type, defaults),
        host: () => host,
      }),
    );
    frame = new SoftphoneFrame(panel, host, center, this.#name);
    this.host = host;
    this.softphone = panel;
    part("utility-bar").hidden = false;
    monitor(host);
  }

  async #changed() {
    followPlace(this.#place.key);
    const { navigation } = this.#place;
    const listed = navigation.kind === "list" ? navigation.name : "";
    if (listed !== this.#listed) this.#list = { sort: "", page: 1 };
    this.#listed = listed;
    await this.#draw();
  }

  /** Draw what the place shows; a slow answer never overwrites a later one. */
  async #draw() {
    const turn = ++this.#drawing;
    const page = await this.#content();
    if (turn !== this.#drawing) return;
    this.#show(page);
    const heading = page.querySelector("h1")?.textContent ?? "Home";
    document.title = `${heading} | Salesforce stand-in`;
  }

  /** Put a page on the screen, scrolled to where it was left. @param {HTMLElement} page */
  #show(page) {
    const main = part("page");
    const { address } = this.#place;
    this.#scrolled.set(this.#shown, main.scrollTop);
    this.#shown = address;
    if (main.firstChild !== page) main.replaceChildren(page);
    main.scrollTop = this.#scrolled.get(address) ?? 0;
  }

  async #content() {
    const shown = this.#place.current;
    try {
      if (shown) return await this.#recordPage(shown.recordId);
      return await this.#otherPage();
    } catch (error) {
      if (error instanceof Refused) return missingPage(error.message);
      return el("article", { class: "missing card" }, el("h1", {}, "The org does not answer."));
    }
  }

  /** @param {string} id */
  async #recordPage(id) {
    const edited = this.#editing.page(id);
    if (edited) return edited;
    const record = await get(`record/${id}`);
    const within = this.#place.key;
    return recordPage(record, {
      ...this.#actions(within),
      edit: async () => {
        await this.#editing.begin(record, this.#actions(within));
        await this.#draw();
        this.#editing.focus(id);
      },
      remove: () => this.#remove(record),
      create: (type, field) => this.create(type, { [field]: id }, within),
      refresh: () => this.#place.refresh(),
      convert: async () => {
        const { convertLead } = await import("./convert-lead.js");
        convertLead(record, (contact) => this.attempt(() => this.#place.open(contact)), within);
      },
    });
  }

  async #otherPage() {
    const { navigation } = this.#place;
    const actions = this.#actions(null);
    switch (navigation.kind) {
      case "home":
        return homePage(await get("home"), actions);
      case "missing":
        return missingPage(navigation.text);
      case "flow":
        return flowPage("Flow", navigation.name, navigation.args);
      case "visualforce": {
        const given = [...new URLSearchParams(navigation.query)];
        const args = given.map(([name, value]) => ({ name, value }));
        return flowPage("Visualforce Page", navigation.name, args);
      }
      case "search":
        return searchPage(navigation.text, await get("search", { q: navigation.text }), actions);
      case "list": {
        const { sort, page } = this.#list;
        const asked = { sort, page: String(page) };
        const list = await get(`list/${encodeURIComponent(navigation.name)}`, asked);
        return listPage(list, {
          ...actions,
          create: (type) => this.create(type, {}),
          refresh: () => this.#place.refresh(),
          turn: (how) => {
            this.#list = how;
            void this.#draw();
          },
        });
      }
    }
  }

  /** @param {string | null} within the workspace tab of the page */
  #actions(within) {
    return {
      open: (/** @type {string} */ id) => void this.attempt(() => this.#place.open(id, { within })),
      dial: async (/** @type {string} */ number, /** @type {string} */ recordId) =>
        this.host?.emit("onClickToDial", { number, ...(await get(`heading/${recordId}`)) }),
    };
  }

  /** @param {any} record */
  async #remove(record) {
    const question = {
      title: `Delete ${record.label}`,
      text: `Are you sure you want to delete this ${record.label.toLowerCase()}?`,
      actions: ["Cancel", "Delete"],
    };
    if ((await confirmDialog(question)) !== "Delete") return;
    try {
      await post("delete", { id: record.id });
      toast(`${record.label} “${record.title}” was deleted.`);
      await this.#place.remove(record.id);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      toast(error.message, "error");
    }
  }

  /** A record was changed: its tab is refreshed, which is a navigation. @param {any} heading */
  #saved(heading) {
    this.#place.rename(heading);
    toast(`${heading.recordName} was saved.`);
    this.#place.show();
  }

  /** @param {any} heading @param {string | null} within */
  async #made(heading, within) {
    toast(`${heading.recordName} was created.`);
    await this.attempt(() => this.#place.open(heading.recordId, { within }));
  }
}
