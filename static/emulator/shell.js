/** What surrounds every page: who is signed in, and the console's navigation menu. */

import { el, part } from "./dom.js";
import { moveFocus } from "./focus.js";
import { icon, tile } from "./icons.js";

/** @param {{user: {name: string}}} start */
export function shell(start) {
  part("launcher").replaceChildren(icon("apps"));
  part("user-name").textContent = start.user.name;
  part("user-mark").textContent = initials(start.user.name);
}

/**
 * Fill the console's navigation menu: home, and the objects by their plurals.
 *
 * @param {import("./workspace.js").Workspace} workspace
 * @param {{type: string, plural: string}[]} navigation
 * @param {import("./app.js").App} app
 */
export function navigationMenu(workspace, navigation, app) {
  const menu = part("object-menu");
  const button = part("object-menu-button");
  const toggle = (/** @type {boolean} */ open) => {
    menu.hidden = !open;
    if (open) menu.querySelector("button")?.focus();
    button.setAttribute("aria-expanded", String(open));
  };
  button.append(icon("chevrondown"));
  button.addEventListener("click", () => toggle(Boolean(menu.hidden)));
  const item = (
    /** @type {string} */ type,
    /** @type {string} */ label,
    /** @type {() => unknown} */ go,
  ) => {
    const chosen = () => {
      toggle(false);
      app.attempt(go);
    };
    const attributes = { type: "button", role: "menuitem", on: { click: chosen } };
    return el("button", attributes, tile(type), label);
  };
  menu.replaceChildren(
    item("Home", "Home", () => workspace.home()),
    ...navigation.map(({ type, plural }) => item(type, plural, () => workspace.browse(type))),
  );
  moveFocus(menu, '[role="menuitem"]', { back: "ArrowUp", on: "ArrowDown" });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.hidden) return;
    toggle(false);
    button.focus();
  });
  document.addEventListener("click", ({ target }) => {
    const inside = target instanceof Node && (menu.contains(target) || button.contains(target));
    if (!inside) toggle(false);
  });
}

/** @param {string} name */
function initials(name) {
  return name
    .split(" ")
    .map((word) => word[0])
    .join("")
    .slice(0, 2);
}
