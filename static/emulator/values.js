/** One value on the page: formatted, linked, or as a number that can be dialled. */

import { el } from "./dom.js";
import { icon } from "./icons.js";

const DATE = new Intl.DateTimeFormat("en-US", { dateStyle: "short", timeZone: "UTC" });
const MOMENT = new Intl.DateTimeFormat("en-US", { dateStyle: "short", timeStyle: "short" });
const MONEY = new Intl.NumberFormat("en-US", {
  style: "currency",
  currency: "USD",
  maximumFractionDigits: 0,
});

/**
 * @typedef {{name: string, label: string, type: string, value: unknown, recordId?: string}} Cell
 * @typedef {{open: (id: string) => void, dial: (number: string, recordId: string) => void}} Actions
 */

/**
 * Return the node that shows a value.
 *
 * @param {Cell} cell
 * @param {string} owner id of the record the value belongs to
 * @param {Actions} actions
 * @returns {Node}
 */
export function shown(cell, owner, actions) {
  const { value } = cell;
  if (value === null || value === undefined || value === "") return document.createTextNode("");
  if (cell.recordId) return recordLink(cell.recordId, String(value), actions);
  switch (cell.type) {
    case "phone":
      return phone(String(value), owner, actions);
    case "email":
      return el("a", { href: `mailto:${value}` }, String(value));
    case "boolean":
      return el("input", {
        type: "checkbox",
        disabled: true,
        checked: value === true,
        "aria-label": cell.label,
      });
    default:
      return document.createTextNode(text(cell));
  }
}

/**
 * Return a link that opens a record in this console.
 *
 * @param {string} id
 * @param {string} label
 * @param {Actions} actions
 */
export function recordLink(id, label, actions) {
  const opened = (/** @type {Event} */ event) => {
    if (/** @type {MouseEvent} */ (event).ctrlKey || /** @type {MouseEvent} */ (event).metaKey)
      return;
    event.preventDefault();
    actions.open(id);
  };
  return el("a", { href: `/lightning/r/${id}/view`, on: { click: opened } }, label);
}

/** @param {Cell} cell */
export function text({ type, value }) {
  if (type === "date") return DATE.format(new Date(String(value)));
  if (type === "datetime") return moment(String(value));
  if (type === "currency") return MONEY.format(Number(value));
  return String(value);
}

/** @param {string} value as the API writes it, without a colon in the offset */
export function moment(value) {
  return MOMENT.format(new Date(value.replace(/\+0000$/, "Z")));
}

/** @param {number} seconds */
export function duration(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/**
 * A number: plain text until click-to-dial is enabled, then also a button (CSS shows one of them).
 *
 * @param {string} number
 * @param {string} owner
 * @param {Actions} actions
 */
function phone(number, owner, actions) {
  return el(
    "span",
    { class: "phone" },
    el("span", { class: "phone-text" }, number),
    el(
      "button",
      {
        type: "button",
        class: "phone-dial",
        "aria-label": `Call ${number}`,
        on: { click: () => actions.dial(number, owner) },
      },
      icon("call"),
      number,
    ),
  );
}
