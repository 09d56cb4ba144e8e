/**
 * A field that refers to a record: typed text finds records, one is chosen. APG pattern: combobox
 * with a list box; Up and Down move, Enter chooses, Escape closes. Also the global search box's.
 */

import { el } from "./dom.js";
import { tile } from "./icons.js";

const TYPING_MS = 150;

/** @typedef {{id: string, title: string, type: string, label: string, second: unknown}} Suggestion */

/**
 * @typedef {{
 *   find: (text: string) => Promise<Suggestion[]>,
 *   chosen: (one: Suggestion) => void,
 *   first?: (text: string) => HTMLElement,
 * }} How `first` makes an option above the found ones; choosing it is the input's own Enter
 */

/**
 * Give an input a list of suggestions.
 *
 * @param {HTMLInputElement} input
 * @param {How} how
 * @returns {HTMLElement} the list, to be put behind the input
 */
export function suggest(input, how) {
  return new Suggestions(input, how).list;
}

class Suggestions {
  #input;
  #how;
  /** @type {Suggestion[]} */
  #found = [];
  #asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #typing;

  /** @param {HTMLInputElement} input @param {How} how */
  constructor(input, how) {
    this.#input = input;
    this.#how = how;
    const id = `${input.id}-suggestions`;
    const named = { role: "listbox", "aria-label": "Suggestions", class: "suggestions" };
    this.list = el("div", { id, ...named });
    this.list.hidden = true;
    const pattern = { role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list" };
    for (const [name, value] of Object.entries({ ...pattern, "aria-controls": id }))
      input.setAttribute(name, value);
    input.addEventListener("input", () => this.#typed());
    input.addEventListener("click", () => void this.#open());
    input.addEventListener("blur", () => this.#close());
    input.addEventListener("keydown", (event) => this.#pressed(event));
    this.list.addEventListener("mousedown", (event) => this.#clicked(event));
  }

  /** @returns {HTMLElement[]} */
  get #options() {
    return /** @type {HTMLElement[]} */ ([...this.list.children]);
  }

  #typed() {
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#open(), TYPING_MS);
  }

  /** Ask and show; a slow answer never overwrites a later one. */
  async #open() {
    const turn = ++this.#asked;
    const text = this.#input.value.trim();
    const found = await this.#how.find(text);
    if (turn !== this.#asked) return;
    this.#found = found;
    const above = text && this.#how.first ? [this.#how.first(text)] : [];
    const options = [...above, ...found.map(option)];
    options.forEach((each, place) => {
      each.id = `${this.list.id}-${place}`;
    });
    this.list.replaceChildren(...options);
    this.list.hidden = options.length === 0;
    this.#input.setAttribute("aria-expanded", String(!this.list.hidden));
  }

  #close() {
    this.#asked += 1;
    clearTimeout(this.#typing);
    this.list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (this.list.hidden) {
      if (event.key === "ArrowDown") void this.#open();
      return;
    }
    const options = this.#options;
    const at = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
    const marked = options[at];
    if (event.key === "ArrowDown") this.#mark(options[(at + 1) % options.length]);
    else if (event.key === "ArrowUp") this.#mark(options.at(at < 0 ? -1 : at - 1));
    else if (event.key === "Escape") this.#close();
    else if (event.key === "Enter" && marked) this.#choose(marked);
    else return;
    event.preventDefault();
  }

  /** The press would take the focus from the input. @param {MouseEvent} event */
  #clicked(event) {
    event.preventDefault();
    const chosen = event.target instanceof Element && event.target.closest('[role="option"]');
    if (chosen instanceof HTMLElement) this.#choose(chosen);
  }

  /** @param {HTMLElement | undefined} marked */
  #mark(marked) {
    for (const each of this.#options) each.setAttribute("aria-selected", String(each === marked));
    if (marked) this.#input.setAttribute("aria-activedescendant", marked.id);
  }

  /** @param {HTMLElement} chosen */
  #choose(chosen) {
    const one = this.#found.find(({ id }) => id === chosen.dataset.id);
    this.#close();
    if (one) this.#how.chosen(one);
    else this.#input.form?.requestSubmit();
  }
}

/** @param {Suggestion} one */
function option({ id, title, type, label, second }) {
  const below = [label, second].filter(Boolean).join(" · ");
  return el(
    "div",
    { role: "option", "aria-selected": "false", "data-id": id },
    tile(type),
    el("span", {}, el("strong", {}, title), el("small", {}, below)),
  );
}
