/**
 * What all elements of the panel share. They live in light DOM, are given data by `update`, answer
 * by events, never fetch, and write text as text only. Their parts are fields, made once.
 */

/** @typedef {import("../core/words.js").Words} Words */

/**
 * Gives an element its name in the page. A panel is built anew for an agent who speaks another
 * language than the browser, and then finds the names of what was loaded for the first one.
 * @param {string} name @param {CustomElementConstructor} element
 */
export function define(name, element) {
  if (!customElements.get(name)) customElements.define(name, element);
}

export class PanelElement extends HTMLElement {
  /** @type {AbortController | null} */
  #listeners = null;
  #built = false;

  /** @param {Words} words */
  constructor(words) {
    super();
    this.words = words;
  }

  connectedCallback() {
    if (!this.#built) this.build();
    this.#built = true;
    this.#listeners = new AbortController();
    this.listen(this.#listeners.signal);
  }

  disconnectedCallback() {
    this.#listeners?.abort();
  }

  /** To be overridden: put the parts into the page, once. */
  build() {}

  /** To be overridden. @param {AbortSignal} _signal ends every listener */
  listen(_signal) {}

  /** @template T @param {string} type @param {T} detail */
  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }

  /**
   * A command of the agent on a call.
   * @param {string} callId
   * @param {string} command as the last part of its address: "hang_up"
   * @param {Record<string, unknown>} [body]
   */
  command(callId, command, body = {}) {
    this.tell("cti-command", { callId, command, body });
  }
}
