/** Notes on their way: core/draft.js. On the server within two seconds, never overwritten. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  acknowledged,
  difference,
  draftOf,
  failed,
  heard,
  isDue,
  isUnsent,
  refused,
  sent,
  typed,
} from "../../static/js/core/draft.js";

/** @param {string} text @param {number} version */
const notes = (text, version) => ({ text, version });

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
  const draft = typed(sent(typed(draftOf(notes("", 1)), "A", 0), "k1"), "AB", 100);

  assert.equal(isDue(draft, 9_000), false);
  assert.equal(isDue(acknowledged(draft, 2), 9_000), true);
});

test("what the server has taken is what the next text grew from", () => {
  const draft = typed(sent(typed(draftOf(notes("", 1)), "A", 0), "k1"), "AB", 100);
  const next = sent(acknowledged(draft, 2), "k2");

  assert.deepEqual([draft.base, next.base], ["", "A"]);
  assert.deepEqual(next.sending, { text: "AB", key: "k2" });
});

test("an echo never overwrites what is being typed", () => {
  const typing = typed(sent(typed(draftOf(notes("", 1)), "A", 0), "k1"), "AB", 100);

  assert.equal(heard(typing, notes("A", 2)).text, "AB");
  assert.equal(heard(acknowledged(typing, 2), notes("A", 2)).text, "AB");
});

test("an echo older than what the server has taken is nothing new", () => {
  const taken = acknowledged(sent(typed(draftOf(notes("", 1)), "AB", 0), "k1"), 3);

  assert.equal(heard(taken, notes("A", 2)).text, "AB");
});

test("what another page typed is taken up while nothing is typed here", () => {
  const both = heard(draftOf(notes("A", 1)), notes("A and B", 2));

  assert.deepEqual([both.text, both.base], ["A and B", "A and B"]);
});

test("what was put together is taken up as soon as nothing here is unsent", () => {
  const typing = typed(sent(typed(draftOf(notes("", 1)), "A", 0), "k1"), "AB", 100);
  const waiting = heard(acknowledged(typing, 3), notes("B\nA", 3));
  const settled = heard(acknowledged(sent(waiting, "k2"), 4), notes("B\nAB", 4));

  assert.equal(waiting.text, "AB");
  assert.equal(settled.text, "B\nAB");
});

test("a failure keeps the text and sends the same again a second later, by the same key", () => {
  const draft = failed(typed(sent(typed(draftOf(notes("", 1)), "A", 0), "k1"), "AB", 50), 700);
  const again = sent(draft, "k2");

  assert.deepEqual([draft.text, isUnsent(draft)], ["AB", true]);
  assert.deepEqual([isDue(draft, 1_699), isDue(draft, 1_700)], [false, true]);
  assert.deepEqual(again.sending, { text: "A", key: "k1" });
  assert.equal(isDue(acknowledged(again, 2), 1_700), true);
});

test("what the server will not have stays in the field", () => {
  const draft = refused(sent(typed(draftOf(notes("", 1)), "A", 0), "k1"));

  assert.equal(heard(draft, notes("", 2)).text, "A");
  assert.equal(isUnsent(draft), false);
});

test("a difference is told in whole characters", () => {
  assert.deepEqual(difference("ask ☎️🙂 now", "ask ☎️🙃 now"), {
    head: 6,
    tail: 4,
    was: "🙂",
    is: "🙃",
  });
  assert.deepEqual(difference("aa", "aaa"), { head: 2, tail: 0, was: "", is: "a" });
  assert.deepEqual(difference("A", "A"), { head: 1, tail: 0, was: "", is: "" });
});
