/**
 * The few words of DOM the elements speak: make a node, change it only where it differs. A string
 * becomes text, never markup.
 */

/** @typedef {string | number | boolean | null} Value */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, Value>} attributes true: without a value; false and null: absent
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) attribute(node, name, value);
  node.append(...children);
  return node;
}

/** @param {string} name of an SLDS utility icon @returns {HTMLElement} */
export function icon(name) {
  return h("span", { class: "icon", "data-icon": name, "aria-hidden": "true" });
}

/**
 * @param {string} label
 * @param {{ icon?: string, class?: string, action?: string }} [more]
 */
export function button(label, { icon: picture, class: look = "", action } = {}) {
  const parts = picture === undefined ? [] : [icon(picture)];
  return h(
    "button",
    { type: "button", class: look, "data-action": action ?? null },
    ...parts,
    h("span", { class: "label" }, label),
  );
}

/** @param {Element} node @param {string} text */
export function text(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** @param {Element} node @param {string} name @param {Value} value */
export function attribute(node, name, value) {
  if (value === null || value === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
    return;
  }
  const wanted = value === true ? "" : String(value);
  if (node.getAttribute(name) !== wanted) node.setAttribute(name, wanted);
}

/** @param {HTMLElement} node @param {boolean} shown */
export function show(node, shown) {
  if (node.hidden === shown) node.hidden = !shown;
}

/**
 * Says that a control cannot be used, and keeps it where the keyboard finds it.
 * @param {Element} node @param {boolean} disabled
 */
export function disable(node, disabled) {
  attribute(node, "aria-disabled", disabled ? "true" : null);
}

/**
 * Shows that a press has not been confirmed yet (requirements 5.6).
 * @param {Element} node @param {boolean} waits @param {import("../core/words.js").Words} words
 */
export function pending(node, waits, words) {
  attribute(node, "aria-busy", waits ? "true" : null);
  attribute(node, "title", waits ? words.say("controls.pending") : null);
}

/**
 * The button that was pressed, unless it is one that cannot be used now.
 * @param {Event} event
 * @returns {HTMLButtonElement | null}
 */
export function pressed(event) {
  const target = event.target instanceof Element ? event.target.closest("button") : null;
  return target?.getAttribute("aria-disabled") === "true" ? null : target;
}

/** @param {Element} node @param {string} name of the icon */
export function changeIcon(node, name) {
  const span = node.querySelector(".icon");
  if (span !== null) attribute(span, "data-icon", name);
}

/** @param {Element} node @param {string} label */
export function changeLabel(node, label) {
  const span = node.querySelector(".label");
  if (span !== null) text(span, label);
}

/**
 * Keyed children: what stays keeps its node, and with it the focus.
 * @template {{ key: string }} Item
 * @template {HTMLElement} Row
 * @param {HTMLElement} parent
 * @param {Item[]} items
 * @param {(item: Item) => Row} make
 * @param {(row: Row, item: Item) => void} update
 */
export function keyed(parent, items, make, update) {
  const rows = new Map(
    [...parent.children].map((row) => [/** @type {Row} */ (row).dataset.key ?? "", row]),
  );
  const wanted = items.map((item) => {
    const row = /** @type {Row} */ (rows.get(item.key) ?? make(item));
    attribute(row, "data-key", item.key);
    update(row, item);
    return row;
  });
  const stays = new Set(wanted);
  for (const row of [...parent.children]) {
    if (!stays.has(/** @type {Row} */ (row))) row.remove();
  }
  let next = parent.firstElementChild;
  for (const row of wanted) {
    if (row === next) next = row.nextElementSibling;
    else parent.insertBefore(row, next);
  }
}

/** @type {Set<string>} */
/** @type {Map<string, Promise<void>>} */
const dressed = new Map();

/**
 * Loads a style sheet once, of what few calls need.
 * @param {string} name @returns {Promise<void>} kept once it is there, or cannot be had
 */
export function dress(name) {
  const loading = dressed.get(name) ?? loaded(name);
  dressed.set(name, loading);
  return loading;
}

/** @param {string} name @returns {Promise<void>} */
function loaded(name) {
  const href = new URL(`../../css/${name}.css`, import.meta.url).href;
  const link = h("link", { rel: "stylesheet", href });
  document.head.append(link);
  return new Promise((kept) => {
    for (const end of ["load", "error"]) link.addEventListener(end, () => kept());
  });
}

let ids = 0;

/** @param {string} stem @returns {string} an id nobody else has */
export function freshId(stem) {
  ids += 1;
  return `${stem}-${ids}`;
}
