/**
 * The one host of the panel, whatever page it stands in: patience with a page that is not ready,
 * the baseline, no news twice. What differs between pages is a driver (host-lightning.js,
 * host-classic.js, host-companion.js); nothing here knows which.
 */

import { isNews, NO_ANSWER, pauseAfter } from "../core/host.js";

/** @typedef {import("../core/host.js").Host} Host */
/** @typedef {import("../core/host.js").HostNews} HostNews */
/** @typedef {import("../core/host.js").Bar} Bar */
/** @typedef {import("../core/host.js").Code} Code */
/** @typedef {import("../core/host.js").Shown} Shown */
/** @typedef {import("../core/model.js").PageRecord} PageRecord */
/** @typedef {import("../core/new-record.js").NewType} NewType */
/** @typedef {import("../core/new-record.js").Fields} Fields */

/**
 * @typedef {object} Driver one kind of page, its library loaded. A promise here is kept when the
 *   page said yes, broken with a HostFault when it said no, and stays open while it says nothing.
 * @property {boolean} reports whether the page tells what it shows and which numbers are clicked
 * @property {boolean} [alone] whether there is no page, and none is missed
 * @property {boolean} saysNothing whether a page that shows no record may give no answer at all
 * @property {() => Promise<unknown>} ready tell the page that the softphone is alive
 * @property {() => Promise<Shown>} shown what the page shows
 * @property {(told: (shown: Shown) => void) => void} onShown called once a page
 * @property {(told: (number: string, record: PageRecord | null) => void) => void} onClicked
 *   a number on the page; called once a page: the library keeps every listener
 * @property {(on: boolean) => Promise<unknown>} clickToDial whether numbers can be clicked
 * @property {(record: PageRecord) => Promise<unknown>} pop
 * @property {(text: string) => Promise<unknown>} popSearch
 * @property {(type: NewType, fields: Fields) => Promise<unknown>} newRecord
 * @property {() => Promise<unknown>} refreshView
 * @property {(visible: boolean) => Promise<unknown>} showPanel false: minimise it
 * @property {() => Promise<boolean>} panelVisible
 * @property {(px: number) => Promise<unknown>} setPanelHeight
 * @property {(bar: Bar, before: Bar) => void} showBar nobody waits for an answer
 */

/**
 * @typedef {object} Surroundings our own window, as far as a host needs it
 * @property {(ms: number) => Promise<void>} wait
 * @property {() => number} now ms
 * @property {() => boolean} visible
 * @property {(again: () => void) => void} onVisible
 */

/** How long the page may think before that counts as no answer. */
const ANSWER_MS = 3_000;
/** How long it may think about what it shows before that counts as nothing (docs/adr/0019). */
const FIRST_LOOK_MS = 1_000;
/** So often it may fail before the agent is told. */
const QUIET_FAILURES = 3;
/** A pop is of use now or not at all. */
const POP_TRIES = 3;

/** The page said no. `notReady`: the same may work in a moment. */
export class HostFault extends Error {
  /** @param {string} message @param {{ notReady?: boolean }} [more] */
  constructor(message, { notReady = false } = {}) {
    super(message);
    this.notReady = notReady;
  }
}

/** @type {Surroundings} */
export const OUR_WINDOW = {
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  now: () => performance.now(),
  visible: () => document.visibilityState === "visible",
  onVisible: (again) =>
    document.addEventListener("visibilitychange", () => OUR_WINDOW.visible() && again()),
};

/** @implements {Host} */
export class PageHost {
  #driver;
  #news;
  #around;
  #answered = false;
  /** Numbers can be clicked from loading on, until it is known that nobody is signed in (B-26). */
  #dialling = true;
  #reporting = false;
  #turn = 0;
  /** @type {{ id: string | null, form: string | null, at: number } | null} */
  #last = null;
  /** @type {Bar} */
  #bar = { icon: "", label: "" };
  /** @type {Bar} */
  #barShown = { icon: "", label: "" };

  /** @param {Driver} driver @param {HostNews} news @param {Surroundings} [around] */
  constructor(driver, news, around = OUR_WINDOW) {
    this.#driver = driver;
    this.#news = news;
    this.#around = around;
  }

