/**
 * Reads the agent's past calls from the server, and has one logged: an unlogged one, or one that was
 * typed in. Loaded when the history is opened for the first time; what came of a log is told by the
 * socket.
 */

import { Problem } from "./api.js";

const BAD = new Set(["number", "started_at", "duration_s"]);
const STATES = new Set(["needs-record", "cannot-assign", "other-record", "cannot-add"]);
/** @type {Code} */
const OTHER = "history.not-logged";

/** @typedef {import("../core/types.js").HistoryAnswer} HistoryAnswer */
/** @typedef {import("../core/words.js").Code} Code */

/**
 * @typedef {object} Wanted
 * @property {boolean} unlogged
 * @property {string} before "" begins with the newest
 * @property {(page: HistoryAnswer | null) => void} answered null: it could not be read
 */

/** @typedef {{ trouble: Code, field: string }} Refusal field: of the form, "" for none of them */

/**
 * @typedef {object} Log
 * @property {string} path of the command, behind /api/
 * @property {Record<string, unknown>} body `record_id`: the open record that was named, "" for none
 * @property {(refusal: Refusal | null) => void} answered null: the server took it
 */

/** @param {import("./api.js").Api} api @param {Wanted} wanted */
export async function read(api, { unlogged, before, answered }) {
  const query = new URLSearchParams({ unlogged: unlogged ? "1" : "0", before });
  try {
    const page = /** @type {unknown} */ (await api.get(`/api/history?${query}`));
    answered(/** @type {HistoryAnswer} */ (page));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    answered(null);
  }
}

/** @param {import("./api.js").Api} api @param {Log} press */
export async function log(api, { path, body, answered }) {
  try {
    await api.post(`/api/${path}`, body);
    answered(null);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    answered(refusalOf(error.body));
  }
}

/** @param {Record<string, unknown>} body @returns {Refusal} */
function refusalOf({ state, errors }) {
  const [fault] = /** @type {{ field: string }[]} */ (errors ?? []);
  const field = fault?.field ?? "";
  if (BAD.has(field)) return { field, trouble: /** @type {Code} */ (`log-call.bad-${field}`) };
  const known = STATES.has(String(state));
  return { field: "", trouble: known ? /** @type {Code} */ (`history.${state}`) : OTHER };
}
