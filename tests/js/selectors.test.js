/** Which call is shown, in which phase the panel is, what the bar says: core/selectors.js. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsFor } from "../../static/js/core/languages.js";
import { INITIAL } from "../../static/js/core/model.js";
import { reduce } from "../../static/js/core/reducer.js";
import { reminders } from "../../static/js/core/reminders.js";
import {
  barOf,
  callerOf,
  canDial,
  inOrder,
  isHandedOn,
  isPending,
  phaseOf,
  shownCall,
} from "../../static/js/core/selectors.js";
import { call, desk, NOW, snapshot } from "./calls.js";

const AT = Date.parse(NOW);
const words = await wordsFor("en", ["en-GB"]);

/**
 * @param {import("./calls.js").CallView[]} calls
 * @param {string | null} [active]
 */
function model(calls, active = calls[0]?.id ?? null) {
  const signedIn = reduce(INITIAL, { type: "panel.session", session: "signed-in" }, AT);
  const live = reduce(signedIn, { type: "panel.connection", connection: "live" }, AT);
  return reduce(live, snapshot(0, calls, desk(active)), AT);
}

const WRAP_UP = { ends_at: "2026-11-21T18:00:42Z", extension_s: 60 };

test("the active call is the one shown, whatever else rings", () => {
  const both = model([call({ id: "rings", phase: "ringing" }), call()], "call-1");

  assert.equal(shownCall(both)?.id, "call-1");
  assert.equal(phaseOf(both), "talking");
});

test("without an active call the one that ended last is shown", () => {
  const early = call({ id: "early", phase: "saved", ended_at: "2026-11-21T17:10:00Z" });
  const late = call({ id: "late", phase: "not-saved", ended_at: "2026-11-21T17:20:00Z" });

  assert.equal(shownCall(model([late, early], null))?.id, "late");
});

test("the active call stands on top, whatever rings or waits", () => {
  const waits = call({ id: "waits", phase: "held" });
  const rings = call({ id: "rings", phase: "ringing" });
  const ended = call({ id: "ended", phase: "wrap-up" });
  const all = model([ended, waits, rings, call()], "call-1");

  assert.deepEqual(
    inOrder(all).map(({ id }) => id),
    ["call-1", "rings", "waits", "ended"],
  );
});

test("what rings during wrap-up stands above it", () => {
  const both = model([call({ phase: "wrap-up" }), call({ id: "rings", phase: "ringing" })]);

  assert.deepEqual(
    inOrder(both).map(({ id }) => id),
    ["rings", "call-1"],
  );
});

test("what was saved beside the shown call has nothing left to say", () => {
  const both = model([call({ id: "done", phase: "saved" }), call()], "call-1");

  assert.deepEqual(
    inOrder(both).map(({ id }) => id),
    ["call-1"],
  );
});

test("the panel is ready when a call has only ended", () => {
  assert.equal(phaseOf(model([call({ phase: "ended" })], null)), "ready");
});

test("before anything is known the panel is starting, and signed out after that is known", () => {
  const out = reduce(INITIAL, { type: "panel.session", session: "signed-out" }, AT);

  assert.equal(phaseOf(INITIAL), "starting");
  assert.equal(phaseOf(out), "signed-out");
});

test("without contact the panel is reconnecting, also before anybody is signed in", () => {
  const lost = reduce(model([call()]), { type: "panel.connection", connection: "lost" }, AT);
  const never = reduce(INITIAL, { type: "panel.connection", connection: "lost" }, AT);

  assert.equal(phaseOf(lost), "reconnecting");
  assert.equal(phaseOf(never), "reconnecting");
});

test("a number is dialled only while no call is at the telephone or in wrap-up", () => {
  assert.equal(canDial(model([])), true);
  assert.equal(canDial(model([call({ phase: "saved" })], null)), true);
  assert.equal(canDial(model([call()])), false);
  assert.equal(canDial(model([call({ phase: "wrap-up" })])), false);
});

test("a press is pending after half a second, and not for ever", () => {
  const pressed = reduce(model([call()]), { type: "panel.pressed", key: "k" }, AT);

  assert.equal(isPending(pressed, "k", AT + 499), false);
  assert.equal(isPending(pressed, "k", AT + 500), true);
  assert.equal(isPending(pressed, "k", AT + 10_000), false);
});

test("the bar says what the panel is doing", () => {
  const bar = (/** @type {Partial<import("./calls.js").CallView>} */ changes) =>
    barOf(model([call(changes)]), words, AT);

  assert.deepEqual(barOf(model([]), words, AT), { icon: "record", label: "Ready" });
  assert.deepEqual(bar({}), { icon: "call", label: "1:00" });
  assert.deepEqual(bar({ phase: "ringing" }), { icon: "incoming_call", label: "● Ada Lovelace" });
  assert.deepEqual(bar({ phase: "held", held_at: "2026-11-21T17:59:30Z" }), {
    icon: "pause",
    label: "0:30",
  });
  assert.deepEqual(bar({ phase: "wrap-up", wrap_up: WRAP_UP }), {
    icon: "edit",
    label: "Wrap-up 0:42",
  });
  assert.deepEqual(bar({ phase: "not-saved" }), { icon: "warning", label: "1 not saved" });
});

test("two calls at the telephone are two calls in the bar", () => {
  const both = model([call(), call({ id: "other", phase: "held" })]);

  assert.deepEqual(barOf(both, words, AT), { icon: "call", label: "2 calls" });
});

test("who asks a colleague while the customer waits is consulting, with two calls", () => {
  const asking = { who: "Agent B", phase: /** @type {const} */ ("talking"), since: NOW };
  const asks = model([call({ phase: "held", asking })]);

  assert.equal(phaseOf(asks), "consulting");
  assert.deepEqual(barOf(asks, words, AT), { icon: "call", label: "2 calls" });
});

test("a call inside of the house is named by the colleague, any other by the customer", () => {
  const nobody = { party: null, number: "102", colleague: "Agent B" };

  assert.equal(callerOf(call({ ...nobody, direction: "Internal" }), words), "Agent B");
  assert.equal(callerOf(call({ ...nobody, number: "+1 415 555 0999" }), words), "+1 415 555 0999");
});

test("a call that somebody had before is known as handed on", () => {
  const told = (/** @type {string[]} */ ...codes) =>
    codes.map((code, nth) => ({ id: `${nth}`, at: NOW, text: { code, params: {} }, notes: "" }));

  assert.equal(isHandedOn(call({ events: told("event.delivered", "event.answered") })), true);
  assert.equal(isHandedOn(call({ events: told("event.delivered") })), false);
});

test("the panel speaks at thirty seconds of hold and at ten of wrap-up, and not before", () => {
  const held = model([call({ phase: "held", held_at: NOW })]);
  const wrapUp = model([call({ phase: "wrap-up", wrap_up: WRAP_UP })]);

  assert.deepEqual(reminders(held, AT + 29_999), []);
  assert.equal(reminders(held, AT + 30_000)[0]?.code, "call.held-30");
  assert.deepEqual(reminders(wrapUp, AT + 31_000), []);
  assert.equal(reminders(wrapUp, AT + 32_000)[0]?.code, "wrap-up.soon");
});
