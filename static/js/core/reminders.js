/**
 * The two moments the panel speaks of by itself: 30 s of hold and 10 s before wrap-up ends
 * (requirements 5.5). Pure; each is due once, the key says which were said.
 */

import { callsOf, wrapUpLeft } from "./selectors.js";

const HELD_MS = 30_000;

/** @typedef {{ key: string, code: "call.held-30" | "wrap-up.soon", callId: string }} Reminder */

/**
 * @param {import("./model.js").Model} model
 * @param {number} now server ms
 * @returns {Reminder[]}
 */
export function reminders(model, now) {
  const soonMs = model.settings.wrap_up_warning_s * 1000;
  return callsOf(model)
    .map((call) => held(call, now) ?? soonOver(call, now, soonMs))
    .filter((reminder) => reminder !== null);
}

/** @param {import("./types.js").CallView} call @param {number} now @returns {Reminder | null} */
function held({ id, phase, held_at: at }, now) {
  if (phase !== "held" || at === null || now - Date.parse(at) < HELD_MS) return null;
  return { key: `${id} ${at}`, code: "call.held-30", callId: id };
}

/**
 * @param {import("./types.js").CallView} call @param {number} now @param {number} soonMs
 * @returns {Reminder | null}
 */
function soonOver(call, now, soonMs) {
  if (call.phase !== "wrap-up" || call.wrap_up === null) return null;
  if (wrapUpLeft(call, now) > soonMs) return null;
  return { key: `${call.id} ${call.wrap_up.ends_at}`, code: "wrap-up.soon", callId: call.id };
}
