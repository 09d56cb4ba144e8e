/**
 * When to come back after a socket closed, and what the close meant. Pure: chance and clock come in.
 */

const FIRST_MS = 1_000;
const CAP_MS = 15_000;
/** A socket that lived this long was healthy: the next failure starts counting from one. */
const HEALTHY_MS = 30_000;

/** @typedef {"again" | "signed-out"} CloseMeaning */

/** @param {number} code of the close frame (RFC 6455, 7.4) @returns {CloseMeaning} */
export function meaningOf(code) {
  return code === 4401 ? "signed-out" : "again";
}

/**
 * @param {number} failures in a row, 0 for the first
 * @param {number} chance 0 ≤ chance < 1
 * @returns {number} ms: full jitter, so that a restart does not bring everybody back at once
 */
export function backoff(failures, chance) {
  return Math.floor(chance * Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(failures, 10)));
}

/** @param {number} failures before @param {number} lived ms of the socket that closed */
export function failuresAfter(failures, lived) {
  return lived >= HEALTHY_MS ? 0 : failures + 1;
}
