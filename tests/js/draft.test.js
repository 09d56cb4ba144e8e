/** Notes on their way: core/draft.js. On the server within two seconds, never overwritten. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  acknowledged,
  draftOf,
  failed,
  heard,
  isDue,
  isUnsent,
  sent,
  typed,
} from "../../static/js/core/draft.js";

const heading = { code: "heading.ringing", params: {} };

/** @param {string} text @param {number} version */
const notes = (text, version) => ({ text, version, saved_at: null, heading, event_id: "" });

test("a pause of 600 ms sends what was typed", () => {
  const draft = typed(draftOf(notes("", 1)), "Asks", 1_000);

  assert.equal(isDue(draft, 1_599), false);
  assert.equal(isDue(draft, 1_600), true);
});

test("who never pauses is sent every second and a half", () => {
  let draft = draftOf(notes("", 1));
  for (let at = 0; at < 1_500; at += 100) draft = typed(draft, `key ${at}`, at);

  assert.equal(isDue(draft, 1_499), false);
  assert.equal(isDue(draft, 1_500), true);
});

test("one text at a time is under way", () => {
  const draft = typed(sent(typed(draftOf(notes("", 1)), "A", 0)), "AB", 100);

  assert.equal(isDue(draft, 9_000), false);
  assert.equal(isDue(acknowledged(draft, 2), 9_000), true);
});

test("an echo never overwrites what is being typed", () => {
  const typing = typed(sent(typed(draftOf(notes("", 1)), "A", 0)), "AB", 100);

  assert.equal(heard(typing, notes("A", 2)).text, "AB");
  assert.equal(heard(acknowledged(typing, 2), notes("A", 2)).text, "AB");
});

test("an echo older than what the server has taken is nothing new", () => {
  const taken = acknowledged(sent(typed(draftOf(notes("", 1)), "AB", 0)), 3);

  assert.equal(heard(taken, notes("A", 2)).text, "AB");
});

test("where the server names no version, its older text waits for ours to come back", () => {
  const taken = acknowledged(sent(typed(draftOf(notes("", 1)), "AB", 0)), null);
  const settled = heard(heard(taken, notes("A", 2)), notes("AB", 3));

  assert.equal(heard(taken, notes("A", 2)).text, "AB");
  assert.equal(settled.version, 3);
  assert.equal(heard(settled, notes("AB, and more", 4)).text, "AB, and more");
});

test("what another page typed is taken up while nothing is typed here", () => {
  assert.equal(heard(draftOf(notes("A", 1)), notes("A and B", 2)).text, "A and B");
});

test("a failure keeps the text and tries again a second later", () => {
  const draft = failed(sent(typed(draftOf(notes("", 1)), "A", 0)), 700);

  assert.equal(draft.text, "A");
  assert.equal(isUnsent(draft), true);
  assert.equal(isDue(draft, 1_699), false);
  assert.equal(isDue(draft, 1_700), true);
});
