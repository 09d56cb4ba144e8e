/**
 * The languages there are, of which a page loads its own. Another one is a file beside en.js and a
 * line here.
 */

import { Words } from "./words.js";

const CATALOGUES = {
  en: async () => (await import("../../i18n/en.js")).en,
  de: async () => (await import("../../i18n/de.js")).de,
};

/** What is said beside a call, fetched with the first word of it. */
const DIALOGS = {
  en: async () => (await import("../../i18n/dialogs-en.js")).en,
  de: async () => (await import("../../i18n/dialogs-de.js")).de,
};

/** What is seldom told of a call and its log; fetched together with those. */
const TOLD = {
  en: async () => (await import("../../i18n/told-en.js")).en,
  de: async () => (await import("../../i18n/told-de.js")).de,
};

/** The languages that are written from right to left. */
const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);

/** @param {string} language @returns {"ltr" | "rtl"} */
export function directionOf(language) {
  return RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
}

/**
 * @param {string} language of the agent: "en", "de"; an unknown one falls back to English
 * @param {readonly string[]} locales the browser's, best first: "en-GB" writes 14:02, "en-US" 2:02 PM
 * @param {string} [own] the locale of the Salesforce user, which goes before the browser's
 * @param {string} [zone] their time zone, which does so too
 */
export async function wordsFor(language, locales, own = "", zone = "") {
  const known = /** @type {keyof typeof CATALOGUES} */ (language in CATALOGUES ? language : "en");
  const locale = understood(own) || locales.find((one) => one.split("-")[0] === known) || known;
  const words = new Words(await CATALOGUES[known](), locale, () => seldom(known), zoneOf(zone));
  words.language = known;
  return words;
}

/**
 * What a Salesforce user reads, by their own language, locale and time zone.
 * @param {Pick<import("./types.js").AgentView, "language" | "locale" | "time_zone">} agent "" is
 *   not known yet
 * @param {readonly string[]} locales the browser's
 * @param {Words} words those at hand
 * @returns {Promise<Words | null>} null where these are theirs
 */
export async function wordsOf({ language, locale, time_zone: zone }, locales, words) {
  if (language === "") return null;
  const own = await wordsFor(language, locales, locale, zone);
  const same = own.locale === words.locale && own.zone === words.zone;
  return same && own.language === words.language ? null : own;
}

/** @param {keyof typeof CATALOGUES} language */
async function seldom(language) {
  const parts = await Promise.all([DIALOGS[language](), TOLD[language]()]);
  return Object.assign({}, ...parts);
}

/** A zone that the browser can tell the time of. @param {string} name @returns {string | undefined} */
function zoneOf(name) {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** As much of a locale as Intl takes: Salesforce has "de-DE-EURO". @param {string} locale @returns {string} */
function understood(locale) {
  if (locale === "") return "";
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? "";
  } catch {
    return understood(locale.slice(0, Math.max(0, locale.lastIndexOf("-"))));
  }
}
