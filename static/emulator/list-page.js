/** A list view: sorted by a column, a page at a time. */

import { el } from "./dom.js";
import { tile } from "./icons.js";
import { refreshButton } from "./record-page.js";
import { table } from "./table.js";

/**
 * @param {any} list the answer of the data route
 * @param {import("./values.js").Actions & {create: (type: string) => void, refresh: () => void,
 *   turn: (how: {sort: string, page: number}) => void}} actions
 */
export function listPage(list, actions) {
  const sorted = list.columns.find(
    (/** @type {any} */ column) => column.name === list.sort.replace("-", ""),
  );
  const items = `${list.total} ${list.total === 1 ? "item" : "items"}`;
  const count = `${items} · Sorted by ${sorted?.label ?? "name"}`;
  const made = { type: "button", class: "button", on: { click: () => actions.create(list.type) } };
  return el(
    "article",
    { class: "list card" },
    el(
      "header",
      { class: "list-head" },
      tile(list.type),
      el("div", {}, el("p", { class: "over" }, list.plural), el("h1", {}, `All ${list.plural}`)),
      el(
        "div",
        { class: "button-group" },
        refreshButton(`Refresh ${list.plural}`, actions.refresh),
        el("button", made, "New"),
      ),
      el("p", { class: "count" }, count),
    ),
    table(list, actions, (sort) => actions.turn({ sort, page: 1 })),
    list.pages > 1 && pages(list, actions.turn),
  );
}

/** @param {any} list @param {(how: {sort: string, page: number}) => void} turn */
function pages({ page, pages: last, sort }, turn) {
  const button = (/** @type {string} */ label, /** @type {number} */ to) =>
    el(
      "button",
      {
        type: "button",
        class: "button",
        disabled: to < 1 || to > last,
        on: { click: () => turn({ sort, page: to }) },
      },
      label,
    );
  return el(
    "nav",
    { class: "pages", "aria-label": "Pages" },
    button("Previous", page - 1),
    el("span", {}, `Page ${page} of ${last}`),
    button("Next", page + 1),
  );
}
