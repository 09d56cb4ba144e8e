/** Which page rings, pops and dials, as far as a page can tell: static/js/core/lease.js. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { holdsLease, isElsewhere, wantedNumber } from "../../static/js/core/lease.js";
import { INITIAL } from "../../static/js/core/model.js";
import { reduce } from "../../static/js/core/reducer.js";
import { canDial, phaseOf } from "../../static/js/core/selectors.js";
import { PressKeys } from "../../static/js/edge/press-key.js";
import { call, desk, NOW, snapshot } from "./calls.js";

const AT = Date.parse(NOW);

/**
 * @param {{ holder: string, browser: string }} lease
 * @param {import("../../static/js/core/types.js").CallView[]} [calls]
 */
function page1(lease, calls = []) {
  const own = { ...INITIAL.own, page: "page-1", browser: "pc" };
  const loaded = { ...INITIAL, session: /** @type {const} */ ("signed-in"), own };
  return reduce(loaded, snapshot(1, calls, { ...desk(null), lease }), AT);
}

test("a page has the lease, or another one of its browser, or another browser", () => {
  const own = page1({ holder: "page-1", browser: "pc" });
  const beside = page1({ holder: "page-2", browser: "pc" });
  const elsewhere = page1({ holder: "page-3", browser: "laptop" });

  assert.deepEqual([own, beside, elsewhere].map(holdsLease), [true, false, false]);
  assert.deepEqual([own, beside, elsewhere].map(isElsewhere), [false, false, true]);
});

test("where nobody has it, nobody is elsewhere: a page that is loaded shows no other state", () => {
  assert.equal(isElsewhere(page1({ holder: "", browser: "" })), false);
  assert.equal(
    isElsewhere({ ...page1({ holder: "x", browser: "laptop" }), own: INITIAL.own }),
    false,
  );
});

test("the panel says so also during a call, and still not when the line is lost", () => {
  const elsewhere = page1({ holder: "page-3", browser: "laptop" }, [call()]);
  const lost = reduce(elsewhere, { type: "panel.connection", connection: "lost" }, AT);

  assert.equal(phaseOf(elsewhere), "elsewhere");
  assert.equal(phaseOf(lost), "reconnecting");
  assert.equal(canDial(elsewhere), false);
});

test("a number clicked elsewhere waits half a minute for taking over", () => {
  const model = reduce(
    page1({ holder: "", browser: "" }),
    { type: "panel.wanted", number: "1" },
    AT,
  );

  assert.equal(wantedNumber(model, AT + 29_999), "1");
  assert.equal(wantedNumber(model, AT + 30_000), "");
  const dialled = reduce(model, { type: "panel.wanted", number: null }, AT);
  assert.equal(wantedNumber(dialled, AT), "");
});

test("the same button in two pages that show the same is one press", async () => {
  const [here, there] = [new PressKeys(), new PressKeys()];
  const seen = call({ version: 7 });
  const first = await here.of(seen, "hold", {});

  assert.equal(first, await there.of(seen, "hold", {}));
  assert.match(first, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.notEqual(first, await here.of(seen, "hold", {}), "pressed again: once more");
  assert.notEqual(first, await there.of(call({ version: 8 }), "hold", {}), "something has changed");
});

test("what the page around it answers makes no other press of it", async () => {
  const body = { record_id: "500", page: { answered: true, window: "w-1" } };
  const other = { record_id: "500", page: { answered: false, window: "w-2" } };

  const [one, same] = [new PressKeys(), new PressKeys()];
  assert.equal(await one.of(call(), "assign", body), await same.of(call(), "assign", other));
});

test("tones, notes and Save are presses of their own in every page", async () => {
  const [here, there] = [new PressKeys(), new PressKeys()];

  for (const command of ["dtmf", "notes", "save", "result"])
    assert.notEqual(await here.of(call(), command, {}), await there.of(call(), command, {}));
});
