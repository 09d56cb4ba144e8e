/**
 * Questions the panel asks of its model: which call is shown, in which state the panel is, what the
 * utility bar says. Pure; nothing is remembered between two questions.
 */

import { countdown, stopwatch } from "./format.js";
import { isElsewhere } from "./lease.js";
import { isReadOnly, wordOf } from "./presence.js";
import { PENDING_MS } from "./press.js";

/** @typedef {import("./model.js").Model} Model */
/** @typedef {import("./types.js").CallView} CallView */
/** @typedef {import("./types.js").Phase} Phase */
/** @typedef {import("./words.js").Words} Words */

/** @typedef {Exclude<Phase, "ended"> | "consulting" | "starting" | "set-up-needed" | "signed-out" |
 *   "reconnecting" | "ready" | "away" | "logout" | "elsewhere"} PanelPhase */

/** After this it is forgotten: the server has long since said what became of it. */
const FORGOTTEN_MS = 10_000;
const RUNNING = new Set(["dialling", "ringing", "talking", "held"]);
/** What is told of a call once an agent has had the customer. */
const HAD = new Set(["event.answered", "event.connected"]);

/** @param {CallView} call whether it is still at the telephone */
export function isRunning(call) {
  return RUNNING.has(call.phase);
}

/** @param {CallView} call whether somebody had the customer before it came here (B-23) */
export function isHandedOn({ events }) {
  return events.some(({ text }) => HAD.has(text.code));
}

/** @param {Model} model @returns {CallView[]} oldest first, those that only ended left out */
export function callsOf(model) {
  return Object.values(model.calls)
    .filter((call) => call.phase !== "ended")
    .sort((one, other) => one.started_at.localeCompare(other.started_at));
}

/**
 * The call the panel shows in full: the active one (requirements 1.2, the server decides), else the
 * one that ended last and is still being written or just was.
 * @param {Model} model
 * @returns {CallView | null}
 */
export function shownCall(model) {
  const active = model.desk.active_call;
  const call = active === null ? undefined : model.calls[active];
  if (call !== undefined && call.phase !== "ended") return call;
  const ended = callsOf(model).sort((one, other) =>
    (one.ended_at ?? one.started_at).localeCompare(other.ended_at ?? other.started_at),
  );
  return ended.at(-1) ?? null;
}

/**
 * The order in which the calls stand: the active one on top, so that nothing that comes moves its
 * buttons; but what rings during wrap-up stands above it (DECISION 13). What has been saved beside
 * the shown call has nothing left to say.
 * @param {Model} model
 * @returns {CallView[]}
 */
export function inOrder(model) {
  const shown = shownCall(model);
  const done = new Set(["saving", "saved"]);
  const above = shown !== null && !isRunning(shown);
  const rank = (/** @type {CallView} */ call) => {
    if (call === shown) return 1;
    if (call.phase === "ringing") return above ? 0 : 2;
    return isRunning(call) ? 3 : 4;
  };
  return callsOf(model)
    .filter((call) => call === shown || !done.has(call.phase))
    .sort((one, other) => rank(one) - rank(other));
}

/** @param {Model} model @returns {PanelPhase} what data-phase says */
export function phaseOf(model) {
  const unsure = model.session === "starting" || model.session === "signed-in";
  if (unsure && model.connection === "lost") return "reconnecting";
  if (model.session !== "signed-in") return model.session;
  if (model.seq < 0) return "starting";
  if (isElsewhere(model)) return "elsewhere";
  const shown = shownCall(model);
  if (shown === null || shown.phase === "ended") return idlePhase(model);
  if (isReadOnly(model) && isRunning(shown)) return "logout";
  return shown.asking === null ? shown.phase : "consulting";
}

/** @param {Model} model @returns {"ready" | "away" | "logout"} */
function idlePhase({ desk }) {
  return desk.presence.state === "available" ? "ready" : desk.presence.state;
}

