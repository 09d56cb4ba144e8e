/**
 * The wire between a page of Classic and the softphone's frame: texts that begin with
 * interactionApi/ and go on as a query string (docs/emulator.md). Takes only texts of the frame
 * itself from the adapter's origin with the nonce it was given; a call without a callback, known
 * by its bare name, gets no answer.
 */

const CALLS = "interactionApi/";
const LISTENERS = ["onFocus", "onClickToDial"];

/** Salesforce says no; `result` stands beside the text, null where the method has no boolean. */
export class Fault extends Error {
  /** @param {string} text @param {unknown} [result] */
  constructor(text, result = null) {
    super(text);
    this.result = result;
  }
}

/**
 * @typedef {Record<string, string>} Given
 * @typedef {{result: unknown, id?: string, after?: () => void}} Answer `after` runs once the answer
 *   is on its way: a navigation, which ends the frame
 * @typedef {(given: Given, version: number) => Answer | Promise<Answer>} Method
 * @typedef {"normal" | "silent" | {error: string} | {result: unknown}} Behaviour
 */

/** Dispatches "said" with each message of both directions. */
export class Wire extends EventTarget {
  #frame;
  #methods;
  #origin = "";
  #nonce = "";
  #version = 0;
  /** @type {Set<string>} */
  #heard = new Set();
  /** @type {Map<string, Behaviour>} how a test wants a method to answer */
  behaviours = new Map();
  /** @type {{way: "in" | "out", message: string}[]} every message, oldest first */
  messages = [];

  /**
   * @param {HTMLIFrameElement} frame
   * @param {Record<string, Method>} methods
   */
  constructor(frame, methods) {
    super();
    this.#frame = frame;
    this.#methods = methods;
    window.addEventListener("message", (event) => this.#receive(event));
  }

  /**
   * Speak with what the frame is about to load, and with nobody before.
   *
   * @param {{origin: string, nonce: string}} loaded
   */
  attach({ origin, nonce }) {
    this.#origin = origin;
    this.#nonce = nonce;
    this.#heard.clear();
  }

  /** The API version the softphone speaks, 0 before its first message. */
  get version() {
    return this.#version;
  }

  /**
   * Tell the softphone's listeners of something, where it has any.
   *
   * @param {string} method
   * @param {unknown} result
   */
  emit(method, result) {
    if (this.#heard.has(method)) this.#post({ method, result });
  }

  /** @param {MessageEvent} event */
  async #receive({ data, origin, source }) {
    if (source !== this.#frame.contentWindow || origin !== this.#origin) return;
    if (typeof data !== "string" || !data.startsWith(CALLS)) return;
    const given = parsed(data.slice(CALLS.length));
    if (given.nonce !== this.#nonce) return;
    this.#said("in", data);
    this.#version = Number(given.apiVersion);
    const [, name = "", number] = /^([A-Za-z]+)(_\d+)?$/.exec(given.method ?? "") ?? [];
    if (LISTENERS.includes(name)) this.#heard.add(name);
    else await this.#answer(name, given, number !== undefined);
  }

  /** @param {string} name @param {Given} given @param {boolean} wanted */
  async #answer(name, given, wanted) {
    const behaviour = this.behaviours.get(name) ?? "normal";
    if (behaviour === "silent") return;
    const { after, ...answer } = await this.#respond(name, given, behaviour);
    if (wanted) this.#post({ method: given.method, ...answer });
    after?.();
  }

  /**
   * @param {string} name
   * @param {Given} given
   * @param {Exclude<Behaviour, "silent">} behaviour
   * @returns {Promise<Answer & {error?: string}>}
   */
  async #respond(name, given, behaviour) {
    try {
      if (behaviour !== "normal" && "error" in behaviour) throw new Fault(behaviour.error);
      if (behaviour !== "normal") return behaviour;
      const method = this.#methods[name];
      if (!method) throw new Fault(`${name} is not imitated`);
      return await method(given, this.#version);
    } catch (error) {
      const result = error instanceof Fault ? error.result : null;
      return { result, error: error instanceof Error ? error.message : String(error) };
    }
  }

  /** @param {"in" | "out"} way @param {string} message */
  #said(way, message) {
    this.messages.push({ way, message });
    this.dispatchEvent(new CustomEvent("said", { detail: { way, message } }));
  }

  /** @param {Record<string, unknown>} values null and undefined travel as an empty value */
  #post(values) {
    const message =
      CALLS +
      Object.entries(values)
        .map(([name, value]) => `${name}=${encodeURIComponent(written(value))}`)
        .join("&");
    this.#said("out", message);
    this.#frame.contentWindow?.postMessage(message, this.#origin);
  }
}

/**
 * Return the values of a query string whose + is no space.
 *
 * @param {string} text
 * @returns {Given}
 */
export function parsed(text) {
  /** @type {Given} */
  const found = {};
  for (const pair of text.split("&").filter(Boolean)) {
    const [name = "", ...rest] = pair.split("=");
    found[decoded(name)] = decoded(rest.join("="));
  }
  return found;
}

/** @param {string} text left as it is where it is no encoding */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {unknown} value */
function written(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
