/**
 * The keys that press the panel's buttons (B-18): how a press is written down, whether it may be a
 * hotkey, what it stands for. Which keys an agent has is said by the server. Pure.
 */

/** @typedef {Record<string, string>} Hotkeys by action, in order; "": no key */

/** As the server has it (cti_adapter/service/hotkeys.py); docs/keyboard.md says why. */
const CHOOSABLE = /^(?:Alt\+Shift\+[A-Z0-9]|[A-Z]|(Shift\+)?F[2489])$/;

/**
 * A press of keys as the server writes it: "Alt+Shift+H", "F8". A letter is the one on the key, and
 * its place on the keyboard only where Alt makes another sign of it, as on a Mac. With Ctrl or the
 * system's key it is none of ours: those are the browser's, and Ctrl with Alt types signs.
 * @param {Pick<KeyboardEvent, "key" | "code" | "altKey" | "shiftKey" | "ctrlKey" | "metaKey">} press
 * @returns {string} "" for what can be no hotkey
 */
export function combinationOf({ key, code, altKey, shiftKey, ctrlKey, metaKey }) {
  if (ctrlKey || metaKey) return "";
  const onKey = /^([A-Za-z]|F\d{1,2})$/.test(key) ? key.toUpperCase() : "";
  const inPlace = altKey ? (/^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1] ?? "") : "";
  const name = onKey || inPlace;
  return name && [altKey && "Alt", shiftKey && "Shift", name].filter(Boolean).join("+");
}

/** @param {string} combination whether an agent may give it to an action */
export function isChoosable(combination) {
  return CHOOSABLE.test(combination);
}

/**
 * @param {Hotkeys} hotkeys @param {string} combination
 * @param {boolean} typing whether the press goes to a field, where a key alone types
 * @returns {string | null} the action to take
 */
export function actionOf(hotkeys, combination, typing) {
  if (combination === "" || (typing && !combination.includes("+"))) return null;
  return Object.keys(hotkeys).find((action) => hotkeys[action] === combination) ?? null;
}

/**
 * @param {Hotkeys} hotkeys @param {string} action @param {string} combination wanted for it
 * @returns {string | null} the other action that has these keys
 */
export function takenBy(hotkeys, action, combination) {
  const other = Object.keys(hotkeys).find((one) => hotkeys[one] === combination);
  return other === undefined || other === action ? null : other;
}

/** @param {string} combination @param {boolean} mac @returns {string[]} the keys, as they are labelled */
export function labels(combination, mac) {
  return combination
    .split("+")
    .filter(Boolean)
    .map((key) => (mac && key === "Alt" ? "Option" : key));
}
