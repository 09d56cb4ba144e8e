/** Moving the focus by keys, as the patterns of menus, tabs and lists want it. */

/**
 * Let two keys move the focus among the elements that match.
 *
 * @param {HTMLElement} within
 * @param {string} selector
 * @param {{back: string, on: string}} keys
 */
export function moveFocus(within, selector, keys) {
  within.addEventListener("keydown", (event) => {
    const step = event.key === keys.on ? 1 : event.key === keys.back ? -1 : 0;
    /** @type {(Element | null)[]} */
    const all = [...within.querySelectorAll(selector)];
    const at = all.indexOf(document.activeElement);
    const next = all[(at + step + all.length) % all.length];
    if (!step || at < 0 || !(next instanceof HTMLElement)) return;
    event.preventDefault();
    next.focus();
  });
}
