/** The agent's presence, and what the softphone may do in Logout: core/presence.js. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsFor } from "../../static/js/core/languages.js";
import { isElsewhere } from "../../static/js/core/lease.js";
import { INITIAL } from "../../static/js/core/model.js";
import { choicesOf, isReadOnly, wordOf } from "../../static/js/core/presence.js";
import { reduce } from "../../static/js/core/reducer.js";
import { barOf, canDial, phaseOf } from "../../static/js/core/selectors.js";
import { call, desk, snapshot } from "./calls.js";

const AT = 0;
const words = await wordsFor("en", ["en-GB"]);

/** @typedef {import("../../static/js/core/types.js").PresenceView} PresenceView */
/** @typedef {import("../../static/js/core/types.js").CallView} CallView */

/**
 * @param {Partial<PresenceView>} presence @param {CallView[]} calls
 * @param {"softphone" | "companion"} client
 */
function panel(presence, calls = [], client = "softphone") {
  const before = desk(calls[0]?.id ?? null);
  const at = { ...before, presence: { ...before.presence, ...presence } };
  const own = { page: "page-1", browser: "chrome", client };
  const signedIn = /** @type {const} */ ("signed-in");
  const model = { ...INITIAL, session: signedIn, connection: /** @type {const} */ ("live"), own };
  return reduce(model, snapshot(1, calls, at), AT);
}

test("a presence stands in the phase while no call does", () => {
  const phases = [{}, { state: "away" }, { state: "logout" }].map((presence) =>
    phaseOf(panel(/** @type {Partial<PresenceView>} */ (presence))),
  );

  assert.deepEqual(phases, ["ready", "away", "logout"]);
});

test("in Logout the softphone only shows a running call, and the companion takes it", () => {
  const running = call({ phase: "talking" });
  const softphone = panel({ state: "logout" }, [running]);
  const companion = panel({ state: "logout" }, [running], "companion");

  assert.deepEqual(["logout", true], [phaseOf(softphone), isReadOnly(softphone)]);
  assert.deepEqual(["talking", false], [phaseOf(companion), isReadOnly(companion)]);
});

test("a wrap-up stays editable in Logout", () => {
  assert.equal(phaseOf(panel({ state: "logout" }, [call({ phase: "wrap-up" })])), "wrap-up");
});

test("in Logout the softphone neither dials nor offers to take over", () => {
  const model = panel({ state: "logout" });
  const lease = { holder: "teams", browser: "teams" };
  const elsewhere = { ...model, desk: { ...model.desk, lease } };

  assert.deepEqual([false, false], [canDial(model), isElsewhere(elsewhere)]);
});

test("the combobox offers the reasons of the settings, and one that was taken away", () => {
  const offered = choicesOf(panel({ state: "away", reason: "Yoga" }));

  assert.deepEqual(
    offered.map((choice) => wordOf(choice, words)),
    ["Available", "Away", "Away – Break", "Away – Meeting", "Away – Yoga", "Logout"],
  );
});

test("the utility bar says why the agent is away", () => {
  assert.deepEqual(barOf(panel({ state: "away", reason: "Break" }), words, AT), {
    icon: "away",
    label: "Away – Break",
  });
});

test("a presence is pending until the server has told it", () => {
  const pressed = reduce(panel({}), { type: "panel.pressed", key: "presence" }, AT);
  const other = { ...desk(null), missed: [] };
  const presence = { ...other.presence, state: /** @type {const} */ ("away"), since: "2026" };
  /** @param {number} seq @param {import("../../static/js/core/types.js").DeskView} at */
  const message = (seq, at) =>
    reduce(
      pressed,
      /** @type {import("../../static/js/core/types.js").Message} */ ({
        type: "desk.changed",
        seq,
        now: "2026-11-21T18:00:00Z",
        desk: at,
      }),
      AT,
    );

  assert.deepEqual(["presence"], Object.keys(message(2, other).pending));
  assert.deepEqual([], Object.keys(message(2, { ...other, presence }).pending));
});
