/**
 * What the panel keeps for its browser tab, where the browser lets it: the name of its window and
 * what became of the hints. Denied, both live as long as the page, and nothing else goes wrong.
 */

/** @typedef {Record<string, import("../core/model.js").Hinted>} AllHinted by call */

const WINDOW = "cti.window";
const HINTED = "cti.hinted";

/**
 * The name by which this window reports what it shows (docs/adr/0019). Elsewhere it lives as long
 * as the page. In Classic's sidebar every navigation is another page in the same browser tab, so
 * there it lives as long as the tab; without it what was opened is offered, and one press assigns it.
 * @param {string} kind of the page around us @returns {string}
 */
export function windowId(kind) {
  const fresh = crypto.randomUUID();
  if (kind !== "classic") return fresh;
  const kept = read(WINDOW) ?? fresh;
  keep(WINDOW, kept);
  return kept;
}

/**
 * A reload, and in Classic every navigation, must not bring back a hint that was put away.
 * @returns {AllHinted}
 */
export function keptHinted() {
  try {
    return JSON.parse(read(HINTED) ?? "{}");
  } catch {
    return {};
  }
}

/** @param {AllHinted} hinted */
export function keepHinted(hinted) {
  keep(HINTED, JSON.stringify(hinted));
}

/** @param {string} key */
function read(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @param {string} key @param {string} value */
function keep(key, value) {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // denied
  }
}
