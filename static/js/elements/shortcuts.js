/**
 * Presses the panel's own buttons for the keyboard: a hotkey does what a click on its control would
 * do, nothing else, and nothing where the control could not be pressed (B-18).
 */

import { actionOf, combinationOf } from "../core/hotkeys.js";
import { CallCard } from "./card.js";

/** @typedef {import("../core/hotkeys.js").Hotkeys} Hotkeys */

/** @type {Record<string, string>} where an action's control is found */
const CONTROLS = {
  answer: "[data-action='answer']",
  decline: "[data-action='decline']",
  hold: ".control:is([data-action='hold'], [data-action='retrieve'])",
  mute: ".control:is([data-action='mute'], [data-action='unmute'])",
  "hang-up": "[data-action='hang_up']",
  keypad: "[data-action='keypad']",
  assign: "[data-action='assign']",
  undo: "[data-action='undo']",
  notes: ".notes__field",
  result: ".result__field",
  save: "[data-action='save']",
  dial: ".dialer__field",
};

/** Fields are gone to, buttons are pressed. */
const FIELDS = new Set(["notes", "result", "dial"]);
const TYPED_INTO =
  "textarea, input:not([type='checkbox'], [type='radio']), select, [contenteditable], " +
  "[role='combobox'], [role='menu']";

/**
 * Do what a press of keys stands for.
 * @param {KeyboardEvent} event @param {HTMLElement} root the panel @param {Hotkeys} hotkeys
 * @returns {{ action: string, done: boolean } | null} null: these keys stand for nothing
 */
export function byKey(event, root, hotkeys) {
  if (event.repeat || event.isComposing || root.querySelector("dialog[open]")) return null;
  const typing = event.target instanceof Element && event.target.closest(TYPED_INTO) !== null;
  const action = actionOf(hotkeys, combinationOf(event), typing);
  if (action === null) return null;
  event.preventDefault();
  const control = controlOf(root, CONTROLS[action] ?? "");
  const done = control !== null && control.getAttribute("aria-disabled") !== "true";
  if (done) act(action, control, event.timeStamp);
  return { action, done };
}

/** @param {string} action @param {HTMLElement} control @param {number} at */
function act(action, control, at) {
  const card = control.closest("cti-card");
  if (FIELDS.has(action)) control.focus();
  else if (action === "decline" && card instanceof CallCard) card.declineSecond(at, "by-key");
  else control.click();
}

/**
 * The control that can be seen; of several that of the call that stands in full.
 * @param {HTMLElement} root @param {string} selector
 * @returns {HTMLElement | null}
 */
function controlOf(root, selector) {
  const seen = [...root.querySelectorAll(selector)].filter((one) => one.checkVisibility());
  const control = seen.find((one) => one.closest("cti-call[data-shown]") !== null) ?? seen[0];
  return control instanceof HTMLElement ? control : null;
}
