/** What the panel knows after what it was told: static/js/core/reducer.js. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL } from "../../static/js/core/model.js";
import { reduce } from "../../static/js/core/reducer.js";
import { announced, call, callChanged, callGone, desk, NOW, snapshot } from "./calls.js";

/** @typedef {import("../../static/js/core/model.js").Model} Model */
/** @typedef {Parameters<typeof reduce>[1]} Event */

const AT = Date.parse(NOW);
const SIGNED_IN = reduce(INITIAL, { type: "panel.session", session: "signed-in" }, AT);

/** @param {Event[]} events @param {Model} [model] */
const play = (events, model = SIGNED_IN) =>
  events.reduce((before, event) => reduce(before, event, AT), model);

/** The same numbers every run: a failure is one that can be looked at. @param {number} seed */
function dice(seed) {
  let state = seed;
  return (/** @type {number} */ sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % sides;
  };
}

/** @param {(sides: number) => number} roll @param {number} seq @returns {Event} */
function anyMessage(roll, seq) {
  const id = `call-${roll(3)}`;
  const phases = /** @type {const} */ (["ringing", "talking", "held", "wrap-up"]);
  if (roll(8) === 0) return callGone(seq, id);
  if (roll(8) === 0) return announced(seq, "said.saved", id);
  return callChanged(seq, call({ id, phase: phases[roll(4)] ?? "ringing" }));
}

test("a snapshot is everything there is", () => {
  const model = play([snapshot(0, [call({ id: "old" })]), snapshot(5, [call()])]);

  assert.deepEqual(Object.keys(model.calls), ["call-1"]);
  assert.equal(model.seq, 5);
});

test("what was seen before changes nothing, in whatever order it is repeated", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const roll = dice(seed);
    const story = Array.from({ length: 20 }, (_, at) => anyMessage(roll, at + 1));
    const told = play([snapshot(0, []), ...story]);
    const repeats = Array.from({ length: 20 }, () => story[roll(story.length)] ?? announced(1, ""));

    assert.deepEqual(play(repeats, told), told, `seed ${seed}`);
  }
});

test("a reconnect that replays the tail ends where the unbroken line ends", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const roll = dice(seed);
    const story = Array.from({ length: 20 }, (_, at) => anyMessage(roll, at + 1));
    const [cut, back] = [roll(20), roll(20)];
    const broken = [...story.slice(0, cut), ...story.slice(Math.min(cut, back))];

    assert.deepEqual(
      play([snapshot(0, []), ...broken]).calls,
      play([snapshot(0, []), ...story]).calls,
      `seed ${seed}`,
    );
  }
});

test("a missed message is noticed, and a snapshot heals it", () => {
  const gap = play([
    snapshot(0, []),
    callChanged(1, call()),
    callChanged(4, call({ muted: true })),
  ]);
  const healed = play([snapshot(4, [call({ muted: true })])], gap);

  assert.equal(gap.gap, true);
  assert.equal(healed.gap, false);
});

test("a snapshot asked for before newer messages came is not newer than they are", () => {
  const model = play([snapshot(0, []), callChanged(1, call()), snapshot(0, [])]);

  assert.deepEqual(Object.keys(model.calls), ["call-1"]);
});

test("a call that is gone is gone", () => {
  assert.deepEqual(play([snapshot(0, [call()]), callGone(1, "call-1")]).calls, {});
});

test("our clock is set by the server's", () => {
  const late = reduce(SIGNED_IN, snapshot(0, []), AT - 5_000);

  assert.equal(late.clockOffset, 5_000);
});

test("a command stands as pending until its call is heard of", () => {
  const pressed = play([snapshot(0, [call()]), { type: "panel.pressed", key: "call-1:undo" }]);
  const other = play([callChanged(1, call({ id: "call-2" }))], pressed);
  const own = play([callChanged(2, call())], other);

  assert.deepEqual(Object.keys(other.pending), ["call-1:undo"]);
  assert.deepEqual(own.pending, {});
});

test("what the telephone is asked for is pending until it happened, whatever else is told", () => {
  const pressed = play([snapshot(0, [call()]), { type: "panel.pressed", key: "call-1:hold" }]);
  const matched = play([callChanged(1, call()), announced(2, "said.saved", "call-1")], pressed);
  const held = call({ phase: "held", controls: ["retrieve", "hang_up"] });

  assert.deepEqual(Object.keys(matched.pending), ["call-1:hold"]);
  assert.deepEqual(play([callChanged(3, held)], matched).pending, {});
});

