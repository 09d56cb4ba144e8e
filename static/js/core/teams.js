/**
 * The themes of Microsoft Teams in our colours; the server knows them too (web/companion.py), for the
 * first moment. Pure.
 */

/** @type {Record<string, "light" | "dark">} */
const SCHEMES = { default: "light", dark: "dark", contrast: "dark" };

/** @param {string} theme @returns {"light" | "dark" | null} null: one we do not know, so the system's */
export function schemeOf(theme) {
  return SCHEMES[theme] ?? null;
}
