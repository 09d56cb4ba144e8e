// What went over the wire, as table rows: events told and commands received, latest first.

import { element } from "./element.js";

/**
 * @typedef {object} Sending
 * @property {{ type: string, time: string, data: Record<string, unknown> }} event
 * @property {"waiting" | "delivered" | "refused"} state
 * @property {number} attempts
 * @property {number | null} status
 */
/**
 * @typedef {object} Received
 * @property {string} at
 * @property {{ type?: unknown, data?: Record<string, unknown> }} command
 * @property {number} status
 * @property {string} detail
 */
/** @typedef {{ at: string, what: string, data: Record<string, unknown>, taken: string, how: string }} Row */

const ROWS = 60;

/** @param {Sending[]} events @param {Received[]} commands @returns {HTMLElement[]} */
export function wireRows(events, commands) {
  return [...events.map(told), ...commands.map(commanded)]
    .reverse() // of one millisecond, too, the later one comes first
    .sort((one, other) => Date.parse(other.at) - Date.parse(one.at))
    .slice(0, ROWS)
    .map(row);
}

/** @param {Sending} sending @returns {Row} */
function told({ event, state, attempts, status }) {
  const tries = attempts > 1 ? `, attempt ${attempts}` : "";
  const how = `${state}${status ? ` ${status}` : ""}${tries}`;
  return { at: event.time, what: `→ ${event.type}`, data: event.data, taken: state, how };
}

/** @param {Received} received @returns {Row} */
function commanded({ at, command, status, detail }) {
  const done = status === 202;
  return {
    at,
    what: `← ${command.type}`,
    data: command.data ?? {},
    taken: done ? "delivered" : "refused",
    how: done ? "done" : `${status} ${detail}`,
  };
}

/** @param {Row} shown */
function row({ at, what, data, taken, how }) {
  const cells = [new Date(at).toLocaleTimeString(), what, data.agent, data.call_id];
  return element("tr", {}, [
    ...cells.map((text) => element("td", {}, [String(text ?? "")])),
    element("td", { taken }, [how]),
  ]);
}
