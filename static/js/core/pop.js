/**
 * When the page around the panel shows a caller's record by itself (requirements 1.4, B-27): once,
 * at its moment, in the page that has the lease, while the agent looks at its window. Pure.
 */

import { holdsLease } from "./lease.js";

/** @typedef {import("./model.js").Model} Model */
/** @typedef {import("./types.js").PopView} PopView */

/** A pop that comes later than this finds the agent in the middle of something else. */
const SOON_MS = 10_000;

/**
 * @param {Model} before @param {Model} after what one message made of it
 * @param {string} own name of our own window, "" where there is no page to show anything
 * @param {number} now server time, ms
 * @returns {PopView[]} what has just fallen due; nothing where all is new to us: a page that was
 *   loaded or away has not seen the moment
 */
export function popsDue(before, after, own, now) {
  if (own === "" || before.seq < 0 || after.desk.active_window !== own || !holdsLease(after))
    return [];
  return Object.values(after.calls).flatMap(({ id, pop }) => {
    const isNew = pop !== null && !before.calls[id]?.pop;
    return isNew && now - Date.parse(pop.at) < SOON_MS ? [pop] : [];
  });
}

/**
 * A record page may be in edit, and no page says so: over a record nothing pops. A page that gives
 * no answer shows none (a console on a list is silent).
 * @param {import("./model.js").PageAnswer} shown what the page answered just now
 */
export function mayPop({ record }) {
  return record === null;
}
