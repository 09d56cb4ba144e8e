// Builds an element; what is shown enters as text. `action`, `agent`, `callId` and the like become
// data attributes, names HTML knows stay as they are.

const ATTRIBUTES = new Set(["class", "type", "role", "scope"]);

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {(Node | string)[]} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes, children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (ATTRIBUTES.has(name) || name.startsWith("aria-")) made.setAttribute(name, value);
    else made.dataset[name] = value;
  }
  made.append(...children);
  return made;
}
