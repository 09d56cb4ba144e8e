/** Which hints an agent needs: static/js/core/hints.js, situation by situation (DECISION 24). */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  hintsOf,
  linked,
  secureAddress,
  situationsOf,
  unsaid,
} from "../../static/js/core/hints.js";
import { INITIAL } from "../../static/js/core/model.js";
import { reduce } from "../../static/js/core/reducer.js";
import { ADA, call, callGone, desk, snapshot } from "./calls.js";

/** @typedef {import("../../static/js/core/model.js").Model} Model */

const ENGINES = { ...ADA, id: "001000000000110AAA", type: "Account", label: "Analytical Engines" };
const STRANGER = call({ party: null, matches: [], assigned: [] });
const RINGS = call({ ...STRANGER, phase: "ringing", connected_at: null });
const CALLED = { ...INITIAL, ...{ calls: { [STRANGER.id]: STRANGER } } };

/** @param {import("../../static/js/core/types.js").RecordView} open @returns {Model} */
function showing(open) {
  return { ...CALLED, desk: { ...desk("call-1"), open_record: open } };
}

/** @param {import("../../static/js/core/types.js").RecordView} record @param {"who" | "what"} slot */
function withRecord(record, slot) {
  const because = { code: "because.pressed", params: {} };
  const rejected = { rejected: [], more_rejected: 0 };
  return call({ ...STRANGER, assigned: [{ record, slot, mark: "you", because, ...rejected }] });
}

/** @param {"focused" | "pressed"} step */
function making(step) {
  return reduce(CALLED, { type: "panel.making", callId: STRANGER.id, step }, 0);
}

test("a number that is stored nowhere is said while it rings", () => {
  assert.deepEqual(situationsOf(CALLED, RINGS), ["no-match"]);
  assert.deepEqual(situationsOf(CALLED, { ...RINGS, matching: "looking" }), []);
  assert.deepEqual(situationsOf(CALLED, { ...RINGS, matching: "failed" }), []);
});

test("once answered, a stranger has no contact, and the organisation is to be found", () => {
  const found = ["find-organisation", "no-contact", "no-match"];
  assert.deepEqual(situationsOf(CALLED, STRANGER), found);
});

test("who withheld the number has no contact either, but nothing was looked for", () => {
  const withheld = { ...STRANGER, matching: /** @type {const} */ ("not-matched") };
  assert.deepEqual(situationsOf(CALLED, withheld), ["find-organisation", "no-contact"]);
});

test("who is known, or may be one of several, needs none of them", () => {
  assert.deepEqual(situationsOf(CALLED, withRecord(ADA, "who")), []);
  assert.deepEqual(situationsOf(CALLED, call({ assigned: [], matches: [ADA, ADA] })), []);
});

test("an organisation that is found is not to be found; its page says how to make a contact", () => {
  assert.deepEqual(situationsOf(showing(ENGINES), STRANGER), [
    "account-open",
    "no-contact",
    "no-match",
  ]);
  assert.deepEqual(situationsOf(CALLED, withRecord(ENGINES, "what")), ["no-contact"]);
  assert.deepEqual(situationsOf(showing(ENGINES), withRecord(ADA, "who")), []);
});

test("a form that the page shows is what the agent is busy with", () => {
  const person = situationsOf({ ...CALLED, form: "Contact" }, RINGS);
  assert.deepEqual(person, ["before-new-contact", "contact-form", "no-match"]);
  assert.deepEqual(situationsOf({ ...CALLED, form: "Lead" }, RINGS), person);
  assert.deepEqual(situationsOf({ ...CALLED, form: "Case" }, withRecord(ADA, "who")), [
    "before-new-case",
  ]);
  assert.deepEqual(situationsOf({ ...CALLED, form: "Account" }, withRecord(ADA, "who")), []);
});

test("a button for a new person is enough, since a console tells nothing of its forms", () => {
  assert.deepEqual(situationsOf(making("focused"), RINGS), ["before-new-contact", "no-match"]);
  assert.deepEqual(situationsOf(making("pressed"), RINGS).slice(0, 2), [
    "before-new-contact",
    "contact-form",
  ]);
  assert.deepEqual(situationsOf(making("pressed"), withRecord(ADA, "who")), []);
});

test("focus after the press takes nothing back", () => {
  const event = { type: /** @type {const} */ ("panel.making"), callId: "call-1" };
  const pressed = making("pressed");
  assert.equal(reduce(pressed, { ...event, step: "focused" }, 0), pressed);
});

test("a colleague is nobody's contact", () => {
  assert.deepEqual(situationsOf(CALLED, { ...STRANGER, direction: "Internal" }), []);
});

const HINTS = /** @type {const} */ ([
  { situation: "no-match", text: "Ask for the name.\nSpell it back.", link: "" },
  { situation: "no-contact", text: "Assign their organisation.", link: "" },
]);

/** @returns {Model} */
function told() {
  const message = snapshot(1, [STRANGER]);
  if (message.type !== "snapshot") throw new Error("a snapshot is a snapshot");
  const settings = { ...message.settings, hints: [...HINTS] };
  return reduce(INITIAL, { ...message, settings }, 0);
}

test("only what the admin has worded is shown, the most pressing first", () => {
  assert.deepEqual(
    hintsOf(told(), STRANGER).map(({ situation }) => situation),
    ["no-contact", "no-match"],
  );
});

test("what was put away stays away for the call, and is forgotten with it", () => {
  const situations = hintsOf(told(), RINGS).map(({ situation }) => situation);
  const event = { type: /** @type {const} */ ("panel.hints-dismissed"), situations };
  const away = reduce(told(), { ...event, callId: STRANGER.id }, 0);

  assert.deepEqual(hintsOf(away, RINGS), []);
  assert.deepEqual(hintsOf(away, STRANGER), [HINTS[1]]);
  assert.deepEqual(hintsOf(away, { ...STRANGER, id: "call-2" }).length, 2);
  assert.deepEqual(reduce(away, callGone(2, STRANGER.id), 0).hinted, {});
  assert.deepEqual(reduce(away, snapshot(2, [STRANGER]), 0).hinted, away.hinted);
  assert.deepEqual(reduce(away, snapshot(2, []), 0).hinted, {});
});

test("each hint is said once for a call, by its first line", () => {
  const said = new Set(["call-1:hint:no-match"]);
  assert.deepEqual(unsaid(STRANGER, [...HINTS], new Set()), {
    keys: ["call-1:hint:no-match", "call-1:hint:no-contact"],
    hint: "Ask for the name. Assign their organisation.",
  });
  assert.deepEqual(unsaid(STRANGER, [HINTS[0]], said), { keys: [], hint: "" });
});

test("a first line that goes on and on is not read out to its end", () => {
  const long = { ...HINTS[0], text: "Ask. ".repeat(100) };

  assert.equal(unsaid(STRANGER, [long], new Set()).hint.length, 200);
});

test("an address in a text is a link if it is safe, without the stop behind it", () => {
  assert.deepEqual(linked("See https://crm.example.com/a?b=1. Or http://x.example, javascript:1"), [
    { text: "See ", href: null },
    { text: "https://crm.example.com/a?b=1", href: "https://crm.example.com/a?b=1" },
    { text: ". Or http://x.example, javascript:1", href: null },
  ]);
  assert.equal(secureAddress("https://[::1"), null);
  assert.equal(secureAddress("javascript:alert(1)//https://x"), null);
});
