/**
 * The languages there are, of which a page loads its own. Another one is a file beside en.js and a
 * line here.
 */

import { Words } from "./words.js";

const CATALOGUES = {
  en: async () => (await import("../../i18n/en.js")).en,
  de: async () => (await import("../../i18n/de.js")).de,
};

/** Of the dialogs that are loaded when they are opened. */
const DIALOGS = {
  en: async () => (await import("../../i18n/dialogs-en.js")).en,
  de: async () => (await import("../../i18n/dialogs-de.js")).de,
};

/**
 * @param {string} language of the agent: "en", "de"; an unknown one falls back to English
 * @param {readonly string[]} locales the browser's, best first: "en-GB" writes 14:02, "en-US" 2:02 PM
 */
export async function wordsFor(language, locales) {
  const known = /** @type {keyof typeof CATALOGUES} */ (language in CATALOGUES ? language : "en");
  const locale = locales.find((one) => one.split("-")[0] === known) ?? known;
  return new Words(await CATALOGUES[known](), locale, DIALOGS[known]);
}
