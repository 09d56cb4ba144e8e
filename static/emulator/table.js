/** Records as a table: the name leads to the record, a head may sort. */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { recordLink, shown } from "./values.js";

/** @typedef {import("./values.js").Actions} Actions */

/**
 * @param {any} list columns and rows; `sort` the column they are sorted by
 * @param {Actions} actions
 * @param {(sort: string) => void} [sortBy] where the heads are to sort
 */
export function table(list, actions, sortBy) {
  const heads = list.columns.map((/** @type {any} */ column) => head(column, list.sort, sortBy));
  const rows = list.rows.map((/** @type {any} */ row) =>
    el(
      "tr",
      { "data-record-id": row.id },
      ...row.cells.map((/** @type {any} */ cell) =>
        cell.name === list.nameColumn
          ? el("th", { scope: "row" }, recordLink(row.id, row.title, actions))
          : el("td", {}, shown(cell, row.id, actions)),
      ),
    ),
  );
  return el(
    "div",
    { class: "table" },
    el(
      "table",
      { "aria-label": list.plural },
      el("thead", {}, el("tr", {}, ...heads)),
      el("tbody", {}, ...rows),
    ),
  );
}

/**
 * @param {{name: string, label: string}} column
 * @param {string | undefined} sort
 * @param {((sort: string) => void) | undefined} sortBy
 */
function head({ name, label }, sort, sortBy) {
  if (!sortBy) return el("th", { scope: "col" }, label);
  const rising = sort === name;
  const falling = sort === `-${name}`;
  const order = rising ? "ascending" : falling ? "descending" : null;
  const pressed = () => sortBy(rising ? `-${name}` : name);
  return el(
    "th",
    { scope: "col", "aria-sort": order },
    el(
      "button",
      { type: "button", class: "sort", on: { click: pressed } },
      label,
      order && icon(rising ? "arrowup" : "arrowdown"),
    ),
  );
}
