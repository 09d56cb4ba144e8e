/**
 * The name of a press: two pages that show the same and press the same button give it the same
 * name, so the server does it once (DECISION 48). Pressed again in one page it is another press.
 */

/** @typedef {import("../core/types.js").CallView} CallView */

/** Each of these is a press of its own, wherever it comes from. */
const OWN = new Set(["dtmf", "notes", "result", "save"]);
const REMEMBERED = 50;

export class PressKeys {
  /** @type {Map<string, number>} how often this page has pressed what it showed */
  #pressed = new Map();

  /**
   * @param {CallView | undefined} call as the page shows it
   * @param {string} command @param {Record<string, unknown>} body
   * @returns {Promise<string>} of 36 characters at most
   */
  async of(call, command, body) {
    if (call === undefined || OWN.has(command)) return crypto.randomUUID();
    const { page: _, ...meant } = body; // what the page around us answers is another in each
    const press = JSON.stringify([call.id, call.version, command, meant]);
    const nth = (this.#pressed.get(press) ?? 0) + 1;
    this.#pressed.set(press, nth);
    if (this.#pressed.size > REMEMBERED) this.#forgetOldest();
    const bytes = new TextEncoder().encode(`${nth} ${press}`);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).slice(0, 16);
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"); // as any other key looks
  }

  #forgetOldest() {
    const [oldest] = this.#pressed.keys();
    if (oldest !== undefined) this.#pressed.delete(oldest);
  }
}
