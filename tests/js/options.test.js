/** What stands in 'Name' and 'Related To', and what of it fits what is typed (DECISION 23). */

import assert from "node:assert/strict";
import { test } from "node:test";
import { beside, canAdd, fitting, onThisCall, toldOf } from "../../static/js/core/options.js";
import { labelIn } from "../../static/js/core/selectors.js";
import { call } from "./calls.js";

/** @typedef {import("../../static/js/core/types.js").RecordView} RecordView */
/** @typedef {import("../../static/js/core/options.js").Option} Option */

/** @param {string} type @param {string} label @param {Partial<RecordView>} [more] @returns {RecordView} */
function record(type, label, more = {}) {
  const slot = ["Contact", "Lead"].includes(type) ? "who" : "what";
  const rest = { account: "", phone: "", relation: /** @type {const} */ ("candidate"), note: null };
  return { id: `${type} ${label}`, type, label, slot, ...rest, ...more };
}

/** @param {RecordView} one @returns {import("../../static/js/core/types.js").AssignedView} */
function assigned(one) {
  const because = { code: "because.pressed", params: {} };
  const slot = one.slot ?? "what";
  return { record: one, slot, mark: "you", because, rejected: [], more_rejected: 0 };
}

const ADA = record("Contact", "Ada Lovelace", {
  account: "Analytical Engines",
  phone: "(415) 555-0101",
});
const GRACE = record("Contact", "Grace Hopper", { account: "Compiler Works" });
const ALAN = record("Lead", "Alan Turing");
const ENGINES = record("Account", "Analytical Engines");
const CASE = record("Case", "Case 00001026", { account: "Analytical Engines" });
const ODD = record("AccountContactRelation", "Ada–Compiler Works", { slot: null });

const BUSY = call({
  assigned: [assigned(ADA), assigned(ENGINES)],
  candidates: [CASE, GRACE, ODD],
  matches: [ADA, ALAN],
});

/** @param {Option[]} options */
function labels(options) {
  return options.map((option) => option.record.label);
}

/** @param {RecordView} one @param {string} [about] @param {boolean} [chosen] @returns {Option} */
function option(one, about = "", chosen = false) {
  return { record: one, about, chosen };
}

test("assigned, open, opened and matching stand in this order, each once", () => {
  assert.deepEqual(labels(onThisCall(BUSY, GRACE, "who")), [
    "Ada Lovelace",
    "Grace Hopper",
    "Alan Turing",
  ]);
  assert.deepEqual(labels(onThisCall(BUSY, CASE, "what")), ["Analytical Engines", "Case 00001026"]);
});

test("what is assigned is known as chosen, the first person is the one the field names", () => {
  const options = onThisCall(BUSY, null, "who");

  assert.deepEqual(
    options.map((one) => one.chosen),
    [true, false, false],
  );
  assert.equal(labelIn(BUSY, "who"), "Ada Lovelace");
  assert.equal(labelIn(call(), "what"), "");
});

test("a record that fits neither field is in neither", () => {
  const all = [...onThisCall(BUSY, ODD, "who"), ...onThisCall(BUSY, ODD, "what")];

  assert.ok(!labels(all).includes(ODD.label));
});

for (const [typed, wanted] of /** @type {[string, string[]][]} */ ([
  ["", ["Ada Lovelace", "Case 00001026"]],
  ["love", ["Ada Lovelace"]],
  ["LOVE ada", ["Ada Lovelace"]],
  ["lóvel", ["Ada Lovelace"]],
  ["0101", ["Ada Lovelace"]],
  ["415-555", ["Ada Lovelace"]],
  ["1026", ["Case 00001026"]],
  ["analytical", ["Ada Lovelace", "Case 00001026"]],
  ["stalls", ["Case 00001026"]],
  ["x", []],
  ["ovelace", []],
])) {
  test(`"${typed}" leaves ${wanted.length} of what is listed`, () => {
    const options = [option(ADA), option(CASE, "Engine stalls after 40 turns")];

    assert.deepEqual(labels(fitting(options, typed)), wanted);
  });
}

test("what was found is not listed twice, and tells of what is listed", () => {
  const found = [
    { record: CASE, about: "Engine stalls" },
    { record: GRACE, about: "" },
    { record: GRACE, about: "" },
  ];
  const listed = [option(CASE)];

  assert.deepEqual(labels(beside(found, listed)), ["Grace Hopper"]);
  assert.deepEqual(toldOf(listed, found), [option(CASE, "Engine stalls")]);
});

test("a further Contact can be added beside one, where the org shares activities", () => {
  assert.ok(canAdd(option(GRACE), BUSY, true));
  assert.ok(!canAdd(option(GRACE), BUSY, false));
  assert.ok(!canAdd(option(ADA, "", true), BUSY, true));
  assert.ok(!canAdd(option(GRACE), call(), true));
  assert.ok(!canAdd(undefined, BUSY, true));
  assert.ok(!canAdd(option(CASE), BUSY, true)); // 'Find a record' lists both kinds
});

test("where no page tells what is open, people and things stand in one list", () => {
  const talking = call({ assigned: [assigned(ADA)], candidates: [CASE, ODD], matches: [GRACE] });
  const labels = onThisCall(talking, null, "any").map(({ record }) => record.label);

  assert.deepEqual(labels, ["Ada Lovelace", "Case 00001026", "Grace Hopper"]);
});

test("a Lead stands alone: nobody is added to one, nor one to somebody", () => {
  assert.ok(!canAdd(option(ALAN), BUSY, true));
  assert.ok(!canAdd(option(GRACE), call({ assigned: [assigned(ALAN)] }), true));
});
