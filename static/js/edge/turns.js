/**
 * Requests of one kind reach the server one after the other: no tone overtakes the one before it, no
 * choice an earlier one, no report of what is open a newer report.
 */

export class Turns {
  /** @type {Map<string, Promise<unknown>>} the last of each kind */
  #last = new Map();

  /**
   * @template T
   * @param {string} kind @param {() => Promise<T>} send when those before it are over
   * @returns {Promise<T>}
   */
  take(kind, send) {
    const sent = (this.#last.get(kind) ?? Promise.resolve()).then(send);
    const over = sent
      .catch(() => undefined)
      .finally(() => {
        if (this.#last.get(kind) === over) this.#last.delete(kind);
      });
    this.#last.set(kind, over);
    return sent;
  }
}
