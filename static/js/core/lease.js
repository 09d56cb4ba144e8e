/**
 * Which page of the agent rings, pops and dials (DECISION 48). The server decides; this only reads
 * what it said. Pure.
 */

import { isReadOnly } from "./presence.js";

/** @typedef {import("./model.js").Model} Model */

/** A number clicked elsewhere is dialled after taking over, if that comes soon. */
const WANTED_MS = 30_000;

/** @param {Model} model whether it is this page that rings, pops and dials */
export function holdsLease({ desk, own }) {
  return own.page !== "" && desk.lease.holder === own.page;
}

/** @param {Model} model whether another browser or device has the lease, and we may take it */
export function isElsewhere(model) {
  const { desk, own } = model;
  if (isReadOnly(model)) return false; // the companion has it, wherever it is
  return desk.lease.holder !== "" && own.browser !== "" && desk.lease.browser !== own.browser;
}

/** @param {Model} model @param {number} at our clock, ms @returns {string} "" where none waits */
export function wantedNumber({ wanted }, at) {
  return wanted !== null && at - wanted.at < WANTED_MS ? wanted.number : "";
}
