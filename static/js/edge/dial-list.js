/**
 * What the agent does with the dial list beside dialling from it, as requests. Loaded with the first
 * of them; what changed is told by the socket.
 */

import { Problem } from "./api.js";

/** @typedef {import("../core/types.js").DialListAnswer} DialListAnswer */
/** @typedef {import("../core/types.js").Text} Text */
/** @typedef {import("../core/model.js").PageRecord} PageRecord */

/**
 * @typedef {{ what: "add", record: PageRecord | null }
 *   | { what: "skip", entry: string, name: string }
 *   | { what: "paste", csv: string, answered: (trouble: Text | null) => void }
 *   | { what: "take-off", entry: string | null, answered: (trouble: Text | null) => void }
 *   | { what: "read", answered: (list: DialListAnswer | null) => void }} Wanted
 */

const PATH = "/api/dial-list";

/**
 * @param {import("./api.js").Api} api
 * @param {(code: string, params: Record<string, string>, tone: import("../core/types.js").Tone) => void} say
 * @param {Wanted} wanted
 */
export async function act(api, say, wanted) {
  switch (wanted.what) {
    case "add": {
      const { record } = wanted;
      if (record === null) return say("dial-list.no-record", {}, "warning");
      const trouble = await tried(() => api.post(PATH, { record }), "dial-list.no-number");
      if (trouble === null) say("dial-list.added", { record: record.name }, "success");
      else say(trouble.code, { ...trouble.params, record: record.name }, "warning");
      return;
    }
    case "skip": {
      const { entry, name } = wanted;
      const trouble = await tried(() => api.post(`${PATH}/skip`, { entry }), "dial-list.failed");
      if (trouble === null) say("dial-list.skipped", { record: name }, "info");
      else say(trouble.code, trouble.params, "warning");
      return;
    }
    case "paste":
      return wanted.answered(
        await tried(() => api.post(PATH, { csv: wanted.csv }), "dial-list.columns"),
      );
    case "take-off": {
      const query = wanted.entry === null ? "" : `?${new URLSearchParams({ entry: wanted.entry })}`;
      return wanted.answered(await tried(() => api.remove(PATH + query), "dial-list.failed"));
    }
    case "read":
      return wanted.answered(await read(api));
  }
}

/** @param {import("./api.js").Api} api @returns {Promise<DialListAnswer | null>} */
async function read(api) {
  try {
    const list = /** @type {unknown} */ (await api.get(PATH));
    return /** @type {DialListAnswer} */ (list);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return null;
  }
}

/**
 * @param {() => Promise<unknown>} request
 * @param {string} refused what to say where the server did not understand it
 * @returns {Promise<Text | null>} null: it took it
 */
async function tried(request, refused) {
  try {
    await request();
    return null;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const lines = linesOf(error.body.errors);
    if (lines !== "") return { code: "dial-list.wrong-lines", params: { lines } };
    if (error.status === 422) return { code: refused, params: {} };
    const code = error.body.state === "full" ? "dial-list.full" : "dial-list.failed";
    return { code, params: {} };
  }
}

/** @param {unknown} errors @returns {string} "3, 7": the lines below the names that have a fault */
function linesOf(errors) {
  const faults = Array.isArray(errors) ? errors : [];
  const lines = faults.map(({ field }) => /^csv\.(\d+)$/.exec(String(field))?.[1] ?? "1");
  return lines.includes("1") ? "" : lines.join(", ");
}
