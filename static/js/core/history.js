/**
 * The agent's past calls as the history shows them. Pure: the moment is always an argument.
 */

import { clock, stopwatch } from "./format.js";
import { dateOf } from "./zone.js";

/** @typedef {import("./types.js").HistoryCallView} PastCall */
/** @typedef {import("./words.js").Words} Words */

/** @param {PastCall} call @returns {"incoming_call" | "outbound_call" | "missed_call"} */
export function pictureOf({ direction, answered }) {
  if (direction !== "Inbound") return "outbound_call";
  return answered ? "incoming_call" : "missed_call";
}

/** @param {PastCall} call @param {Words} words @returns {string} who it was with */
export function partyOf({ records, number }, words) {
  return records.join(", ") || number || words.say("call.withheld");
}

/**
 * @param {string} iso @param {import("./format.js").Manner} manner @param {number} now
 * @returns {string} "14:02", "20/11/2026, 14:02"
 */
export function when(iso, manner, now) {
  const at = new Date(iso);
  const { locale, zone } = manner;
  if (dateOf(at.valueOf(), zone) === dateOf(now, zone)) return clock(iso, manner);
  return at.toLocaleString(locale, { timeZone: zone, dateStyle: "short", timeStyle: "short" });
}

/** @param {Pick<PastCall, "answered" | "duration_s">} call @param {Words} words @returns {string} "6:12", "not answered" */
export function lengthOf({ answered, duration_s: seconds }, words) {
  return answered ? stopwatch(seconds * 1000) : words.say("history.unanswered");
}
