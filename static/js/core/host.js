/**
 * The page around the panel, as everything but the host files knows it (design.md D10): it opens
 * records, pops them, and numbers are clicked in it. There is no Open CTI here.
 */

/** @typedef {import("./model.js").PageRecord} PageRecord */
/** @typedef {import("./model.js").PageAnswer} PageAnswer */
/** @typedef {import("./words.js").Code} Code */
/** @typedef {import("./new-record.js").NewType} NewType */
/** @typedef {import("./new-record.js").Fields} Fields */

/** @typedef {{ record: PageRecord | null, form: string | null }} Shown a record, or the form of a new
 *   one, by its type; a list is neither */

/**
 * @typedef {object} HostNews
 * @property {(record: PageRecord | null, focused: boolean) => void} reportOpened
 * @property {(number: string, record: PageRecord | null) => void} dialClicked
 * @property {(type: string | null) => void} formShown the page shows the form of a new record of this
 *   type, as far as it tells: a console may keep it to itself; null: it shows none
 * @property {(trouble: Code | null) => void} trouble what is wrong with the page; null: nothing is
 */

/**
 * @typedef {object} Host
 * @property {() => void} signedIn from now on opened records are wanted
 * @property {() => void} signedOut neither records nor clicks are wanted
 * @property {(limitMs: number) => Promise<PageAnswer>} ask what is open right now
 * @property {(record: PageRecord) => Promise<boolean>} pop whether the page took it
 * @property {(text: string) => Promise<boolean>} popSearch the page's own search for a text
 * @property {(type: NewType, fields: Fields) => Promise<boolean>} newRecord the page's own form of a
 *   new record; what is saved in it is reported as opened
 * @property {(anew?: boolean) => void} look what it shows is reported again; anew: even just after
 * @property {() => void} showPanel
 * @property {() => void} refreshView
 * @property {(bar: Bar) => void} showBar
 */
/** @typedef {{ icon: string, label: string }} Bar what the utility bar says */

/** @type {PageAnswer} */
export const NO_ANSWER = { answered: false, record: null };

/** @type {Host} No page is known yet, or it is a stranger's: nothing is reported, nothing pops. */
export const NO_HOST = {
  signedIn() {},
  signedOut() {},
  ask: async () => NO_ANSWER,
  pop: async () => false,
  popSearch: async () => false,
  newRecord: async () => false,
  look() {},
  showPanel() {},
  refreshView() {},
  showBar() {},
};

const SOON_MS = 250;
const LONGEST_MS = 5_000;

/** @param {number} failures so far, at least 1 @returns {number} ms until the page is asked again */
export function pauseAfter(failures) {
  return Math.min(LONGEST_MS, SOON_MS * 2 ** (failures - 1));
}

/**
 * Reports worth sending: something else than before, or the same focused again. Salesforce
 * repeats itself within moments; that alone is no news.
 * @param {{ id: string | null, form: string | null, at: number } | null} last
 * @param {Shown} shown
 * @param {number} at ms
 */
export function isNews(last, { record, form }, at) {
  if (last === null || last.id !== (record?.id ?? null) || last.form !== form) return true;
  return at - last.at > 500;
}
