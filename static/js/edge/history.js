/**
 * Reads the agent's past calls from the server, and has an unlogged one logged. Loaded when the
 * history is opened for the first time; what came of a log is told by the socket.
 */

import { Problem } from "./api.js";

/** @typedef {import("../core/types.js").HistoryAnswer} HistoryAnswer */
/** @typedef {import("../core/words.js").Code} Code */

/**
 * @typedef {object} Wanted
 * @property {boolean} unlogged
 * @property {string} before "" begins with the newest
 * @property {(page: HistoryAnswer | null) => void} answered null: it could not be read
 */

/**
 * @typedef {object} LogNow
 * @property {string} callId
 * @property {string} recordId of the open record the button named, "" for none
 * @property {(trouble: Code | null) => void} answered null: the server took it
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

/** @param {import("./api.js").Api} api @param {LogNow} press */
export async function logNow(api, { callId, recordId, answered }) {
  try {
    const path = `/api/calls/${encodeURIComponent(callId)}/log-now`;
    await api.post(path, { record_id: recordId });
    answered(null);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    answered(trouble(error.body.state));
  }
}

/** @param {unknown} state @returns {Code} */
function trouble(state) {
  if (state === "needs-record") return "history.needs-record";
  return state === "cannot-assign" ? "history.cannot-assign" : "history.not-logged";
}
