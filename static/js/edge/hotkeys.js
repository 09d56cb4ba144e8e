/** The keys an agent has changed, on their way to the server. Loaded with the first change. */

import { Problem } from "./api.js";

/**
 * @param {import("./api.js").Api} api
 * @param {Record<string, string>} hotkeys
 * @returns {Promise<boolean>} whether the server keeps them
 */
export async function keep(api, hotkeys) {
  try {
    await api.post("/api/hotkeys", { hotkeys });
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return false;
  }
}
