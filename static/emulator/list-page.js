/** A list view, and the result of the global search. */

import { el } from "./dom.js";
import { tile } from "./icons.js";
import { recordLink, shown } from "./values.js";

/** @typedef {import("./values.js").Actions} Actions */

/**
 * @param {any} list the answer of the data route
 * @param {Actions} actions
 */
export function listPage(list, actions) {
  const count = `${list.total} ${list.total === 1 ? "item" : "items"} · Sorted by name`;
  return el(
    "article",
    { class: "list card" },
    el(
      "header",
      { class: "list-head" },
      tile(list.type),
      el(
        "div",
        {},
        el("p", { class: "over" }, list.plural),
        el("h1", {}, `All ${list.plural}`),
        el("p", { class: "count" }, count),
      ),
    ),
    table(list, actions),
  );
}

/**
 * @param {string} text
 * @param {any[]} groups
 * @param {Actions} actions
 */
export function searchPage(text, groups, actions) {
  const results = groups.map((group) =>
    el(
      "section",
      { class: "card", "aria-label": group.plural },
      el(
        "h2",
        {},
        tile(group.type),
        group.plural,
        el(
          "span",
          { class: "count" },
          `${group.total} ${group.total === 1 ? "result" : "results"}`,
        ),
      ),
      table(group, actions),
    ),
  );
  return el(
    "article",
    { class: "results" },
    el("h1", {}, `Search results for “${text}”`),
    ...(results.length
      ? results
      : [
          el(
            "p",
            { class: "card none" },
            "No results. Check the spelling, or use at least two letters.",
          ),
        ]),
  );
}

/**
 * @param {any} list columns and rows
 * @param {Actions} actions
 */
export function table(list, actions) {
  const head = el(
    "tr",
    {},
    ...list.columns.map((/** @type {any} */ column) => el("th", { scope: "col" }, column.label)),
  );
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
    el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows)),
  );
}
