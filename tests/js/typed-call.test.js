/** What people type about a call: when it began, how long it lasted. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { readDuration, readMoment } from "../../static/js/core/typed-call.js";

const NOW = new Date(2026, 10, 22, 15, 30);

/** @param {string} typed @param {string} [locale] @param {Date} [now] */
function moment(typed, locale = "en-GB", now = NOW) {
  const at = readMoment(typed, { locale, zone: undefined }, now.valueOf());
  return at === null ? null : at.toLocaleString("sv-SE").slice(0, 16);
}

test("a time without a day is the last such time", () => {
  assert.equal(moment("14:05"), "2026-11-22 14:05");
  assert.equal(moment(" 2:05 PM "), "2026-11-22 14:05");
  assert.equal(moment("12 am"), "2026-11-22 00:00");
  assert.equal(moment("14.05 Uhr", "de"), "2026-11-22 14:05");
  assert.equal(moment("15:33"), "2026-11-22 15:33"); // two clocks may differ
  assert.equal(moment("23:50"), "2026-11-21 23:50");
});

test("a day is read as the agent's language writes it", () => {
  assert.equal(moment("3/4/2026, 9:00"), "2026-04-03 09:00");
  assert.equal(moment("3/4/2026, 9:00 AM", "en-US"), "2026-03-04 09:00");
  assert.equal(moment("3.4.26 9:00", "en-US"), "2026-04-03 09:00");
  assert.equal(moment("21.11. 09:00", "de"), "2026-11-21 09:00");
  assert.equal(moment("2026-11-21T09:00:30"), "2026-11-21 09:00");
});

test("a day without its year is not one that comes", () => {
  assert.equal(moment("30.12. 9:00", "de", new Date(2027, 0, 2, 8)), "2026-12-30 09:00");
});

test("what is no time is not guessed", () => {
  for (const typed of ["", "14", "25:00", "14:60", "13:00 pm", "31/02/2026 9:00", "soon"]) {
    assert.equal(moment(typed), null, typed);
  }
});

/** @param {string} typed @param {string} now @param {string} [zone] */
function inZone(typed, now, zone = "Europe/Berlin") {
  return readMoment(typed, { locale: "en-GB", zone }, Date.parse(now))?.toISOString().slice(0, 16);
}

test("a time is read on the clocks of the Salesforce user, wherever the browser stands", () => {
  const now = "2026-11-22T15:30:00Z";
  assert.equal(inZone("14:05", now), "2026-11-22T13:05");
  assert.equal(inZone("14:05", now, "Asia/Kolkata"), "2026-11-22T08:35");
  assert.equal(inZone("14:05", now, "Pacific/Kiritimati"), "2026-11-22T00:05");
  assert.equal(inZone("14:05", now, "America/Los_Angeles"), "2026-11-21T22:05"); // it is 7:30 there
  assert.equal(inZone("20/07/2026 14:05", now), "2026-07-20T12:05"); // in summer
});

test("the night clocks are put back, a time that comes twice is the last that has been", () => {
  assert.equal(inZone("25/10/2026 02:30", "2026-10-25T09:00:00Z"), "2026-10-25T01:30");
  assert.equal(inZone("02:30", "2026-10-25T00:40:00Z"), "2026-10-25T00:30"); // 2:40, the first one
  assert.equal(inZone("02:30", "2026-10-25T01:10:00Z"), "2026-10-25T00:30"); // 2:10, the second one
  assert.equal(inZone("23:30", "2026-10-25T09:00:00Z"), "2026-10-24T21:30");
  assert.equal(inZone("03:30", "2026-10-25T09:00:00Z"), "2026-10-25T02:30");
});

test("the night clocks are put on, a time that never was is not guessed", () => {
  const now = "2026-03-29T09:00:00Z";
  assert.equal(inZone("29/03/2026 02:30", now), undefined);
  assert.equal(inZone("02:30", now), "2026-03-28T01:30"); // the last such time was yesterday
  assert.equal(inZone("03:30", now), "2026-03-29T01:30");
  assert.equal(inZone("01:30", now), "2026-03-29T00:30");
});

test("a duration is minutes and seconds, or says its units", () => {
  const read = { "6:12": 372, "1:02:03": 3723, 6: 360, 0: 0, "6 min": 360, "90 s": 90 };
  for (const [typed, seconds] of Object.entries(read)) assert.equal(readDuration(typed), seconds);
  assert.equal(readDuration("1 h 5 min"), 3900);
  assert.equal(readDuration("1 Stunde, 1 min"), 3660);
  assert.equal(readDuration("2 Minuten und 5 Sekunden"), 125);
});

test("what is no duration, or longer than a day, is not guessed", () => {
  for (const typed of ["", "6:1", "6:72", "-3", "25:00:00", "long", "6 apples"]) {
    assert.equal(readDuration(typed), null, typed);
  }
});
