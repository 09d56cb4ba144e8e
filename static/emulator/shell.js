/** What surrounds every page: navigation menu, search, user menu. */

import { el, part } from "./dom.js";
import { icon, tile } from "./icons.js";
import { moveFocus, tabStrip } from "./tab-strip.js";

/** @typedef {import("./workspace.js").Workspace} Workspace */

/**
 * Fill the header and the tabs, and keep them as the workspace says.
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
  tabStrip(workspace, start.navigation);
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
    if (open) menu.querySelector("button")?.focus();
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
  moveFocus(menu, '[role="menuitem"]', { back: "ArrowUp", on: "ArrowDown" });
  document.addEventListener("keydown", (event) => event.key === "Escape" && toggle(false));
  document.addEventListener("click", ({ target }) => {
    const inside = target instanceof Node && (menu.contains(target) || button.contains(target));
    if (!inside) toggle(false);
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
