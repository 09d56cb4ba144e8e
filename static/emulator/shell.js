/** What surrounds every page: navigation menu, workspace tabs, search, user menu. */

import { el, part } from "./dom.js";
import { icon, tile } from "./icons.js";

/** @typedef {import("./workspace.js").Workspace} Workspace */

/**
 * Fill the header and keep the tabs as the workspace says.
 *
 * @param {Workspace} workspace
 * @param {{user: {name: string, username: string}, navigation: {type: string, plural: string}[]}} start
 */
export function shell(workspace, start) {
  part("launcher").replaceChildren(icon("grid"));
  part("user-name").textContent = start.user.name;
  part("user-mark").textContent = initials(start.user.name);
  objectMenu(workspace, start.navigation);
  searchBox(workspace);
  workspace.addEventListener("changed", () => tabs(workspace, start.navigation));
}

/** @param {string} name */
export function initials(name) {
  return name
    .split(" ")
    .map((word) => word[0])
    .join("")
    .slice(0, 2);
}

/** @param {Workspace} workspace @param {{type: string, plural: string}[]} navigation */
function objectMenu(workspace, navigation) {
  const menu = part("object-menu");
  const button = part("object-menu-button");
  const toggle = (/** @type {boolean} */ open) => {
    menu.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  const choose = (/** @type {string} */ type) => {
    toggle(false);
    workspace.browse(type);
  };
  button.append(icon("chevron"));
  button.addEventListener("click", () => toggle(Boolean(menu.hidden)));
  menu.replaceChildren(
    ...navigation.map((one) =>
      el(
        "button",
        {
          type: "button",
          role: "menuitem",
          on: { click: () => choose(one.type) },
        },
        tile(one.type),
        one.plural,
      ),
    ),
  );
  document.addEventListener("keydown", (event) => event.key === "Escape" && toggle(false));
  document.addEventListener("click", (event) => {
    if (
      !(
        event.target instanceof Node &&
        (menu.contains(event.target) || button.contains(event.target))
      )
    )
      toggle(false);
  });
}

/** @param {Workspace} workspace */
function searchBox(workspace) {
  const form = /** @type {HTMLFormElement} */ (part("search"));
  form.prepend(icon("search"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = String(new FormData(form).get("q") ?? "").trim();
    if (text) workspace.search(text);
  });
}

/** @param {Workspace} workspace @param {{type: string, plural: string}[]} navigation */
function tabs(workspace, navigation) {
  const shown = workspace.navigation;
  const title =
    shown.kind === "search"
      ? "Search"
      : (navigation.find((one) => one.type === shown.name)?.plural ?? shown.name);
  const first = part("navigation-tab");
  first.replaceChildren(shown.kind === "search" ? icon("search") : tile(shown.name), title);
  first.setAttribute("aria-selected", String(workspace.active === null));
  first.onclick = () => workspace.toNavigation();
  part("workspace-tabs").replaceChildren(
    ...workspace.tabs.map((tab) => workspaceTab(workspace, tab)),
  );
}

/** @param {Workspace} workspace @param {import("./workspace.js").Heading} tab */
function workspaceTab(workspace, tab) {
  const selected = workspace.active === tab.recordId;
  return el(
    "div",
    { class: selected ? "tab selected" : "tab", role: "presentation" },
    el(
      "button",
      {
        type: "button",
        role: "tab",
        "aria-selected": String(selected),
        "aria-controls": "page",
        on: { click: () => workspace.activate(tab.recordId) },
      },
      tile(tab.objectType),
      el("span", { class: "tab-title" }, tab.recordName),
    ),
    selected &&
      el(
        "button",
        {
          type: "button",
          class: "tab-action",
          "aria-label": `Refresh ${tab.recordName}`,
          on: { click: () => workspace.refresh() },
        },
        icon("refresh"),
      ),
    el(
      "button",
      {
        type: "button",
        class: "tab-action",
        "aria-label": `Close ${tab.recordName}`,
        on: { click: () => workspace.close(tab.recordId) },
      },
      icon("close"),
    ),
  );
}