test("a call that has gone leaves nothing pending", () => {
  const pressed = play([snapshot(0, [call()]), { type: "panel.pressed", key: "call-1:hang_up" }]);

  assert.deepEqual(play([callGone(1, "call-1")], pressed).pending, {});
});

test("a telephone system that stays silent is said to be, and the button is free again", () => {
  const pressed = play([snapshot(0, [call()]), { type: "panel.pressed", key: "call-1:hold" }]);
  const since = pressed.pending["call-1:hold"] ?? 0;
  const silent = play([{ type: "panel.unanswered", key: "call-1:hold", since }], pressed);

  assert.deepEqual(silent.pending, {});
  assert.deepEqual(silent.said?.text, { code: "said.unanswered", params: { command: "hold" } });
});

test("what was answered meanwhile, or pressed anew, is not said to be unanswered", () => {
  const pressed = play([snapshot(0, [call()]), { type: "panel.pressed", key: "call-1:hold" }]);
  const older = play([{ type: "panel.unanswered", key: "call-1:hold", since: 1 }], pressed);
  const other = play([{ type: "panel.pressed", key: "call-1:undo" }], pressed);
  const since = other.pending["call-1:undo"] ?? 0;

  assert.equal(older, pressed);
  assert.equal(play([{ type: "panel.unanswered", key: "call-1:undo", since }], other), other);
});

test("no event tells of a tone, so none is waited for", () => {
  const pressed = play([snapshot(0, [call()]), { type: "panel.pressed", key: "call-1:dtmf" }]);

  assert.deepEqual(pressed.pending, {});
});

test("a question instead of a change ends the wait too", () => {
  const pressed = play([snapshot(0, [call()]), { type: "panel.pressed", key: "call-1:save" }]);
  const asked = play([announced(1, "said.nothing-assigned-once-more", "call-1")], pressed);

  assert.deepEqual(asked.pending, {});
});

test("dialling is pending until a new call is there", () => {
  const pressed = play([snapshot(0, [], desk(null)), { type: "panel.pressed", key: "dial" }]);

  assert.deepEqual(play([callChanged(1, call({ phase: "dialling" }))], pressed).pending, {});
});

test("a follow-up task is heard beside 'Saved', whichever of the two is told first", () => {
  const both = /** @type {const} */ (["said.follow-up-made", "said.saved"]);
  for (const [first, second] of [both, /** @type {const} */ ([both[1], both[0]])]) {
    const model = play([snapshot(0, []), announced(1, first), announced(2, second)]);
    const { said } = model;
    const later = reduce(model, announced(3, "said.assigned"), AT + 4_000);

    assert.deepEqual([said?.beside?.text.code, said?.text.code], [first, second]);
    assert.equal(later.said?.beside, null);
  }
});

test("a warning about the number stands while the call is answered", () => {
  const warned = play([snapshot(0, []), announced(1, "said.not-checked")]);
  const text = { code: "call.talking", params: {} };
  const event = /** @type {const} */ ({ type: "panel.said", text, tone: "info", callId: null });
  const spoken = reduce(warned, { ...event, spoken: true }, AT + 3_000);

  assert.equal(spoken.said?.beside?.text.code, "said.not-checked");
});

test("the last thing said is what is said", () => {
  const model = play([snapshot(0, []), announced(1, "said.assigned"), announced(2, "said.saved")]);

  assert.equal(model.said?.text.code, "said.saved");
});

test("signed out, the panel remembers nothing of anybody", () => {
  const model = play([snapshot(0, [call()]), { type: "panel.session", session: "signed-out" }]);

  assert.deepEqual(model.calls, {});
  assert.equal(model.agent, null);
  assert.equal(model.seq, -1);
});

test("a lost line keeps the call and ends the waiting", () => {
  const model = play([
    snapshot(0, [call()]),
    { type: "panel.pressed", key: "call-1:hold" },
    { type: "panel.connection", connection: "lost" },
  ]);

  assert.deepEqual(Object.keys(model.calls), ["call-1"]);
  assert.deepEqual(model.pending, {});
});
