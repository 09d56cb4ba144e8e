/**
 * Split view: the list of the navigation tab beside the record shown. Closed until asked for; a
 * row opens its record in a workspace tab.
 */

import { el, part } from "./dom.js";
import { icon, tile } from "./icons.js";
import { get } from "./server.js";
import { text } from "./values.js";

const KEPT = "console split view";

/**
 * @param {import("./workspace.js").Workspace} workspace
 * @param {import("./app.js").App} app
 */
export function splitView(workspace, app) {
  const split = part("split");
  const button = part("split-button");
  let open = sessionStorage.getItem(KEPT) === "open";
  let listed = "";
  let name = "Contact";
  button.append(icon("side_list"));

  const draw = async () => {
    if (workspace.navigation.kind === "list") name = workspace.navigation.name;
    const usable = workspace.active !== null;
    button.hidden = !usable;
    button.setAttribute("aria-expanded", String(open));
    button.setAttribute("aria-label", open ? "Close split view" : "Open split view");
    split.hidden = !(open && usable);
    if (split.hidden) return;
    if (listed !== name) split.replaceChildren(...rows(await get(`list/${name}`), workspace, app));
    listed = name;
    for (const row of split.querySelectorAll("a"))
      row.setAttribute("aria-current", String(row.dataset.id === workspace.current?.recordId));
  };
  button.addEventListener("click", () => {
    open = !open;
    listed = "";
    sessionStorage.setItem(KEPT, open ? "open" : "closed");
    void draw();
  });
  workspace.addEventListener("changed", () => void draw());
}

/**
 * @param {any} list
 * @param {import("./workspace.js").Workspace} workspace
 * @param {import("./app.js").App} app
 */
function rows(list, workspace, app) {
  const row = (/** @type {any} */ one) => {
    const second = one.cells.find(
      (/** @type {any} */ cell) => cell.value && cell.name !== list.nameColumn,
    );
    const opened = (/** @type {Event} */ event) => {
      event.preventDefault();
      app.attempt(() => workspace.open(one.id));
    };
    return el(
      "li",
      {},
      el(
        "a",
        { href: `/lightning/r/${one.id}/view`, "data-id": one.id, on: { click: opened } },
        el("span", { class: "split-name" }, one.title),
        second && el("span", { class: "split-second" }, text(second)),
      ),
    );
  };
  return [
    el("header", {}, tile(list.type), el("h2", {}, `All ${list.plural}`)),
    el("ul", {}, ...list.rows.map(row)),
  ];
}
