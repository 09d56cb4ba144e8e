/** The keys that press the panel's buttons: static/js/core/hotkeys.js (B-18). */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  actionOf,
  combinationOf,
  isChoosable,
  labels,
  takenBy,
} from "../../static/js/core/hotkeys.js";

const KEYS = { hold: "Alt+Shift+H", mute: "M", undo: "", save: "F8", notes: "" };

/** @param {Partial<KeyboardEvent>} press */
function combination(press) {
  const none = { altKey: false, shiftKey: false, ctrlKey: false, metaKey: false };
  return combinationOf({ key: "", code: "", ...none, ...press });
}

test("a press is written down by what stands on the key", () => {
  assert.equal(combination({ key: "h", code: "KeyH" }), "H");
  assert.equal(
    combination({ key: "H", code: "KeyJ", altKey: true, shiftKey: true }),
    "Alt+Shift+H",
  );
  assert.equal(combination({ key: "F8", code: "F8", shiftKey: true }), "Shift+F8");
});

test("where Alt makes another sign, the place of the key counts", () => {
  assert.equal(
    combination({ key: "Ó", code: "KeyH", altKey: true, shiftKey: true }),
    "Alt+Shift+H",
  );
  assert.equal(
    combination({ key: "/", code: "Digit7", altKey: true, shiftKey: true }),
    "Alt+Shift+7",
  );
  assert.equal(combination({ key: "/", code: "Digit7", shiftKey: true }), "");
});

test("Ctrl and the system's key are the browser's, and Ctrl with Alt types signs", () => {
  assert.equal(combination({ key: "h", code: "KeyH", ctrlKey: true }), "");
  assert.equal(combination({ key: "@", code: "KeyQ", ctrlKey: true, altKey: true }), "");
  assert.equal(combination({ key: "h", code: "KeyH", metaKey: true }), "");
});

test("keys that move, choose, leave and dial cannot be hotkeys", () => {
  for (const key of ["Enter", "Escape", "Tab", " ", "ArrowUp", "7", "#"]) {
    assert.equal(isChoosable(combination({ key })), false);
  }
  assert.equal(isChoosable("Alt+H"), false);
  assert.equal(isChoosable("Shift+H"), false);
  assert.equal(isChoosable("F5"), false);
  for (const fit of ["Alt+Shift+7", "H", "F2", "Shift+F9"]) assert.equal(isChoosable(fit), true);
});

test("while somebody types, a key alone is a letter", () => {
  assert.equal(actionOf(KEYS, "M", false), "mute");
  assert.equal(actionOf(KEYS, "M", true), null);
  assert.equal(actionOf(KEYS, "F8", true), null);
  assert.equal(actionOf(KEYS, "Alt+Shift+H", true), "hold");
});

test("an action without keys is nobody's, and no press is no action", () => {
  assert.equal(actionOf(KEYS, "", false), null);
  assert.equal(actionOf(KEYS, "Q", false), null);
});

test("keys that are taken name the other action", () => {
  assert.equal(takenBy(KEYS, "mute", "Alt+Shift+H"), "hold");
  assert.equal(takenBy(KEYS, "hold", "Alt+Shift+H"), null);
  assert.equal(takenBy(KEYS, "hold", "Q"), null);
});

test("a Mac calls Alt by another name", () => {
  assert.deepEqual(labels("Alt+Shift+H", false), ["Alt", "Shift", "H"]);
  assert.deepEqual(labels("Alt+Shift+H", true), ["Option", "Shift", "H"]);
  assert.deepEqual(labels("", false), []);
});
