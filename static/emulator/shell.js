/** What surrounds every page: who is signed in, apps, global actions, the console's navigation menu. */

import { el, part } from "./dom.js";
import { tile } from "./icons.js";
import { menuButton } from "./menu.js";

/** @typedef {{type: string, label: string, plural: string}} ObjectTitle */

const CREATED_ANYWHERE = ["Contact", "Lead", "Case", "Opportunity", "Account", "Task"];

/**
 * @param {{user: {name: string}, navigation: ObjectTitle[]}} start
 * @param {import("./app.js").App} app
 */
export function shell(start, app) {
  part("user-name").textContent = start.user.name;
  part("user-mark").textContent = initials(start.user.name);
  menuButton("launcher", "apps");
  const created = start.navigation.filter(({ type }) => CREATED_ANYWHERE.includes(type));
  menuButton(
    "actions",
    "add",
    created.map(({ type, label }) => item(type, `New ${label}`, () => app.create(type, {}))),
  );
}

/**
 * Fill the console's navigation menu: home, and the objects by their plurals.
 *
 * @param {import("./workspace.js").Workspace} workspace
 * @param {ObjectTitle[]} navigation
 * @param {import("./app.js").App} app
 */
export function navigationMenu(workspace, navigation, app) {
  menuButton("object-menu", "chevrondown", [
    item("Home", "Home", () => app.attempt(() => workspace.home())),
    ...navigation.map(({ type, plural }) =>
      item(type, plural, () => app.attempt(() => workspace.browse(type))),
    ),
  ]);
}

/** @param {string} type @param {string} label @param {() => unknown} act */
function item(type, label, act) {
  const attributes = { type: "button", role: "menuitem", on: { click: act } };
  return el("button", attributes, tile(type), label);
}

/** @param {string} name */
function initials(name) {
  return name
    .split(" ")
    .map((word) => word[0])
    .join("")
    .slice(0, 2);
}
