/** A record's activities: what is still to do, and what was done, calls with their icon. */

import { el } from "./dom.js";
import { tile } from "./icons.js";
import { duration, moment, recordLink, text } from "./values.js";

/** @typedef {import("./values.js").Actions} Actions */

/** @param {any} record @param {Actions} actions */
export function timeline(record, actions) {
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
  const { CallDurationInSeconds: seconds } = task;
  const facts = [
    task.CallType,
    seconds === null || seconds === undefined ? null : duration(seconds),
    task.CallDisposition,
    task.IsClosed ? null : task.Status,
  ].filter(Boolean);
  const about = [
    task.who && recordLink(task.whoId, task.who, actions),
    task.what && recordLink(task.whatId, task.what, actions),
  ].filter(Boolean);
  const joined = about.flatMap((link) => [" · ", link]);
  return el(
    "li",
    { "data-record-id": task.id, class: task.isCall ? "entry call" : "entry" },
    tile(task.isCall ? "Call" : "Task"),
    el(
      "div",
      {},
      el(
        "p",
        { class: "entry-head" },
        recordLink(task.id, task.Subject || "(no subject)", actions),
        el("time", {}, when(task)),
      ),
      el(
        "p",
        { class: "entry-by" },
        task.isCall ? `${task.owner} logged a call` : `${task.owner} has a task`,
        ...joined,
      ),
      facts.length > 0 &&
        el(
          "p",
          { class: "entry-facts" },
          ...facts.map((fact) => el("span", { class: "pill" }, fact)),
        ),
      task.Description && el("p", { class: "entry-text" }, task.Description),
    ),
  );
}

/** @param {any} task */
function when(task) {
  if (task.CompletedDateTime) return moment(task.CompletedDateTime);
  if (!task.ActivityDate) return "No due date";
  return text({ name: "", label: "", type: "date", value: task.ActivityDate });
}
