/** A flow or a Visualforce page the softphone popped: its name and what it was given. Neither runs here. */

import { el } from "./dom.js";
import { tile } from "./icons.js";

/**
 * @param {string} kind what it is, for people
 * @param {string} name
 * @param {{name: string, value: unknown}[]} args
 */
export function flowPage(kind, name, args) {
  const given = args.map((each) =>
    el(
      "div",
      { class: "field" },
      el("dt", {}, String(each.name)),
      el("dd", {}, String(each.value)),
    ),
  );
  return el(
    "article",
    { class: "record" },
    el(
      "header",
      { class: "highlights card" },
      el(
        "div",
        { class: "highlights-title" },
        tile("Flow"),
        el("div", {}, el("p", { class: "over" }, kind), el("h1", {}, name)),
      ),
    ),
    el(
      "section",
      { class: "card", "aria-label": `${kind} variables` },
      el("h2", {}, `${kind} variables`),
      given.length > 0
        ? el("dl", { class: "fields" }, ...given)
        : el("p", { class: "none" }, "It was opened without variables."),
    ),
  );
}
