/** What the global search found: a table per object, and how many there are of each. */

import { el } from "./dom.js";
import { tile } from "./icons.js";
import { table } from "./table.js";

/**
 * @param {string} text
 * @param {any[]} groups
 * @param {import("./values.js").Actions} actions
 */
export function searchPage(text, groups, actions) {
  const found = groups.length
    ? groups.map((group) => section(group, actions))
    : [
        el(
          "p",
          { class: "card none" },
          "No results. Check the spelling, or use at least two letters.",
        ),
      ];
  return el(
    "article",
    { class: "results" },
    groups.length > 0 && counts(groups),
    el("div", { class: "results-body" }, el("h1", {}, `Search results for “${text}”`), ...found),
  );
}

/** @param {any} group @param {import("./values.js").Actions} actions */
function section(group, actions) {
  const results = `${group.total} ${group.total === 1 ? "result" : "results"}`;
  return el(
    "section",
    { class: "card related", "aria-label": group.plural, id: `found-${group.type}` },
    el(
      "header",
      {},
      tile(group.type),
      el("h2", {}, group.plural),
      el("span", { class: "count" }, results),
    ),
    table(group, actions),
  );
}

/** @param {any[]} groups */
function counts(groups) {
  const rows = groups.map(({ type, plural, total }) =>
    el(
      "li",
      {},
      el("a", { href: `#found-${type}` }, el("span", {}, plural), el("span", {}, String(total))),
    ),
  );
  return el(
    "nav",
    { class: "card found", "aria-label": "Results by object" },
    el("ul", {}, ...rows),
  );
}
