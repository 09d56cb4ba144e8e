/** Building the page: elements with text that can never become markup. */

/**
 * Return a new element.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes] `on` holds listeners; false, null and undefined
 *   leave an attribute out, true sets it empty
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(
        /** @type {Record<string, EventListener>} */ (value),
      ))
        made.addEventListener(event, listener);
    } else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(name, value === true ? "" : String(value));
    }
  }
  for (const child of children)
    if (child !== null && child !== undefined && child !== false) made.append(child);
  return made;
}

/**
 * Return the one element of the page with this id.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function part(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element ${id}`);
  return found;
}
