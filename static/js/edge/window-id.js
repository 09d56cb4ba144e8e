/**
 * The name by which this window reports what it shows (docs/adr/0019). Elsewhere it lives as long
 * as the page. In Classic's sidebar every navigation is another page in the same browser tab, so
 * there it lives as long as the tab, where the browser lets us keep it.
 */

const KEPT = "cti.window";

/** @param {string} kind of the page around us @returns {string} */
export function windowId(kind) {
  const fresh = crypto.randomUUID();
  if (kind !== "classic") return fresh;
  try {
    const kept = sessionStorage.getItem(KEPT) ?? fresh;
    sessionStorage.setItem(KEPT, kept);
    return kept;
  } catch {
    return fresh; // then what was opened is offered, and one press assigns it
  }
}
