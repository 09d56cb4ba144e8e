/** The search box of the header: suggestions while one types, a page of results at Enter. */

import { el, part } from "./dom.js";
import { icon } from "./icons.js";
import { suggest } from "./lookup.js";
import { get } from "./server.js";

/**
 * @param {import("./place.js").Place} place
 * @param {(follow: () => unknown) => unknown} attempt
 */
export function globalSearch(place, attempt) {
  const form = /** @type {HTMLFormElement} */ (part("search"));
  const input = /** @type {HTMLInputElement} */ (part("q"));
  form.prepend(icon("search"));
  const list = suggest(input, {
    find: async (q) => (q ? get("suggestions", { q }) : []),
    first: (text) =>
      el(
        "div",
        { role: "option", "aria-selected": "false" },
        icon("search"),
        el("span", {}, `Search for “${text}”`),
      ),
    chosen: (one) => {
      input.value = "";
      attempt(() => place.open(one.id));
    },
  });
  form.append(list);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = input.value.trim();
    input.blur();
    if (text) attempt(() => place.search(text));
  });
}
