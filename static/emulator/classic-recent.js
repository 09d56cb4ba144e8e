/** Recent Items of the sidebar: the records opened in this browser tab, the last one first. */

import { el } from "./dom.js";
import { icon } from "./icons.js";

const KEPT = "classic recent";
const MOST = 8;

/** @typedef {{objectId: string, objectName: string, object: string}} Item */

/**
 * Note the record a page shows, and list what was opened.
 *
 * @param {Element} list
 * @param {Record<string, string>} info of the page
 */
export function recent(list, info) {
  /** @type {Item[]} */
  const before = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  const { objectId = "", objectName = "", object = "" } = info;
  const others = before.filter((one) => one.objectId !== objectId);
  const items = objectId ? [{ objectId, objectName, object }, ...others].slice(0, MOST) : before;
  sessionStorage.setItem(KEPT, JSON.stringify(items));
  list.replaceChildren(...items.map(row));
}

/** @param {Item} item */
function row({ objectId, objectName, object }) {
  const tile = el("span", { class: "tile", "data-tab": object });
  tile.append(icon(object));
  return el("li", {}, tile, el("a", { href: `/${objectId}` }, objectName));
}
