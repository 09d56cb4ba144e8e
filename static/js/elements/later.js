/**
 * A part of an element that few moments need: loaded when it is first wanted, then it stays.
 */

/** @template {HTMLElement} Part */
export class Later {
  /** What was loaded, null before. @type {Part | null} */
  here = null;
  #asked = false;
  #load;
  #place;

  /**
   * @param {() => Promise<Part>} load @param {(part: Part) => void} place puts it where it stands
   */
  constructor(load, place) {
    this.#load = load;
    this.#place = place;
  }

  /**
   * Shows it, or hides what has been there.
   * @param {boolean} wanted @param {(part: Part) => void} update
   */
  show(wanted, update) {
    if (wanted && !this.#asked) this.#ask();
    if (this.here === null) return;
    if (this.here.hidden === wanted) this.here.hidden = !wanted;
    update(this.here);
  }

  async #ask() {
    this.#asked = true;
    this.here = await this.#load();
    this.#place(this.here);
  }
}
