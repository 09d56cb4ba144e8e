/**
 * Looks records up in Salesforce for the comboboxes: one try a question, given up when the next
 * letter is typed. Nothing else of the panel waits for it.
 */

import { Problem } from "./api.js";

/** @typedef {import("../core/types.js").SearchAnswer} SearchAnswer */
/** @typedef {import("../core/words.js").Code} Code */

/** @typedef {{ state: "done" } & SearchAnswer | { state: "failed", code: Code }} Looked */

/**
 * @typedef {object} Wanted
 * @property {string} callId
 * @property {import("../core/options.js").Slot} slot
 * @property {string} text "" asks for the customer's open Cases
 * @property {AbortSignal} signal
 * @property {(looked: Looked) => void} answered not called once the question is given up
 */

/** @param {import("./api.js").Api} api @param {Wanted} wanted */
export async function look(api, { callId, slot, text, signal, answered }) {
  const cases = `/api/calls/${encodeURIComponent(callId)}/cases`;
  const search = (/** @type {"who" | "what"} */ one) =>
    ask(api, "/api/search", { slot: one, text, call_id: callId }, signal);
  const looked =
    text === ""
      ? await ask(api, cases, {}, signal)
      : slot === "any"
        ? both(...(await Promise.all([search("who"), search("what")])))
        : await search(slot);
  if (!signal.aborted) answered(looked);
}

/** People first; one of two answers is better than none. @param {Looked} who @param {Looked} what @returns {Looked} */
function both(who, what) {
  if (who.state === "failed") return what;
  if (what.state === "failed") return who;
  return {
    state: "done",
    records: [...who.records, ...what.records],
    more: who.more || what.more,
  };
}

/**
 * @param {import("./api.js").Api} api @param {string} path @param {unknown} body
 * @param {AbortSignal} signal
 * @returns {Promise<Looked>}
 */
async function ask(api, path, body, signal) {
  try {
    const answer = /** @type {unknown} */ (await api.ask(path, body, signal));
    return { state: "done", .../** @type {SearchAnswer} */ (answer) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { state: "failed", code: trouble(error.status) };
  }
}

/** @param {number} status of the answer, 0 for none @returns {Code} */
function trouble(status) {
  if (status === 429) return "combobox.too-fast";
  return status === 504 || status === 0 ? "combobox.slow" : "combobox.failed";
}
