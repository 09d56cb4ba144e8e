/** Home: what the user has to do, and what changed last. */

import { el } from "./dom.js";
import { tile } from "./icons.js";
import { table } from "./table.js";
import { recordLink } from "./values.js";

/** @param {any} home @param {import("./values.js").Actions} actions */
export function homePage(home, actions) {
  const rows = home.recent.map((/** @type {import("./lookup.js").Suggestion} */ one) =>
    el(
      "li",
      {},
      tile(one.type),
      el(
        "div",
        {},
        recordLink(one.id, one.title, actions),
        el("p", { class: "over" }, [one.label, one.second].filter(Boolean).join(" · ")),
      ),
    ),
  );
  return el(
    "article",
    { class: "home" },
    el(
      "header",
      { class: "highlights card" },
      el(
        "div",
        { class: "highlights-title" },
        tile("Home"),
        el("div", {}, el("p", { class: "over" }, "Home"), el("h1", {}, `Welcome, ${home.name}`)),
      ),
    ),
    el(
      "section",
      { class: "card related", "aria-label": "My open tasks" },
      el("header", {}, tile("Task"), el("h2", {}, "My open tasks")),
      home.tasks.rows.length > 0
        ? table(home.tasks, actions)
        : el("p", { class: "none" }, "Nothing to do. Calls you log with a due date stand here."),
    ),
    el(
      "section",
      { class: "card related", "aria-label": "Recent records" },
      el("header", {}, tile("Search"), el("h2", {}, "Recent records")),
      el("ul", { class: "recent" }, ...rows),
    ),
  );
}
