/**
 * What the answers of the sign-in routes mean, and when to ask again. Pure.
 */

/** @typedef {{ token: string, renew_token: string | null, expires_in: number }} Grant */
/** @typedef {{ login_id: string, secret: string, bind_code: string, popup_url: string,
 *   expires_in: number }} Start */
/** @typedef {import("./words.js").Code} Code */

/** @typedef {{ kind: "waiting" } | { kind: "granted", grant: Grant }
 *   | { kind: "refused", trouble: Code }} Claim */

/** @type {Record<string, Code>} */
const TROUBLES = {
  "sign-in-cancelled": "sign-in.cancelled",
  "sign-in-refused": "sign-in.refused",
  "sign-in-expired": "sign-in.expired",
  "not-linked": "sign-in.not-linked",
  "other-org": "sign-in.other-org",
};

/**
 * @param {number} status
 * @param {Record<string, unknown>} body
 * @returns {Claim}
 */
export function claimOf(status, body) {
  if (status === 202) return { kind: "waiting" };
  const grant = grantOf(status, body);
  if (grant !== null) return { kind: "granted", grant };
  if (status >= 500) return { kind: "waiting" }; // the server restarts: the claim is still good
  const trouble = TROUBLES[String(body.error_id)] ?? "sign-in.refused";
  return { kind: "refused", trouble };
}

/**
 * @param {number} status
 * @param {Record<string, unknown>} body
 * @returns {Grant | null}
 */
export function grantOf(status, body) {
  if (status !== 200 || typeof body.token !== "string") return null;
  const renew = typeof body.renew_token === "string" ? body.renew_token : null;
  const lifetime = typeof body.expires_in === "number" ? body.expires_in : 600;
  return { token: body.token, renew_token: renew, expires_in: lifetime };
}

/** @param {number} lifetime seconds @returns {number} ms after which to renew: well before the end */
export function renewAfter(lifetime) {
  return Math.max(1_000, Math.min(lifetime * 800, (lifetime - 30) * 1_000));
}

/**
 * Whether the server knows nobody by our token; it says 429 where many such share our address.
 * @param {number} status @param {Record<string, unknown>} body @returns {boolean}
 */
export function isUnknown(status, body) {
  return status === 401 || body.error_id === "not-signed-in";
}

/**
 * @param {number} status 0 when nobody answered
 * @returns {"signed-in" | "signed-out" | "try-again"}
 */
export function renewalMeans(status) {
  if (status === 200) return "signed-in";
  return status === 0 || status === 429 || status >= 500 ? "try-again" : "signed-out";
}
