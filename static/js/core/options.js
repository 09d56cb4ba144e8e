/**
 * Which records stand in 'Name' and 'Related To', and which of them fit what is typed. Pure.
 *
 * Untyped they are, in this order: what is assigned, what is open, what was opened during the call
 * or gave way, what matches the number (DECISION 23). The server says of each record in which of
 * the two it may stand; nothing is decided here.
 */

/** @typedef {import("./types.js").CallView} CallView */
/** @typedef {import("./types.js").RecordView} RecordView */
/** @typedef {import("./types.js").FoundView} FoundView */
/** @typedef {"who" | "what" | "any"} Slot where it is chosen: 'Name', 'Related To', or for either */

/**
 * @typedef {object} Option
 * @property {RecordView} record
 * @property {string} about what tells it apart: the subject of a Case
 * @property {boolean} chosen whether it stands in the slot
 */

/** From so many characters on the org is searched. */
export const FEWEST = 3;

/**
 * What the call knows, each record once.
 * @param {CallView} call @param {RecordView | null} open @param {Slot} slot
 * @returns {Option[]}
 */
export function onThisCall(call, open, slot) {
  const mayStand = (/** @type {"who" | "what" | null} */ one) =>
    slot === "any" ? one !== null : one === slot;
  const assigned = call.assigned.filter((one) => mayStand(one.slot)).map(({ record }) => record);
  const ids = new Set(assigned.map(({ id }) => id));
  const others = [...(open === null ? [] : [open]), ...call.candidates, ...call.matches];
  const options = [...assigned, ...others.filter((record) => mayStand(record.slot))];
  return once(options.map((record) => ({ record, about: "", chosen: ids.has(record.id) })));
}

/**
 * What was found in Salesforce and is not listed already.
 * @param {FoundView[]} found @param {Option[]} listed
 * @returns {Option[]}
 */
export function beside(found, listed) {
  const there = new Set(listed.map(({ record }) => record.id));
  const fresh = found.filter(({ record }) => !there.has(record.id));
  return once(fresh.map(({ record, about }) => ({ record, about, chosen: false })));
}

/**
 * What is known of a listed record beyond the call: the subject its search told.
 * @param {Option[]} options @param {FoundView[]} found
 * @returns {Option[]}
 */
export function toldOf(options, found) {
  const about = new Map(found.map((one) => [one.record.id, one.about]));
  return options.map((one) => ({ ...one, about: about.get(one.record.id) ?? one.about }));
}

/** @param {Option[]} options @param {string} typed @returns {Option[]} those that fit every word */
export function fitting(options, typed) {
  const words = wordsOf(typed);
  const digits = /\p{L}/u.test(typed) ? "" : typed.replace(/\D/g, "");
  if (words.length === 0) return options;
  return options.filter((option) => fits(option, words, digits));
}

/**
 * Whether 'Add' would put a record beside the person in Name (DECISION 25).
 * @param {Option | undefined} option @param {CallView} call @param {boolean} shared whether the org has Shared Activities
 */
export function canAdd(option, call, shared) {
  const who = call.assigned.find((one) => one.slot === "who");
  if (!shared || option === undefined || option.chosen || option.record.slot !== "who")
    return false;
  return who !== undefined && [option.record, who.record].every(({ type }) => type !== "Lead");
}

/** @param {Option} option @param {string[]} words @param {string} digits */
function fits({ record, about }, words, digits) {
  const phone = record.phone.replace(/\D/g, "");
  if (digits.length >= FEWEST && phone.includes(digits)) return true;
  const named = wordsOf(`${record.label} ${about} ${record.account}`);
  const forms = named.flatMap((word) => [word, word.replace(/^0+/, "")]);
  return words.every((word) => forms.some((form) => form.startsWith(word)));
}

/** @param {string} text @returns {string[]} its words without case and accents */
function wordsOf(text) {
  const plain = text.normalize("NFKD").replace(/\p{M}|\p{C}/gu, "");
  return plain
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/** @param {Option[]} options @returns {Option[]} */
function once(options) {
  const seen = new Set();
  return options.filter(({ record }) => !seen.has(record.id) && seen.add(record.id));
}
