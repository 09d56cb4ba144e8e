/** What is said of a call to those who hear the panel: core/spoken.js. */

import assert from "node:assert/strict";
import test from "node:test";
import { en } from "../../static/i18n/en.js";
import { spokenOf } from "../../static/js/core/spoken.js";
import { Words } from "../../static/js/core/words.js";
import { ADA, call } from "./calls.js";

const words = new Words(en, "en-GB");

/** @param {Parameters<typeof call>[0]} before @param {Parameters<typeof call>[0]} after */
function said(before, after) {
  const text = spokenOf(call(before), call({ ...before, ...after }), words);
  return text === null ? null : words.text(text);
}

test("answer, hold, resume and the end are said", () => {
  /** @type {Parameters<typeof call>[0]} */
  const talking = { phase: "talking", party: ADA };
  assert.deepEqual(
    [
      said({ phase: "ringing", party: ADA }, { phase: "talking" }),
      said(talking, { phase: "held" }),
      said({ ...talking, phase: "held" }, { phase: "talking" }),
      said(talking, { phase: "wrap-up" }),
    ],
    ["On a call with Ada Lovelace", "On hold", "Off hold", "The call is over. Wrap-up"],
  );
});

test("mute and the call result are said, and that it was taken back", () => {
  assert.equal(said({ muted: false }, { muted: true }), "Muted");
  assert.equal(said({ muted: true }, { muted: false }), "No longer muted");
  assert.equal(said({ call_result: "" }, { call_result: "Solved" }), "Call result: Solved");
  assert.equal(said({ call_result: "Solved" }, { call_result: "" }), "No call result");
});

test("whom the agent asks is said, and that they answered", () => {
  const rings = { who: "Agent B", phase: /** @type {const} */ ("ringing"), since: "" };
  const talks = { ...rings, phase: /** @type {const} */ ("talking") };

  assert.equal(said({ phase: "talking" }, { phase: "held", asking: rings }), "Asking Agent B");
  assert.equal(said({ asking: rings }, { asking: talks }), "On a call with Agent B");
});

test("what the server says itself, and what did not change, is not said twice", () => {
  assert.equal(said({ phase: "wrap-up" }, { phase: "saving" }), null);
  assert.equal(said({}, { warning: true }), null);
  assert.equal(spokenOf(undefined, call(), words), null);
});
