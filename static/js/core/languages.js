/**
 * The languages there are. Another one is a file beside en.js and a line here.
 */

import { de } from "../../i18n/de.js";
import { en } from "../../i18n/en.js";
import { Words } from "./words.js";

const CATALOGUES = { en, de };

/**
 * @param {string} language of the agent: "en", "de"; an unknown one falls back to English
 * @param {readonly string[]} locales the browser's, best first: "en-GB" writes 14:02, "en-US" 2:02 PM
 */
export function wordsFor(language, locales) {
  const known = /** @type {keyof typeof CATALOGUES} */ (language in CATALOGUES ? language : "en");
  const locale = locales.find((one) => one.split("-")[0] === known) ?? known;
  return new Words(CATALOGUES[known], locale);
}
