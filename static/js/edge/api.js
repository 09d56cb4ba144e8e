/**
 * Commands up, by POST. Each carries a key of its own, so that the same press sent twice after a
 * network failure is done once. Nothing here knows what a command means.
 */

import { isUnknown } from "../core/sign-in.js";

const REPEATS_MS = [300, 1_000, 2_500];
const REPEATABLE = new Set([0, 502, 503, 504]);
const NO_ANSWER_MS = 20_000;

/** The server refused, or nobody answered (status 0). */
export class Problem extends Error {
  /** @param {number} status @param {Record<string, unknown>} body problem+json */
  constructor(status, body) {
    super(`${status} ${String(body.error_id ?? body.title ?? "")}`);
    this.status = status;
    this.body = body;
  }
}

/**
 * @typedef {object} Identity
 * @property {() => string | null} token
 * @property {() => Promise<boolean>} renew whether there is a new token now
 */

export class Api {
  #identity;

  /** @param {Identity} identity */
  constructor(identity) {
    this.#identity = identity;
  }

  /** @param {string} path @returns {Promise<Record<string, unknown>>} raises Problem */
  get(path) {
    return this.#send(path, { method: "GET" });
  }

  /**
   * @param {string} path
   * @param {unknown} body
   * @param {{ last?: boolean, key?: string }} [more] last: the page is going away, so no second
   *   try; key: the same again is done once
   * @returns {Promise<Record<string, unknown>>} raises Problem
   */
  post(path, body, { last = false, key = crypto.randomUUID() } = {}) {
    const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
    const request = { method: "POST", headers, body: JSON.stringify(body), keepalive: last };
    return this.#send(path, request, last ? [] : REPEATS_MS);
  }

  /** @param {string} path @returns {Promise<Record<string, unknown>>} raises Problem */
  remove(path) {
    return this.#send(path, { method: "DELETE" }, REPEATS_MS);
  }

  /**
   * A question nobody needs the answer to once the signal says so; tried once.
   * @param {string} path @param {unknown} body @param {AbortSignal} signal
   * @returns {Promise<Record<string, unknown>>} raises Problem, with status 0 when given up
   */
  ask(path, body, signal) {
    const headers = { "Content-Type": "application/json" };
    return this.#send(path, { method: "POST", headers, body: JSON.stringify(body), signal });
  }

  /** @param {string} path @param {RequestInit} request @param {number[]} [repeats] */
  async #send(path, request, repeats = []) {
    let renewed = false;
    for (let left = [...repeats]; ; ) {
      const { status, body } = await exchange(path, this.#signed(request));
      if (status >= 200 && status < 300) return body;
      if (isUnknown(status, body) && !renewed) {
        renewed = true;
        if (await this.#identity.renew()) continue;
      }
      const [wait, ...rest] = left;
      const final = body.error_id === "telephony"; // a no: who asked for it may ask again
      if (final || !REPEATABLE.has(status) || wait === undefined) throw new Problem(status, body);
      left = rest;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  /** @param {RequestInit} request @returns {RequestInit} */
  #signed(request) {
    const headers = { ...request.headers, Authorization: `Bearer ${this.#identity.token() ?? ""}` };
    return { ...request, headers };
  }
}

/**
 * One request, whatever becomes of it; who does not answer in time counts as nobody.
 * @param {string} path
 * @param {RequestInit} request
 * @param {number} [patience] milliseconds
 * @returns {Promise<{ status: number, body: Record<string, unknown> }>} status 0: nobody answered
 */
export async function exchange(path, request, patience = NO_ANSWER_MS) {
  try {
    const late = AbortSignal.timeout(patience);
    const signal = request.signal ? AbortSignal.any([request.signal, late]) : late;
    const response = await fetch(path, { cache: "no-store", ...request, signal });
    const body = await response.json().catch(() => ({}));
    return { status: response.status, body };
  } catch {
    return { status: 0, body: {} };
  }
}
