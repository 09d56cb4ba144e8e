/**
 * The page around the panel, as everything but the host files knows it (design.md D10): it opens
 * records, pops them, and numbers are clicked in it. There is no Open CTI here.
 */

/** @typedef {import("./model.js").PageRecord} PageRecord */
/** @typedef {import("./model.js").PageAnswer} PageAnswer */

/**
 * @typedef {object} HostNews
 * @property {(record: PageRecord | null, focused: boolean) => void} reportOpened
 * @property {(number: string, record: PageRecord | null) => void} dialClicked
 */

/**
 * @typedef {object} Host
 * @property {(news: HostNews) => void} signedIn from now on opened records and clicks are wanted
 * @property {() => void} signedOut
 * @property {(limitMs: number) => Promise<PageAnswer>} ask what is open right now
 * @property {(record: PageRecord) => void} pop
 * @property {() => void} showPanel
 * @property {() => void} refreshView
 * @property {(bar: { icon: string, label: string }) => void} showBar
 */

/** @type {PageAnswer} */
export const NO_ANSWER = { answered: false, record: null };

/** @type {Host} A page that is no CRM: nothing is reported, nothing can be popped. */
export const NO_HOST = {
  signedIn() {},
  signedOut() {},
  ask: async () => NO_ANSWER,
  pop() {},
  showPanel() {},
  refreshView() {},
  showBar() {},
};

/**
 * Reports worth sending: another record than before, or the same one focused again. Salesforce
 * repeats itself within moments; that alone is no news.
 * @param {{ id: string | null, at: number } | null} last
 * @param {PageRecord | null} record
 * @param {number} at ms
 */
export function isNews(last, record, at) {
  if (last === null || last.id !== (record?.id ?? null)) return true;
  return at - last.at > 500;
}
