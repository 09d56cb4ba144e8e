/**
 * The one place where what the panel knows changes: a message of the server, or something that
 * happened in the panel itself, folded into the model. Pure; the moment comes in as an argument.
 */

import { NOT_HINTED } from "./hints.js";
import { INITIAL } from "./model.js";
import { isVerb, settled } from "./press.js";

/** @typedef {import("./model.js").Model} Model */
/** @typedef {import("./model.js").Said} Said */
/** @typedef {import("./types.js").Message} Message */

/** @typedef {import("./shapes.js").PanelEvent} PanelEvent */

/** What is said of something else than the state of a call: no 'Saved' may overtake it. */
const ASIDES = new Set([
  "said.follow-up-made",
  "said.follow-up-refused",
  "said.marked",
  "said.not-checked",
]);
/** So long it stands, whatever is said meanwhile. */
const ASIDE_MS = 4_000;
/** So long nobody has heard what it comes behind. */
const MOMENT_MS = 1_000;

/**
 * @param {Model} model
 * @param {Message | PanelEvent} event
 * @param {number} at ms, our clock
 * @returns {Model}
 */
export function reduce(model, event, at) {
  switch (event.type) {
    case "snapshot":
    case "call.changed":
    case "call.gone":
    case "desk.changed":
    case "announced":
      return told(model, event, at);
    case "panel.session":
      return session(model, event);
    case "panel.page":
      return { ...model, page: event.trouble };
    case "panel.form":
      return { ...model, form: event.form };
    case "panel.making":
      return making(model, event);
    case "panel.hints-dismissed":
      return dismissed(model, event);
    case "panel.sign-in":
      return { ...model, signIn: { ...model.signIn, ...event.signIn } };
    case "panel.own":
      return { ...model, own: { ...model.own, ...event.own } };
    case "panel.wanted":
      return { ...model, wanted: event.number === null ? null : { number: event.number, at } };
    case "panel.connection":
      return connected(model, event.connection, at);
    case "panel.pressed":
      if (event.key.endsWith(":dtmf")) return model; // no event tells of a tone
      return { ...model, pending: { ...model.pending, [event.key]: at } };
    case "panel.refused":
      return { ...model, pending: without(model.pending, event.key) };
    case "panel.unanswered":
      return unanswered(model, event, at);
    case "panel.said":
      return { ...model, said: saying(model, event, at) };
    case "panel.hushed":
      return { ...model, said: null };
  }
}

/** @param {Model} model @param {Message} message @param {number} at @returns {Model} */
function told(model, message, at) {
  const clockOffset = Date.parse(message.now) - at;
  const heard = { ...model, contactAt: at, clockOffset };
  if (message.type === "snapshot") {
    // one that was asked for while newer messages came in is older than what we have
    return message.seq < model.seq && !model.gap ? model : renewed(heard, message);
  }
  if (message.seq <= model.seq) return model; // a replay after a reconnect
  const gap = model.gap || (model.seq >= 0 && message.seq > model.seq + 1);
  return switched(model, changed({ ...heard, seq: message.seq, gap }, message, at));
}

/** @param {Model} before @param {Model} after @returns {Model} another presence is confirmed */
function switched(before, after) {
  if (before.desk.presence.since === after.desk.presence.since) return after;
  return { ...after, pending: without(after.pending, "presence") };
}

/** @param {Model} model @param {import("./types.js").Snapshot} snapshot @returns {Model} */
function renewed(model, snapshot) {
  return {
    ...model,
    seq: snapshot.seq,
    gap: false,
    agent: snapshot.agent,
    settings: snapshot.settings,
    desk: snapshot.desk,
    calls: Object.fromEntries(snapshot.calls.map((call) => [call.id, call])),
    hinted: Object.fromEntries(
      Object.entries(model.hinted).filter(([id]) => snapshot.calls.some((call) => call.id === id)),
    ),
    pending: {},
  };
}

/**
 * @param {Model} model
 * @param {Exclude<Message, import("./types.js").Snapshot>} message
 * @param {number} at
 * @returns {Model}
 */
