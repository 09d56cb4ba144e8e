/**
 * One record as it stands in a list or on a line: the coloured square of its type, its label, and
 * in small what else is known. The type is always in words too.
 */

import { attribute, h, text } from "./dom.js";

/** @typedef {import("../core/types.js").RecordView} RecordView */
/** @typedef {import("../core/words.js").Words} Words */

/**
 * @param {HTMLElement} label the node that holds the label
 * @param {HTMLElement} more the node that holds the rest
 * @param {...Node} controls
 */
export function recordRow(label, more, ...controls) {
  attribute(label, "dir", "auto"); // names of any script
  return h(
    "li",
    { class: "record" },
    typeIcon(),
    h("span", { class: "record__name" }, label, more),
    ...controls,
  );
}

export function typeIcon() {
  return h("span", { class: "type", "aria-hidden": "true" });
}

/** @param {HTMLElement} row @param {RecordView} record @param {Words} words @param {string} first to be said before the rest, "" for nothing */
export function dress(row, record, words, first = "") {
  attribute(row, "data-record-id", record.id);
  attribute(row, "data-relation", record.relation);
  const [type, label, more] = [".type", ".record__label", ".record__more"].map((part) =>
    row.querySelector(part),
  );
  if (type) attribute(type, "data-type", record.type);
  if (label) text(label, record.label);
  if (more) text(more, [first, aboutRecord(record, words)].filter(Boolean).join(" · "));
}

/**
 * An account is its own account: that is not said twice.
 * @param {RecordView} record @param {Words} words @returns {string} "Contact · Analytical Engines"
 */
function aboutRecord(record, words) {
  const note = record.note === null ? "" : words.text(record.note);
  const said = record.relation === "other-account" || record.account === record.label;
  const account = said ? "" : record.account;
  return [words.type(record.type), note, account].filter(Boolean).join(" · ");
}
