/**
 * The Lightning page around the panel, through Open CTI for Lightning. The only file that knows it.
 * The library comes from the org itself, and only from an origin this deployment was set up for:
 * `sfdcIframeOrigin` is written by whoever frames us.
 */

import { isNews, NO_ANSWER } from "../core/host.js";

/** @typedef {import("../core/host.js").Host} Host */
/** @typedef {import("../core/model.js").PageRecord} PageRecord */
/** @typedef {{ success: boolean, returnValue: AppView | null }} Answer */
/**
 * @typedef {object} AppView Salesforce leaves the record members empty where no record is shown
 * @property {string} [url]
 * @property {string} [recordId]
 * @property {string} [recordName]
 * @property {string} [objectType]
 */
/**
 * @typedef {object} OpenCti
 * @property {() => void} notifyInitializationComplete
 * @property {() => void} enableClickToDial
 * @property {() => void} disableClickToDial
 * @property {(options: { listener: (view: AppView) => void }) => void} onNavigationChange
 * @property {(options: { listener: (click: AppView & { number: string | number }) => void }) => void}
 *   onClickToDial
 * @property {(options: { callback: (answer: Answer) => void }) => void} getAppViewInfo
 * @property {(options: { type: string, params: Record<string, string> }) => void} screenPop
 * @property {(options: { visible: boolean, callback?: () => void }) => void}
 *   setSoftphonePanelVisibility
 * @property {() => void} refreshView
 * @property {(options: { label: string }) => void} setSoftphoneItemLabel
 * @property {(options: { key: string }) => void} setSoftphoneItemIcon
 * @property {{ SOBJECT: string }} SCREENPOP_TYPE
 */

/**
 * @param {string} search of our own address
 * @param {string[]} hosts origins this org is set up for
 * @returns {{ embedded: boolean, origin: string | null }} origin null: framed by a stranger
 */
export function embedding(search, hosts) {
  const query = new URLSearchParams(search);
  if (query.get("mode") !== "Lightning") return { embedded: false, origin: null };
  const origin = query.get("sfdcIframeOrigin");
  return { embedded: true, origin: origin !== null && hosts.includes(origin) ? origin : null };
}

/**
 * @param {string} origin one of the org's own
 * @param {string} apiVersion "67.0"
 * @returns {Promise<Host>} rejected when the org does not serve the library
 */
export async function lightningHost(origin, apiVersion) {
  await script(`${origin}/support/api/${apiVersion}/lightning/opencti_min.js`);
  const { sforce } = /** @type {{ sforce: { opencti: OpenCti } }} */ (
    /** @type {unknown} */ (globalThis)
  );
  sforce.opencti.notifyInitializationComplete();
  return new LightningHost(sforce.opencti);
}

/** How long the page may think about what it shows before that counts as nothing. */
const FIRST_LOOK_MS = 1_000;

class LightningHost {
  #cti;
  /** @type {import("../core/host.js").HostNews | null} */
  #news = null;
  #listening = false;
  /** @type {{ id: string | null, at: number } | null} */
  #last = null;
  #bar = { icon: "", label: "" };

  /** @param {OpenCti} cti */
  constructor(cti) {
    this.#cti = cti;
  }

  /** @type {Host["signedIn"]} */
  signedIn(news) {
    this.#news = news;
    this.#last = null;
    this.#cti.enableClickToDial();
    this.#listen();
    this.#look();
  }

  signedOut() {
    this.#news = null;
    this.#cti.disableClickToDial();
  }

  /** @type {Host["ask"]} */
  ask(limitMs) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(NO_ANSWER), limitMs);
      const answer = (/** @type {Answer} */ { success, returnValue }) => {
        clearTimeout(timer);
        resolve(success ? { answered: true, record: recordOf(returnValue) } : NO_ANSWER);
      };
      this.#cti.getAppViewInfo({ callback: answer });
    });
  }

  /** @type {Host["pop"]} */
  pop(record) {
    const type = this.#cti.SCREENPOP_TYPE.SOBJECT;
    this.#cti.screenPop({ type, params: { recordId: record.id } });
  }

  showPanel() {
    this.#cti.setSoftphonePanelVisibility({ visible: true });
  }

  refreshView() {
    this.#cti.refreshView();
  }

  /** @type {Host["showBar"]} */
  showBar(bar) {
    if (bar.label !== this.#bar.label) this.#cti.setSoftphoneItemLabel({ label: bar.label });
    if (bar.icon !== this.#bar.icon) this.#cti.setSoftphoneItemIcon({ key: bar.icon });
    this.#bar = bar;
  }

  /** Once a page: the library keeps every listener, and two listeners would dial twice. */
  #listen() {
    if (this.#listening) return;
    this.#listening = true;
    this.#cti.onNavigationChange({ listener: (view) => this.#opened(recordOf(view)) });
    this.#cti.onClickToDial({
      listener: (click) => {
        this.showPanel();
        this.#news?.dialClicked(String(click.number), recordOf(click));
      },
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#look();
    });
  }

  /**
   * What was open before we listened, and what was opened while nobody looked. A page that shows
   * no record may say nothing at all; from then on every record it reports has been opened.
   */
  async #look() {
    const { answered, record } = await this.ask(FIRST_LOOK_MS);
    if (answered) this.#opened(record);
    else if (this.#last === null) this.#opened(null);
  }

  /** @param {PageRecord | null} record */
  #opened(record) {
    const at = performance.now();
    if (!isNews(this.#last, record, at)) return;
    this.#last = { id: record?.id ?? null, at };
    this.#news?.reportOpened(record, document.visibilityState === "visible");
  }
}

/** @param {AppView | null} view @returns {PageRecord | null} */
function recordOf(view) {
  if (!view?.recordId) return null;
  return { id: view.recordId, type: view.objectType ?? "", name: view.recordName ?? "" };
}

/** @param {string} source @returns {Promise<void>} */
function script(source) {
  return new Promise((resolve, reject) => {
    const node = document.createElement("script");
    node.src = source;
    node.onload = () => resolve();
    node.onerror = () => reject(new Error("Salesforce did not serve its Open CTI library"));
    document.head.append(node);
  });
}
