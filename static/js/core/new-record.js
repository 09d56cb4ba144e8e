/**
 * A record the agent makes for a caller nobody knows: when it is offered, and what its form begins
 * with (S3-23). Whose it is nobody sets: the agent saves it in a session of their own. Pure.
 */

/** @typedef {import("./types.js").CallView} CallView */
/** @typedef {"Contact" | "Lead"} NewType another type is a word of the catalogues and a line of the drivers */
/** @typedef {Record<string, string>} Fields API names and what stands in them */

/** @type {NewType[]} in the order of their buttons */
export const OFFERED = ["Contact", "Lead"];

/** @param {CallView} call whether it has been looked for a record, and there is none */
export function isUnknown({ direction, party, matching, matches }) {
  const sought = matching !== "looking" && matches.length === 0;
  return direction !== "Internal" && party === null && sought;
}

/**
 * @param {CallView} call
 * @param {{ prefill_number: boolean }} settings
 * @returns {Fields} the number as it is dialled, not as it is read
 */
export function fieldsOf({ number }, { prefill_number: prefill }) {
  const dialled = number.replace(/[^+\d]/g, "");
  return prefill && dialled !== "" ? { Phone: dialled } : {};
}