/** @param {Model} model whether a number can be dialled: no call at the telephone, none being asked */
export function canDial(model) {
  return (
    model.session === "signed-in" &&
    model.connection === "live" &&
    !isReadOnly(model) &&
    !callsOf(model).some((call) => isRunning(call) || call.phase === "wrap-up")
  );
}

/** @param {Model} model @param {string} key @param {number} at */
export function isPending(model, key, at) {
  const since = model.pending[key];
  if (since === undefined) return false;
  return at - since >= PENDING_MS && at - since < FORGOTTEN_MS;
}

/** @param {CallView} call @param {Words} words who is on the phone, as well as is known */
export function callerOf(call, words) {
  const inside = call.direction === "Internal" ? call.colleague : "";
  return call.party?.label || inside || call.number || words.say("call.withheld");
}

/**
 * @param {CallView} call
 * @param {import("./options.js").Slot} slot of several people the first is the one named; "any" is none
 */
export function labelIn(call, slot) {
  return call.assigned.find((one) => one.slot === slot)?.record.label ?? "";
}

/** @param {CallView} call @param {number} now server time, ms; talked, or ringing so far, ms */
export function lasted(call, now) {
  const start = Date.parse(call.connected_at ?? call.started_at);
  return (call.ended_at === null ? now : Date.parse(call.ended_at)) - start;
}

/** @param {CallView} call @param {number} now server time, ms */
export function wrapUpLeft(call, now) {
  return call.wrap_up === null ? 0 : Math.max(0, Date.parse(call.wrap_up.ends_at) - now);
}

/**
 * What the utility bar shows (requirements 5.2): an SLDS utility icon and a label.
 * @param {Model} model
 * @param {Words} words
 * @param {number} now server time, ms
 * @returns {{ icon: string, label: string }}
 */
export function barOf(model, words, now) {
  const phase = phaseOf(model);
  const call = shownCall(model);
  const running = callsOf(model).filter(isRunning);
  const parties = running.length + running.filter(({ asking }) => asking !== null).length;
  if (phase === "elsewhere") return { icon: "pause", label: words.say("phase.elsewhere") };
  if (phase === "away" || phase === "logout") {
    const { state: presence, reason } = model.desk.presence;
    return { icon: "away", label: wordOf({ presence, reason }, words) };
  }
  if (call !== null && parties > 1) {
    return { icon: "call", label: words.say("bar.two-calls", { n: parties }) };
  }
  switch (phase) {
    case "set-up-needed":
      return { icon: "warning", label: words.say("bar.set-up") };
    case "starting":
    case "signed-out":
      return { icon: "offline", label: words.say("bar.phone") };
    case "reconnecting":
      return { icon: "sync", label: words.say("bar.reconnecting") };
    case "saving":
    case "saved":
      return { icon: "record", label: words.say("phase.saved") };
    case "not-saved":
      return { icon: "warning", label: words.say("bar.not-saved") };
    case "ready":
      return { icon: "record", label: words.say("phase.ready") };
    default:
      return call === null
        ? { icon: "record", label: words.say("phase.ready") }
        : barOfCall(call, words, now);
  }
}

/** @param {CallView} call @param {Words} words @param {number} now */
function barOfCall(call, words, now) {
  switch (call.phase) {
    case "dialling":
      return { icon: "outbound_call", label: callerOf(call, words) };
    case "ringing":
      return {
        icon: "incoming_call",
        label: words.say("bar.ringing", { caller: callerOf(call, words) }),
      };
    case "held":
      return { icon: "pause", label: stopwatch(now - Date.parse(call.held_at ?? call.started_at)) };
    case "wrap-up":
      return {
        icon: "edit",
        label: words.say("bar.wrap-up", { time: countdown(wrapUpLeft(call, now)) }),
      };
    default:
      return { icon: "call", label: stopwatch(lasted(call, now)) };
  }
}
