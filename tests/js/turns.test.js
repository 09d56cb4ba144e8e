/** Requests of one kind come to the server in the order in which they were pressed. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Turns } from "../../static/js/edge/turns.js";

test("a quick request waits for the slow one before it", async () => {
  const turns = new Turns();
  /** @type {string[]} */
  const arrived = [];
  /** @param {string} name @param {number} ms */
  const sent = (name, ms) => () =>
    new Promise((resolve) => setTimeout(() => resolve(arrived.push(name)), ms));

  await Promise.all([turns.take("dtmf", sent("1", 10)), turns.take("dtmf", sent("2", 0))]);

  assert.deepEqual(arrived, ["1", "2"]);
});

test("one that fails holds up none after it", async () => {
  const turns = new Turns();
  const failed = turns.take("report", () => Promise.reject(new Error("no line")));
  const next = turns.take("report", () => Promise.resolve("told"));

  await assert.rejects(failed, /no line/);
  assert.equal(await next, "told");
});