  /**
   * The softphone is alive. A page never acknowledges a listener, so listeners are registered
   * when it has answered something else: then it hears.
   */
  async begin() {
    if (!this.#driver.reports && !this.#driver.alone) this.#news.trouble("page.outside");
    if (!(await this.#insist(() => this.#driver.ready()))) return;
    this.#answered = true;
    this.#driver.onShown((shown) => this.#shown(shown));
    this.#driver.onClicked((number, record) => {
      this.showPanel();
      this.#news.dialClicked(number, record);
    });
    this.#around.onVisible(() => this.look());
    this.showBar(this.#bar);
    this.#follow();
  }

  signedIn() {
    this.#dialling = true;
    this.#reporting = true;
    this.#last = null;
    this.#follow();
  }

  signedOut() {
    this.#dialling = false;
    this.#reporting = false;
    this.#follow();
  }

  /** @type {Host["ask"]} */
  async ask(limitMs) {
    const { kept, value } = await this.#within(limitMs, () => this.#driver.shown());
    return kept ? { answered: true, record: value.record } : NO_ANSWER;
  }

  /** @type {Host["pop"]} */
  pop(record) {
    return this.#try(() => this.#driver.pop(record));
  }

  /** @type {Host["popSearch"]} */
  popSearch(text) {
    return this.#try(() => this.#driver.popSearch(text));
  }

  /** @type {Host["newRecord"]} */
  newRecord(type, fields) {
    return this.#try(() => this.#driver.newRecord(type, fields));
  }

  showPanel() {
    this.#try(() => this.#driver.showPanel(true));
  }

  refreshView() {
    this.#try(() => this.#driver.refreshView());
  }

  /** @type {Host["showBar"]} */
  showBar(bar) {
    this.#bar = bar;
    if (!this.#answered) return;
    this.#driver.showBar(bar, this.#barShown);
    this.#barShown = bar;
  }

  /** Brings the page in line with who is signed in. */
  #follow() {
    if (!this.#answered) return;
    const turn = ++this.#turn;
    const on = this.#dialling;
    this.#insist(
      () => this.#driver.clickToDial(on),
      () => turn === this.#turn,
    );
    this.look();
  }

  /**
   * What was open before we listened, and what was opened while nobody looked. A page that shows
   * no record may say nothing at all; from then on every record it reports has been opened.
   * @param {boolean} [anew] somebody looked elsewhere meanwhile: what is shown is news again
   */
  async look(anew = false) {
    if (!this.#reporting || !this.#answered) return;
    if (anew && this.#last !== null) this.#last.at = 0;
    const answer = this.#driver.shown();
    const { kept, value } = await this.#within(FIRST_LOOK_MS, () => answer);
    if (kept) return this.#shown(value);
    if (this.#last !== null || !this.#driver.reports) return;
    if (this.#driver.saysNothing) return this.#shown({ record: null, form: null });
    const late = (/** @type {Shown} */ shown) => this.#last === null && this.#shown(shown);
    answer.then(late, () => {}); // a slow page is no empty one
  }

  /** @param {Shown} shown */
  #shown(shown) {
    if (!this.#reporting) return;
    const at = this.#around.now();
    if (!isNews(this.#last, shown, at)) return;
    const { record, form } = shown;
    if (form !== (this.#last?.form ?? null)) this.#news.formShown(form);
    this.#last = { id: record?.id ?? null, form, at };
    this.#news.reportOpened(record, this.#around.visible());
  }

  /**
   * Asks until the page says yes, with growing pauses; the agent is told after a while.
   * @param {() => Promise<unknown>} ask @param {() => boolean} [wanted]
   * @returns {Promise<boolean>} false: it is no longer wanted, or the page will never do it
   */
  async #insist(ask, wanted = () => true) {
    for (let failures = 1; wanted(); failures += 1) {
      const { kept, fault } = await this.#within(ANSWER_MS, ask);
      if (kept) {
        if (failures > QUIET_FAILURES) this.#news.trouble(null);
        return true;
      }
      if (fault !== null && !fault.notReady) {
        this.#news.trouble("page.refused");
        return false;
      }
      if (failures === QUIET_FAILURES)
        this.#news.trouble(fault === null ? "page.silent" : "page.not-ready");
      await this.#around.wait(pauseAfter(failures));
    }
    return false;
  }

  /** @param {() => Promise<unknown>} ask @returns {Promise<boolean>} */
  async #try(ask) {
    for (let failures = 1; failures <= POP_TRIES; failures += 1) {
      const { kept, fault } = await this.#within(ANSWER_MS, ask);
      if (kept) return true;
      if (!fault?.notReady) return false;
      await this.#around.wait(pauseAfter(failures));
    }
    return false;
  }

  /**
   * @template T
   * @param {number} limitMs @param {() => Promise<T>} ask
   * @returns {Promise<{ kept: true, value: T, fault: null } |
   *   { kept: false, value: null, fault: HostFault | null }>} fault null: no answer in time
   */
  async #within(limitMs, ask) {
    const late = this.#around.wait(limitMs).then(() => null);
    try {
      const kept = await Promise.race([ask().then((value) => ({ value })), late]);
      if (kept !== null) return { kept: true, value: kept.value, fault: null };
      return { kept: false, value: null, fault: null };
    } catch (error) {
      const fault = error instanceof HostFault ? error : new HostFault(String(error));
      return { kept: false, value: null, fault };
    }
  }
}
