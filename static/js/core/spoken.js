/**
 * What became of a call, in words for those who hear the panel (requirements 5.5): answered, held,
 * resumed, muted, ended, the result that was taken. Whoever looks at the panel sees it anyway. Pure;
 * the ring and what is assigned are said elsewhere.
 */

import { callerOf } from "./selectors.js";

/** @typedef {import("./types.js").CallView} CallView */
/** @typedef {import("./types.js").Text} Text */
/** @typedef {import("./words.js").Words} Words */

/**
 * @param {CallView | undefined} before undefined: the panel did not know the call
 * @param {CallView} call
 * @param {Words} words
 * @returns {Text | null} what to say, null where nothing happened that is to be heard
 */
export function spokenOf(before, call, words) {
  if (before === undefined) return null;
  const { asking } = call;
  if (asking !== null && asking.phase !== before.asking?.phase) {
    const code = asking.phase === "talking" ? "call.talking" : "call.asks";
    return say(code, { caller: asking.who });
  }
  if (call.phase !== before.phase) return newPhase(before, call, words);
  if (call.muted !== before.muted) return say(call.muted ? "call.muted" : "call.unmuted");
  if (call.call_result !== before.call_result) {
    return call.call_result === ""
      ? say("result.none")
      : say("result.taken", { result: call.call_result });
  }
  return null;
}

/** @param {CallView} before @param {CallView} call @param {Words} words */
function newPhase(before, call, words) {
  switch (call.phase) {
    case "talking":
      if (before.phase === "held") return say("call.resumed");
      return say("call.talking", { caller: callerOf(call, words) });
    case "held":
      return say("phase.held");
    case "wrap-up":
      return say("call.over");
    default:
      return null;
  }
}

/**
 * @param {import("./words.js").Code} code @param {Record<string, string>} [params]
 * @returns {Text}
 */
function say(code, params = {}) {
  return { code, params };
}
