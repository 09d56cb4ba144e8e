/** What is said of a press that was refused: too late is no fault, and the agent is told so. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { refusal } from "../../static/js/core/press.js";
import { call } from "./calls.js";

const conflict = (/** @type {string} */ state) => ({ status: 409, body: { state } });
const code = (/** @type {Parameters<typeof refusal>} */ ...of) => refusal(...of).code;

test("a command to a call that just ended is answered quietly, whoever noticed it first", () => {
  const over = call({ phase: "wrap-up", controls: [] });
  const said = [
    refusal(conflict("wrap-up"), "hold", call()),
    refusal({ status: 502, body: {} }, "hang_up", over),
    refusal({ status: 404, body: {} }, "complete-consult", undefined),
  ];

  for (const one of said)
    assert.deepEqual(one, { code: "said.call-over", params: {}, tone: "info" });
});

test("what the state of a running call forbids is not possible now, and no error", () => {
  assert.deepEqual(refusal(conflict("held"), "hold", call()), {
    code: "said.command-not-now",
    params: { command: "hold" },
    tone: "info",
  });
});

test("a telephone system that says no, and a server that is away, did not do it", () => {
  assert.equal(code({ status: 502, body: {} }, "hold", call()), "said.command-failed");
  assert.equal(code({ status: 0, body: {} }, "hold", undefined), "said.command-failed");
});

test("of what is no matter of the telephone a refusal is a refusal", () => {
  assert.equal(code(conflict("saved"), "assign", call()), "said.command-failed");
});

test("a log that somebody else has saved says who and when", () => {
  const body = { error_id: "already-saved", saved_by: "Agent B", saved_at: "2026-11-21T18:00:00Z" };

  assert.deepEqual(refusal({ status: 409, body }, "save", call()), {
    code: "said.already-saved",
    params: { who: "Agent B", time: "2026-11-21T18:00:00Z" },
    tone: "info",
  });
});
