/** A button that opens a menu. APG pattern: menu button; Up and Down move, Escape closes. */

import { part } from "./dom.js";
import { moveFocus } from "./focus.js";
import { icon } from "./icons.js";

/**
 * Let the button `NAME-button` open and close the menu `NAME-menu`.
 *
 * @param {string} name
 * @param {string} drawing key of the button's icon
 * @param {Node[]} [items] what the menu shows, each with role menuitem; none leaves it as it is
 */
export function menuButton(name, drawing, items) {
  const menu = part(`${name}-menu`);
  const button = part(`${name}-button`);
  const toggle = (/** @type {boolean} */ open) => {
    menu.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) /** @type {HTMLElement | null} */ (menu.querySelector('[role="menuitem"]'))?.focus();
  };
  button.append(icon(drawing));
  if (items) menu.replaceChildren(...items);
  button.addEventListener("click", () => toggle(Boolean(menu.hidden)));
  menu.addEventListener("click", () => toggle(false));
  moveFocus(menu, '[role="menuitem"]', { back: "ArrowUp", on: "ArrowDown" });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.hidden) return;
    toggle(false);
    button.focus();
  });
  document.addEventListener("click", ({ target }) => {
    const inside = target instanceof Node && (menu.contains(target) || button.contains(target));
    if (!inside && !menu.hidden) toggle(false);
  });
}
