// One call as a card: who, how far, and the buttons that fit. Draws, and decides nothing.

import { element } from "./element.js";

/**
 * @typedef {object} Leg
 * @property {string} id
 * @property {string} agent
 * @property {"initiated" | "offered" | "connected" | "held" | "ended"} state
 * @property {boolean} [muted]
 * @property {string} [consulting] whom this agent asks
 */
/**
 * @typedef {object} Call
 * @property {string} id
 * @property {"inbound" | "outbound"} direction
 * @property {string | null} remote_number
 * @property {string} local_number
 * @property {number} started_at
 * @property {string | null} [queue]
 * @property {Leg[]} [legs]
 * @property {boolean} [waiting]
 * @property {boolean} [ended]
 * @property {string} [outcome]
 * @property {string} [digits]
 */
/** @typedef {{ agents: string[], queues: string[] }} Choices */
/** @typedef {[label: string, action: string]} Choice */

/** What can be done while somebody is asked. @type {Choice[]} */
const ASKING = [
  ["Hand over", "complete"],
  ["Back to the customer", "cancel"],
  ["Conference", "conference"],
  ["Hang up", "end"],
];

/** @param {Call} call @param {Choices} choices */
export function callCard(call, choices) {
  const live = (call.legs ?? []).filter((leg) => leg.state !== "ended");
  const card = element("li", { callId: call.id, state: stateOf(call, live) }, [
    element("h3", {}, [
      element("span", {}, [call.remote_number ?? "Withheld number"]),
      element("span", { class: "state" }, [wordsFor(call, live)]),
    ]),
    element("p", { class: "facts" }, [facts(call)]),
  ]);
  if (call.ended) return card;
  card.append(customer(call, live), ...live.map((leg) => deskPhone(leg, choices)));
  if (call.waiting) card.append(queue(live, choices));
  return card;
}

/** @param {Call} call @param {Leg[]} live */
function stateOf(call, live) {
  if (call.ended) return "ended";
  if (live.some((leg) => leg.state === "connected")) return "talking";
  if (live.some((leg) => leg.state === "held")) return "held";
  return call.waiting && live.length === 0 ? "waiting" : "ringing";
}

/** @param {Call} call @param {Leg[]} live */
function wordsFor(call, live) {
  if (call.ended) return `ended${call.outcome ? `, ${call.outcome.replaceAll("_", " ")}` : ""}`;
  /** @type {Record<string, string>} */
  const words = {
    initiated: "dialling",
    offered: "rings at",
    connected: "talks with",
    held: "held by",
  };
  const legs = live.map((leg) => {
    const asks = leg.consulting ? `, who asks ${leg.consulting}` : "";
    return `${words[leg.state]} ${leg.agent}${asks}${leg.muted ? ", muted" : ""}`;
  });
  if (call.waiting) legs.unshift(`waits in ${call.queue}`);
  return legs.join(" · ") || "heard by nobody";
}

/** @param {Call} call */
function facts(call) {
  const way = call.direction === "inbound" ? "calls" : "called from";
  const through = call.queue ? ` through ${call.queue}` : "";
  return `${way} ${call.local_number}${through}${call.digits ? ` · keyed in ${call.digits}` : ""}`;
}

/** @param {Call} call @param {Leg[]} live */
function customer(call, live) {
  /** @type {Choice[]} */
  const buttons = [];
  if (live.some((leg) => leg.state === "initiated")) buttons.push(["Pick up", "far_end_answers"]);
  buttons.push(["Customer hangs up", "hang_up"]);
  if (call.direction === "inbound" && !live.some(isTalking))
    buttons.push(["Leave voicemail", "voicemail"]);
  return hands("Customer", buttons);
}

/** @param {Leg} leg @param {Choices} choices */
function deskPhone(leg, choices) {
  /** @type {Record<string, Choice[]>} */
  const fitting = {
    initiated: [["Hang up", "end"]],
    offered: [
      ["Answer", "answer"],
      ["Decline", "decline"],
      ["Let it ring out", "no_answer"],
    ],
    connected: [["Hold", "hold"], muting(leg), ["Hang up", "end"]],
    held: [["Resume", "retrieve"], muting(leg), ["Hang up", "end"]],
  };
  if (leg.consulting) return hands(`Agent ${leg.agent}`, [...ASKING, muting(leg)], leg.agent);
  const row = hands(`Agent ${leg.agent}`, fitting[leg.state] ?? [], leg.agent);
  if (isTalking(leg)) {
    const others = choices.agents.filter((agent) => agent !== leg.agent);
    row.append(choice("Transfer to", [...others, ...choices.queues]));
    row.append(button("Transfer", "transfer", leg.agent), button("Ask", "consult", leg.agent));
  }
  return row;
}

/** @param {Leg[]} live @param {Choices} choices */
function queue(live, choices) {
  const row = hands("Queue", []);
  const free = choices.agents.filter((agent) => !live.some((leg) => leg.agent === agent));
  row.append(choice("Ring at", free), button("Ring", "ring"));
  return row;
}

/** @param {Leg} leg */
function isTalking(leg) {
  return leg.state === "connected" || leg.state === "held";
}

/** @param {Leg} leg @returns {Choice} */
function muting(leg) {
  return leg.muted ? ["Unmute", "unmute"] : ["Mute", "mute"];
}

/** @param {string} whose @param {Choice[]} buttons @param {string} [agent] */
function hands(whose, buttons, agent) {
  return element("div", { class: "hands", role: "group", "aria-label": whose }, [
    element("span", { class: "hand" }, [whose]),
    ...buttons.map(([label, action]) => button(label, action, agent)),
  ]);
}

/** @param {string} label @param {string} action @param {string} [agent] */
function button(label, action, agent) {
  return element("button", { type: "button", action, ...(agent ? { agent } : {}) }, [label]);
}

/** @param {string} label @param {string[]} options */
function choice(label, options) {
  const items = options.map((option) => element("option", {}, [option]));
  return element("select", { "aria-label": label }, items);
}
