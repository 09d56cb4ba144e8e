/**
 * The coloured square that stands for the type of a record. Decoration: the type is always in words
 * beside it.
 */

import { h } from "./dom.js";

/** @param {string} type API name of the object */
export function typeIcon(type) {
  return h("span", { class: "type", "data-type": type, "aria-hidden": "true" });
}
