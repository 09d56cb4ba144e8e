/** What the clocks of a time zone show, and which moments they mean: core/zone.js. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { dateOf, momentsOf, wallOf } from "../../static/js/core/zone.js";

const ms = Date.parse;

test("a wall is what the clocks of the zone show, to the millisecond", () => {
  const at = ms("2026-07-01T12:00:00.250Z");

  assert.equal(wallOf(at, "Europe/Berlin"), ms("2026-07-01T14:00:00.250Z"));
  assert.equal(wallOf(at, "Asia/Kathmandu"), ms("2026-07-01T17:45:00.250Z"));
  assert.equal(wallOf(ms("2026-01-01T03:00:00Z"), "America/New_York"), ms("2025-12-31T22:00:00Z"));
});

test("a wall means one moment, two where clocks are put back, none where they are put on", () => {
  const walls = ["2026-07-01T14:00:00Z", "2026-10-25T02:30:00Z", "2026-03-29T02:30:00Z"];

  assert.deepEqual(
    walls.map((wall) => momentsOf(ms(wall), "Europe/Berlin").map((at) => new Date(at).toJSON())),
    [["2026-07-01T12:00:00.000Z"], ["2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z"], []],
  );
});

test("a day that a zone has left out has no moment", () => {
  assert.deepEqual(momentsOf(ms("2011-12-30T12:00:00Z"), "Pacific/Apia"), []);
});

test("a date is the day on the clocks of the zone", () => {
  const at = ms("2026-11-23T23:30:00Z");
  const zones = ["UTC", "Europe/Berlin", "America/Los_Angeles"];

  assert.deepEqual(
    zones.map((zone) => dateOf(at, zone)),
    ["2026-11-23", "2026-11-24", "2026-11-23"],
  );
});

test("without a zone they are the clocks of this machine", () => {
  const at = new Date(2026, 6, 1, 14, 5);

  assert.deepEqual(momentsOf(Date.UTC(2026, 6, 1, 14, 5), undefined), [at.valueOf()]);
});
