/** A record's page: highlights with actions, details, activities, related lists. */

import { el } from "./dom.js";
import { icon, tile } from "./icons.js";
import { table } from "./table.js";
import { timeline } from "./timeline.js";
import { shown } from "./values.js";

/** @typedef {import("./values.js").Actions} Actions */
/**
 * @typedef {Actions & {edit?: () => void, remove?: () => void, refresh?: () => void,
 *   convert?: () => void, create?: (type: string, field: string) => void}} RecordActions
 */

/**
 * @param {any} record the answer of the data route
 * @param {RecordActions} actions
 * @param {HTMLElement} [form] stands in place of the details while the record is edited
 */
export function recordPage(record, actions, form) {
  const lists = record.related.map((/** @type {any} */ list) => related(list, actions));
  return el(
    "article",
    { class: "record", "data-record-id": record.id },
    highlights(record, actions),
    el(
      "div",
      { class: "record-body" },
      el("div", { class: "record-main" }, form ?? details(record, actions), ...lists),
      (record.tracksActivities || record.activities.length > 0) && timeline(record, actions),
    ),
  );
}

/** @param {string} message */
export function missingPage(message) {
  return el(
    "article",
    { class: "missing card" },
    el("h1", {}, "Looks like there's a problem."),
    el("p", {}, message),
  );
}

/** @param {any} record @param {RecordActions} actions */
function highlights(record, actions) {
  const fields = record.highlights.map((/** @type {any} */ cell) =>
    el("div", {}, el("dt", {}, cell.label), el("dd", {}, shown(cell, record.id, actions))),
  );
  const { edit, remove, convert } = actions;
  const buttons = [
    edit && record.writable && button("Edit", edit),
    convert && record.converts && button("Convert", convert),
    remove && record.writable && button("Delete", remove),
  ].filter(Boolean);
  return el(
    "header",
    { class: "highlights card" },
    el(
      "div",
      { class: "highlights-title" },
      tile(record.type),
      el("div", {}, el("p", { class: "over" }, record.label), el("h1", {}, record.title)),
      el("div", { class: "button-group" }, ...buttons),
    ),
    el("dl", { class: "highlights-fields", "aria-label": "Highlights" }, ...fields),
  );
}

/** @param {any} record @param {Actions} actions */
function details(record, actions) {
  const field = (/** @type {any} */ cell) =>
    el(
      "div",
      { class: cell.type === "textarea" ? "field wide" : "field" },
      el("dt", {}, cell.label),
      el("dd", {}, shown(cell, record.id, actions)),
    );
  return el(
    "section",
    { class: "card", "aria-label": "Details" },
    el("h2", {}, "Details"),
    el("dl", { class: "fields" }, ...record.fields.map(field)),
    el("h3", {}, "System Information"),
    el("dl", { class: "fields" }, ...record.system.map(field)),
  );
}

/** @param {any} list @param {RecordActions} actions */
function related(list, actions) {
  const { create } = actions;
  const made = create && button("New", () => create(list.type, list.field));
  made?.setAttribute("aria-label", `New ${list.label}`);
  return el(
    "section",
    { class: "card related", "aria-label": list.plural },
    el("header", {}, tile(list.type), el("h2", {}, `${list.plural} (${list.total})`), made),
    list.rows.length > 0 && table(list, actions),
  );
}

/** @param {string} label @param {() => void} act */
function button(label, act) {
  return el("button", { type: "button", class: "button", on: { click: act } }, label);
}

/** @param {string} label @param {() => void} act */
export function refreshButton(label, act) {
  const attributes = { type: "button", class: "button icon-button", "aria-label": label };
  return el("button", { ...attributes, on: { click: act } }, icon("refresh"));
}
