/** A record's page: highlights, details, activities, related lists. */

import { el } from "./dom.js";
import { icon, tile } from "./icons.js";
import { table } from "./list-page.js";
import { duration, moment, recordLink, shown, text } from "./values.js";

/** @typedef {import("./values.js").Actions} Actions */

/**
 * @param {any} record the answer of the data route
 * @param {Actions} actions
 */
export function recordPage(record, actions) {
  return el(
    "article",
    { class: "record", "data-record-id": record.id },
    highlights(record, actions),
    el(
      "div",
      { class: "record-body" },
      el(
        "div",
        { class: "record-main" },
        details(record, actions),
        ...record.related.map((/** @type {any} */ list) => related(list, actions)),
      ),
      record.tracksActivities || record.activities.length ? activities(record, actions) : null,
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

/** @param {any} record @param {Actions} actions */
function highlights(record, actions) {
  const fields = record.highlights.map((/** @type {any} */ cell) =>
    el("div", {}, el("dt", {}, cell.label), el("dd", {}, shown(cell, record.id, actions))),
  );
  return el(
    "header",
    { class: "highlights card" },
    el(
      "div",
      { class: "highlights-title" },
      tile(record.type),
      el("div", {}, el("p", { class: "over" }, record.label), el("h1", {}, record.title)),
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

/** @param {any} list @param {Actions} actions */
function related(list, actions) {
  return el(
    "section",
    { class: "card", "aria-label": list.plural },
    el("h2", {}, tile(list.type), `${list.plural} (${list.rows.length})`),
    table(list, actions),
  );
}

/** @param {any} record @param {Actions} actions */
function activities(record, actions) {
  const open = record.activities.filter((/** @type {any} */ one) => !one.IsClosed);
  const past = record.activities.filter((/** @type {any} */ one) => one.IsClosed);
  return el(
    "aside",
    { class: "card activity", "aria-label": "Activity" },
    el("h2", {}, "Activity"),
    group("Upcoming & Overdue", open, "No activities to show.", actions),
    group(
      "Past Activity",
      past,
      "No past activity. Past meetings and tasks marked as done show up here.",
      actions,
    ),
  );
}

/** @param {string} title @param {any[]} tasks @param {string} none @param {Actions} actions */
function group(title, tasks, none, actions) {
  return el(
    "section",
    { "aria-label": title },
    el("h3", {}, title),
    tasks.length
      ? el("ul", { class: "timeline" }, ...tasks.map((task) => entry(task, actions)))
      : el("p", { class: "none" }, none),
  );
}

/** @param {any} task @param {Actions} actions */
function entry(task, actions) {
  const when = task.CompletedDateTime
    ? moment(task.CompletedDateTime)
    : task.ActivityDate
      ? text({ name: "", label: "", type: "date", value: task.ActivityDate })
      : "No due date";
  const facts = [
    task.CallType,
    task.CallDurationInSeconds === null || task.CallDurationInSeconds === undefined
      ? null
      : duration(task.CallDurationInSeconds),
    task.CallDisposition,
    task.IsClosed ? null : task.Status,
  ].filter(Boolean);
  const about = [task.who, task.what].filter(Boolean).join(" · ");
  return el(
    "li",
    { "data-record-id": task.id },
    el("span", { class: task.isCall ? "mark call" : "mark" }, icon(task.isCall ? "call" : "Task")),
    el(
      "div",
      {},
      el(
        "p",
        { class: "entry-head" },
        recordLink(task.id, task.Subject || "(no subject)", actions),
        el("time", {}, when),
      ),
      el(
        "p",
        { class: "entry-by" },
        task.isCall ? `${task.owner} logged a call` : `${task.owner} has a task`,
        about ? ` · ${about}` : "",
      ),
      facts.length
        ? el(
            "p",
            { class: "entry-facts" },
            ...facts.map((fact) => el("span", { class: "pill" }, fact)),
          )
        : null,
      task.Description ? el("p", { class: "entry-text" }, task.Description) : null,
    ),
  );
}
