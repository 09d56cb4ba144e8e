/**
 * The content of a Classic page after the server has made it: icons, numbers that can be dialled,
 * related lists that are read again. Works on the document it is given, the page's own or that of
 * a console tab.
 */

import { icon } from "./icons.js";

/** @param {Document} page */
export function decorate(page) {
  for (const place of page.querySelectorAll("[data-icon]"))
    place.replaceChildren(icon(place.getAttribute("data-icon") ?? ""));
}

/**
 * Make numbers links to dial, or plain text again.
 *
 * @param {Document} page
 * @param {boolean} enabled
 */
export function dialling(page, enabled) {
  page.body.toggleAttribute("data-click-to-dial", enabled);
}

/**
 * Call back with what onClickToDial tells, when a number is clicked.
 *
 * @param {Document} page
 * @param {(dialled: Record<string, string>) => void} dial
 */
export function onDial(page, dial) {
  page.addEventListener("click", async ({ target }) => {
    // the page may be a frame's, whose elements are of other classes than ours
    const number = /** @type {Element | null} */ (target)?.closest(".phone-dial");
    if (!number) return;
    const owner = number.parentElement?.getAttribute("data-owner") ?? "";
    const answer = await fetch(`/classic/data/info/${owner}`);
    if (answer.ok)
      dial({ number: number.getAttribute("data-number") ?? "", ...(await answer.json()) });
  });
}

/**
 * Read one related list of a page again; false where the page has no such list.
 *
 * @param {Document} page
 * @param {string} name "Contact" for contacts, "Activity" for open activities
 */
export async function swapList(page, name) {
  const selector = `[data-list="${CSS.escape(name)}"]`;
  const shown = page.querySelector(selector);
  if (!shown) return false;
  const answer = await fetch(page.location.href);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const list = fresh.querySelector(selector);
  if (!answer.ok || !list) return false;
  decorate(fresh);
  shown.replaceWith(page.importNode(list, true));
  return true;
}
