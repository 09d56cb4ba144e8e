/**
 * Codes to words, in one language. Pure: nothing here touches the page, and nothing here makes
 * HTML; what comes out is text and enters the page as text.
 */

import { age, calmAge, clock } from "./format.js";

/** @typedef {import("../../i18n/en.js").Catalogue} Catalogue */
/** @typedef {import("../../i18n/en.js").Code} Code */
/** @typedef {import("./types.js").Text} Text */

const GAP = /\{([a-z]+)\}/g;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

export class Words {
  /** Of the catalogue: "en". */
  language = "en";
  #catalogue;
  #later;

  /**
   * @param {Catalogue} catalogue
   * @param {string} locale as Intl takes it: "en-GB"
   * @param {() => Promise<Record<string, string>>} [later] more words, loaded by `learn`
   * @param {string} [zone] whose clocks are read: "Europe/Berlin"; else the browser's
   */
  constructor(catalogue, locale, later, zone) {
    this.#later = later;
    this.#catalogue = /** @type {Record<string, string>} */ (catalogue);
    this.locale = locale;
    this.zone = zone;
  }

  /** Loads the words that are seldom needed; before, they say nothing. */
  async learn() {
    const more = await this.#later?.();
    this.#catalogue = { ...this.#catalogue, ...more };
    this.#later = undefined;
  }

  /** @param {Code} code @param {Record<string, string | number>} [params] */
  say(code, params = {}) {
    const written = (/** @type {string | number} */ one) =>
      typeof one === "number" ? one.toLocaleString(this.locale) : one;
    return this.text({ code, params: mapped(params, written) });
  }

  /**
   * A text of the server. One that is seldom needed is silent until its words are there; a code
   * nobody has worded is shown as it is, which is better than silence for good.
   * @param {Text} text
   */
  text(text) {
    const pattern = this.#catalogue[text.code];
    if (pattern === undefined) return this.#unknown(text.code);
    return pattern.replace(GAP, (gap, name) => this.#param(name, text.params[name]) ?? gap);
  }

  /**
   * One sentence after the other; those of others may or may not end in a full stop.
   * @param {...string} parts @returns {string}
   */
  sentences(...parts) {
    const said = parts.filter(Boolean);
    return said
      .map((part, at) => (at < said.length - 1 ? part.replace(/[.\s]*$/, ".") : part))
      .join(" ");
  }

  /** @param {string} type API name: "Contact", "Bombe_Part__c" @returns {string} */
  type(type) {
    const custom = type.replace(/__c$/, "").replace(/^\w+__/, "");
    return this.#catalogue[`type.${type}`] ?? custom.replaceAll("_", " ");
  }

  /** @param {string} iso */
  time(iso) {
    return clock(iso, this);
  }

  /** @param {number} ms @returns {string} "4 s", "3 min" */
  age(ms) {
    const { code, n } = age(ms);
    return this.say(code, { n });
  }

  /** @param {number} ms @returns {string} "seen just now", from 30 s on "seen 30 s ago" */
  seen(ms) {
    if (ms < 30_000) return this.say("age.seen-now");
    const { code, n } = calmAge(ms);
    return this.say("age.seen", { age: this.say(code, { n }) });
  }

  /** @param {number} ms @returns {string} "saved just now", "saved 20 s ago" */
  savedAgo(ms) {
    if (ms < 3_000) return this.say("age.saved-now");
    const { code, n } = ms < 10_000 ? age(ms) : calmAge(ms);
    return this.say("age.saved", { age: this.say(code, { n }) });
  }

  /** @param {string} code */
  #unknown(code) {
    if (this.#later === undefined) return code;
    this.learn().catch(() => undefined); // who draws again asks again
    return "";
  }

  /** @param {string} name @param {string | undefined} value */
  #param(name, value) {
    if (value === undefined) return undefined;
    if (name === "time" && MOMENT.test(value)) return this.time(value);
    if (name === "age" && /^\d+(\.\d+)?$/.test(value)) return this.age(Number(value) * 1000);
    if (name === "command") return this.#catalogue[`command.${value}`] ?? value;
    if (name === "hotkey") return this.#catalogue[`hotkey.${value}`] ?? value;
    if (name === "reason") return this.#catalogue[`reason.${value}`] ?? value;
    if (name === "message") return this.#catalogue[`message.${spelled(value)}`] ?? value;
    if (name === "why") return this.#catalogue[`why.${value}`] ?? value;
    if (name === "fields")
      return value.replace(/\w+/g, (field) => this.#catalogue[`field.${field}`] ?? field);
    return value;
  }
}

/**
 * The code of a sentence that the server says of Salesforce in English; what the org itself says
 * has none. @param {string} sentence @returns {string} "the-connection-to-salesforce-broke"
 */
function spelled(sentence) {
  return (sentence.toLowerCase().match(/[a-z]+/g) ?? []).join("-");
}

/**
 * @template In, Out
 * @param {Record<string, In>} all
 * @param {(one: In) => Out} change
 * @returns {Record<string, Out>}
 */
function mapped(all, change) {
  return Object.fromEntries(Object.entries(all).map(([name, one]) => [name, change(one)]));
}
