/**
 * What an agent types about a call nobody told of: when it began and how long it lasted, as people
 * write it. Pure: the moment and the language are arguments; what cannot be read is null.
 */

import { DAY_MS, momentsOf, wallOf } from "./zone.js";

/** A clock a little ahead is no reason to take a call for yesterday's. */
const AHEAD_MS = 300_000;
const CLOCK = /^(\d{1,2})(?:[:.h](\d{2})(?:[:.](\d{2}))?)?\s*(?:([ap])\.?m\.?|uhr)?$/i;
const ISO_DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})[T,\s]+/;
const DAY = /^(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?[.,\s]+/;
/** @type {[RegExp, number][]} */
const UNITS = [
  [/(\d{1,2})\s*(?:h|hrs?|hours?|std|stunden?)\b\.?/g, 3600],
  [/(\d{1,4})\s*(?:m|mins?|minutes?|minuten?)\b\.?/g, 60],
  [/(\d{1,5})\s*(?:s|secs?|seconds?|sek|sekunden?)\b\.?/g, 1],
];
const LONGEST_S = 24 * 3600;

/**
 * @param {string} typed "14:05", "2:05 PM", "21/11/2026 14:05", "21.11. 14:05", "2026-11-21 14:05"
 * @param {import("./format.js").Manner} manner which of day and month stands first, and whose clocks
 * @param {number} now ms; a time without a day, or shown twice that night, is the last such time
 * @returns {Date | null}
 */
export function readMoment(typed, { locale, zone }, now) {
  const text = typed.trim();
  const today = wallOf(now, zone);
  const day = timeOf(text) === null ? dayOf(text, locale, today) : null; // "14.05 Uhr"
  const time = timeOf(day === null ? text : text.slice(day.length).trim());
  if (time === null) return null;
  const midnight = day === null ? today - (today % DAY_MS) : midnightOf(day);
  if (midnight === null) return null;
  const [hours, minutes, seconds] = time;
  const wall = midnight + ((hours * 60 + minutes) * 60 + seconds) * 1000;
  const walls = day === null ? [wall - DAY_MS, wall] : [wall];
  const moments = walls.flatMap((each) => momentsOf(each, zone));
  const at = moments.findLast((each) => each <= now + AHEAD_MS) ?? moments[0];
  return at === undefined ? null : new Date(at);
}

/**
 * @param {string} typed "6:12", "1:02:03", "6", "6 min", "1 h 5 min", "90 s"; a bare number is minutes
 * @returns {number | null} seconds
 */
export function readDuration(typed) {
  const text = typed.trim().toLowerCase();
  const seconds = inParts(text) ?? inUnits(text);
  return seconds === null || seconds > LONGEST_S ? null : seconds;
}

/** @param {string} text */
function inParts(text) {
  if (!/^\d{1,4}(:[0-5]\d){0,2}$/.test(text)) return null;
  const parts = text.split(":").map(Number);
  const [hours, minutes, seconds] =
    parts.length === 3 ? parts : parts.length === 2 ? [0, ...parts] : [0, ...parts, 0];
  return (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}

/** @param {string} text */
function inUnits(text) {
  let rest = text;
  let sum = 0;
  for (const [part, seconds] of UNITS) {
    for (const [, n] of rest.matchAll(part)) sum += Number(n) * seconds;
    rest = rest.replace(part, "");
  }
  return text === "" || rest.replace(/[\s,]|and|und/g, "") !== "" ? null : sum;
}

/** @param {string} text @returns {[number, number, number] | null} hours, minutes, seconds */
function timeOf(text) {
  const [found, hour = "", minutes, seconds = "0", half] = CLOCK.exec(text) ?? [];
  if (found === undefined || (minutes === undefined && half === undefined)) return null;
  const [m, s] = [Number(minutes ?? 0), Number(seconds)];
  let h = Number(hour);
  if (half !== undefined) {
    if (h < 1 || h > 12) return null;
    h = (h % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  }
  return h > 23 || m > 59 || s > 59 ? null : [h, m, s];
}

/**
 * @param {string} text @param {string} locale @param {number} today its wall: the year, where none is typed
 * @returns {{ year: number, month: number, date: number, length: number } | null}
 */
function dayOf(text, locale, today) {
  const iso = ISO_DAY.exec(text);
  if (iso !== null) {
    const [found, year, month, date] = iso;
    return {
      year: Number(year),
      month: Number(month) - 1,
      date: Number(date),
      length: found.length,
    };
  }
  const [found, one, other, year] = DAY.exec(text) ?? [];
  if (found === undefined) return null;
  const [date, month] = monthFirst(locale) && !found.includes(".") ? [other, one] : [one, other];
  const full =
    year === undefined ? new Date(today).getUTCFullYear() : Number(year.padStart(4, "20"));
  const read = { year: full, month: Number(month) - 1, date: Number(date), length: found.length };
  const at = Date.UTC(read.year, read.month, read.date);
  if (year === undefined && at > today + DAY_MS) read.year -= 1; // "30.12." in January
  return read;
}

/** @param {{ year: number, month: number, date: number }} day @returns {number | null} null: 31 February */
function midnightOf({ year, month, date }) {
  const at = new Date(Date.UTC(year, month, date));
  return at.getUTCMonth() === month && at.getUTCDate() === date ? at.valueOf() : null;
}

/** @param {string} locale */
function monthFirst(locale) {
  const parts = new Intl.DateTimeFormat(locale).formatToParts(0).map(({ type }) => type);
  return parts.indexOf("month") < parts.indexOf("day");
}
