/**
 * What became of the hints of the calls, kept for this browser tab: a reload, and in Classic every
 * navigation, must not bring back what the agent has put away. Where the browser lets us keep
 * nothing, it comes back, and can be put away again.
 */

/** @typedef {Record<string, import("../core/model.js").Hinted>} AllHinted by call */

const KEPT = "cti.hinted";

/** @returns {AllHinted} */
export function keptHinted() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  } catch {
    return {};
  }
}

/** @param {AllHinted} hinted */
export function keepHinted(hinted) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(hinted));
  } catch {
    // denied: it lives as long as the page
  }
}
