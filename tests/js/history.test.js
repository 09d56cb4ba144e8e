/** How a past call is told: with whom, when, how long. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { lengthOf, partyOf, pictureOf, when } from "../../static/js/core/history.js";
import { wordsFor } from "../../static/js/core/languages.js";

const WORDS = await wordsFor("en", ["en-GB"]);
await WORDS.learn();
/** @type {import("../../static/js/core/types.js").HistoryCallView} */
const CALL = {
  id: "c-1",
  direction: "Inbound",
  number: "+1 415-555-0101",
  records: ["Ada Lovelace", "Case 00001026"],
  started_at: "2026-11-21T09:05:00Z",
  duration_s: 372,
  answered: true,
  state: "not-logged",
  task_url: null,
  reason: null,
  by_hand: false,
  add: null,
  log_now: true,
  undo: null,
  contested: [],
};

test("who it was with is told by the records, else by the number, else in words", () => {
  assert.equal(partyOf(CALL, WORDS), "Ada Lovelace, Case 00001026");
  assert.equal(partyOf({ ...CALL, records: [] }, WORDS), "+1 415-555-0101");
  assert.equal(partyOf({ ...CALL, records: [], number: "" }, WORDS), "Withheld number");
});

test("a call of today has a time, an older one its day too", () => {
  const at = new Date(2026, 10, 21, 9, 5);
  const british = { locale: "en-GB", zone: undefined };

  assert.equal(when(at.toISOString(), british, at.valueOf() + 60_000), "9:05");
  assert.equal(when(at.toISOString(), british, at.valueOf() + 86_400_000), "21/11/2026, 09:05");
});

test("whether a call was today is told by the clocks of the Salesforce user", () => {
  const [at, now] = ["2026-11-21T23:05:00Z", Date.parse("2026-11-22T01:00:00Z")];

  assert.equal(when(at, { locale: "en-GB", zone: "Europe/Berlin" }, now), "0:05");
  assert.equal(when(at, { locale: "en-GB", zone: "UTC" }, now), "21/11/2026, 23:05");
});

test("nobody talked on a call that nobody answered", () => {
  assert.equal(lengthOf(CALL, WORDS), "6:12");
  assert.equal(lengthOf({ ...CALL, answered: false }, WORDS), "not answered");
});

test("the picture says where it came from, and whether it was missed", () => {
  assert.equal(pictureOf(CALL), "incoming_call");
  assert.equal(pictureOf({ ...CALL, answered: false }), "missed_call");
  assert.equal(pictureOf({ ...CALL, direction: "Outbound", answered: false }), "outbound_call");
});
