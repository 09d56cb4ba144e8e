/** When the page shows a caller by itself: static/js/core/pop.js. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL } from "../../static/js/core/model.js";
import { mayPop, popsDue } from "../../static/js/core/pop.js";
import { reduce } from "../../static/js/core/reducer.js";
import { ADA, call, callChanged, desk, NOW, snapshot } from "./calls.js";

const AT = Date.parse(NOW);
const POP = { at: NOW, record: ADA, search: "" };
const OURS = {
  ...desk(),
  active_window: "ours",
  lease: { holder: "page-1", browser: "pc" },
};
const LOADED = { ...INITIAL, own: { ...INITIAL.own, page: "page-1", browser: "pc" } };
const RINGING = reduce(LOADED, snapshot(1, [call({ phase: "ringing" })], OURS), AT);
const ANSWERED = reduce(RINGING, callChanged(2, call({ pop: POP }), OURS), AT);

test("what falls due pops in the window the agent looks at, once", () => {
  const typed = reduce(ANSWERED, callChanged(3, call({ pop: POP, muted: true }), OURS), AT);

  assert.deepEqual(popsDue(RINGING, ANSWERED, "ours", AT + 1_000), [POP]);
  assert.deepEqual(popsDue(RINGING, ANSWERED, "another", AT), []);
  const nowhere = { ...ANSWERED, desk: { ...ANSWERED.desk, active_window: "" } };
  assert.deepEqual(popsDue(RINGING, nowhere, "", AT), []); // the companion has no page to pop in
  assert.deepEqual(popsDue(ANSWERED, typed, "ours", AT), []);
});

test("a page without the lease pops nothing, though it is looked at", () => {
  const own = { ...INITIAL.own, page: "page-2", browser: "laptop" };

  assert.deepEqual(popsDue({ ...RINGING, own }, { ...ANSWERED, own }, "ours", AT), []);
});

test("a page that was loaded in the middle of a call pops nothing", () => {
  const loaded = reduce(LOADED, snapshot(2, [call({ pop: POP })], OURS), AT);

  assert.deepEqual(popsDue(LOADED, loaded, "ours", AT), []);
});

test("what is known only long after the moment is left to the agent", () => {
  assert.deepEqual(popsDue(RINGING, ANSWERED, "ours", AT + 9_999), [POP]);
  assert.deepEqual(popsDue(RINGING, ANSWERED, "ours", AT + 10_000), []);
});

test("over a record nothing pops: it may be in edit", () => {
  const record = { id: ADA.id, type: "Contact", name: "Ada Lovelace" };

  assert.equal(mayPop({ answered: true, record }), false);
  assert.equal(mayPop({ answered: true, record: null }), true);
  assert.equal(mayPop({ answered: false, record: null }), true);
});