function changed(model, message, at) {
  switch (message.type) {
    case "call.changed": {
      const calls = { ...model.calls, [message.call.id]: message.call };
      const started = model.calls[message.call.id] === undefined;
      const pending = started ? without(model.pending, "dial") : model.pending;
      return {
        ...model,
        calls,
        desk: message.desk,
        pending: settled(pending, message.call.id, message.call),
      };
    }
    case "call.gone": {
      const calls = without(model.calls, message.call_id);
      const hinted = without(model.hinted, message.call_id);
      const pending = settled(model.pending, message.call_id, undefined);
      return { ...model, calls, hinted, desk: message.desk, pending };
    }
    case "desk.changed":
      return { ...model, desk: message.desk };
    case "announced": {
      const { text, tone, call_id: callId } = message;
      const call = callId === null ? undefined : model.calls[callId];
      const pending = callId === null ? model.pending : settled(model.pending, callId, call);
      return { ...model, said: saying(model, { text, tone, callId }, at), pending };
    }
  }
}

/**
 * The telephone system took a command and tells nothing of it.
 * @param {Model} model
 * @param {Extract<PanelEvent, { type: "panel.unanswered" }>} event
 * @param {number} at
 * @returns {Model}
 */
function unanswered(model, { key, since }, at) {
  const [callId = "", command = ""] = key.split(":");
  if (model.pending[key] !== since || !isVerb(model.calls[callId], command)) return model;
  const text = { code: "said.unanswered", params: { command } };
  const said = saying(model, { text, tone: "warning", callId }, at);
  return { ...model, pending: without(model.pending, key), said };
}

/**
 * @param {Model} model
 * @param {Extract<PanelEvent, { type: "panel.session" }>} event
 * @returns {Model}
 */
function session(model, { session, cause }) {
  if (session === "signed-in") {
    const signIn = { ...INITIAL.signIn };
    return { ...model, session, setUpCause: null, signIn };
  }
  const { page, form, signIn, own } = model;
  return { ...INITIAL, page, form, signIn, own, session, setUpCause: cause ?? null };
}

/**
 * @param {Model} model
 * @param {Extract<PanelEvent, { type: "panel.making" }>} event
 * @returns {Model}
 */
function making(model, { callId, step }) {
  const before = model.hinted[callId] ?? NOT_HINTED;
  if (before.making === step || before.making === "pressed") return model;
  return { ...model, hinted: { ...model.hinted, [callId]: { ...before, making: step } } };
}

/**
 * @param {Model} model
 * @param {Extract<PanelEvent, { type: "panel.hints-dismissed" }>} event
 * @returns {Model}
 */
function dismissed(model, { callId, situations }) {
  const before = model.hinted[callId] ?? NOT_HINTED;
  const now = { ...before, dismissed: [...before.dismissed, ...situations] };
  return { ...model, hinted: { ...model.hinted, [callId]: now } };
}

/**
 * The last message wins, but for what tells of something else than the state of a call.
 * @param {Model} model
 * @param {Omit<Extract<PanelEvent, { type: "panel.said" }>, "type">} event
 * @param {number} at
 * @returns {Said}
 */
function saying({ said: before }, { text, tone, callId, spoken = false }, at) {
  const aside = ASIDES.has(text.code);
  const beside = [before, before?.beside ?? null].find(
    (one) =>
      one !== null &&
      !one.spoken &&
      one.text.code !== text.code &&
      ((aside && at - one.at < MOMENT_MS) || (ASIDES.has(one.text.code) && at - one.at < ASIDE_MS)),
  );
  return { text, tone, callId, at, spoken, beside: beside ? { ...beside, beside: null } : null };
}

/**
 * @param {Model} model
 * @param {import("./model.js").ConnectionState} connection
 * @param {number} at
 * @returns {Model}
 */
function connected(model, connection, at) {
  const contactAt = connection === "live" ? at : model.contactAt;
  const pending = connection === "lost" ? {} : model.pending;
  return { ...model, connection, contactAt, pending };
}

/**
 * @template T
 * @param {Record<string, T>} all
 * @param {string} key
 * @returns {Record<string, T>}
 */
function without(all, key) {
  const { [key]: _gone, ...rest } = all;
  return rest;
}
