/**
 * Pattern: the listbox of a combobox, its options in groups; one is active while the focus stays in
 * the field. What stays keeps its node, so that the list does not move under the pointer.
 */

import { attribute, freshId, h, icon, keyed, show } from "./dom.js";
import { dress, typeIcon } from "./record.js";

/** @typedef {import("../core/options.js").Option} Option */
/** @typedef {import("../core/words.js").Code} Code */

export class OptionList {
  #words;
  /** @type {Option[]} in the order in which they stand */
  #options = [];
  #active = "";
  /** @type {(option: Option) => boolean} */
  #adds = () => false;

  /** @param {import("../core/words.js").Words} words @param {string} name of its field */
  constructor(words, name) {
    const id = freshId("options");
    this.#words = words;
    this.node = h("div", { id, role: "listbox", class: "options__list", "aria-label": name });
  }

  get size() {
    return this.#options.length;
  }

  /** @returns {Option | undefined} */
  get active() {
    return this.#options.find(({ record }) => record.id === this.#active);
  }

  /** Of the node of the active option, "" where none is. */
  get activeId() {
    return this.active === undefined ? "" : this.#nodeId(this.#active);
  }

  /**
   * @param {Partial<Record<Code, Option[]>>} groups by the code of their title, in order
   * @param {(option: Option) => boolean} adds whether the pointer finds a plus beside an option
   */
  update(groups, adds) {
    this.#adds = adds;
    const filled = Object.entries(groups).filter(([, options]) => options.length > 0);
    this.#options = filled.flatMap(([, options]) => options);
    show(this.node, this.#options.length > 0);
    const titled = filled.some(([code]) => code !== "combobox.on-call");
    keyed(
      this.node,
      filled.map(([code, options]) => ({ key: code, code: /** @type {Code} */ (code), options })),
      ({ code }) => this.#group(code),
      (group, { options }) => this.#update(group, options, titled),
    );
  }

  /** @param {string} recordId of the option that is active from now on, "" for none */
  mark(recordId) {
    this.#active = recordId;
    for (const node of this.node.querySelectorAll("[role=option]")) {
      const marked = node.id === this.activeId;
      attribute(node, "aria-selected", String(marked));
      if (marked) node.scrollIntoView({ block: "nearest" });
    }
  }

  /** @param {number} step to the next or the last, round and round */
  move(step) {
    const at = this.#options.findIndex(({ record }) => record.id === this.#active);
    const { length } = this.#options;
    const next = at < 0 ? (step > 0 ? 0 : length - 1) : (at + step + length) % length;
    this.mark(this.#options[next]?.record.id ?? "");
  }

  /** @param {EventTarget | null} target @returns {Option | undefined} */
  optionOf(target) {
    const node = target instanceof Element ? target.closest("[role=option]") : null;
    return this.#options.find(({ record }) => this.#nodeId(record.id) === node?.id);
  }

  /** @param {string} recordId */
  #nodeId(recordId) {
    return `${this.node.id}-${recordId}`;
  }

  /** @param {Code} code */
  #group(code) {
    const title = this.#words.say(code);
    return h(
      "div",
      { role: "group", "aria-label": title },
      h("div", { class: "title options__title", "aria-hidden": "true" }, title),
      h("div", { class: "options__rows", role: "presentation" }),
    );
  }

  /** @param {HTMLDivElement} group @param {Option[]} options @param {boolean} titled */
  #update(group, options, titled) {
    const [title, rows] = /** @type {HTMLCollectionOf<HTMLElement>} */ (group.children);
    if (!title || !rows) return;
    show(title, titled);
    keyed(
      rows,
      options.map((option) => ({ key: option.record.id, option })),
      () => this.#row(),
      (row, { option }) => this.#dress(row, option),
    );
  }

  #row() {
    const label = h("span", { class: "record__label", dir: "auto" });
    const more = h("span", { class: "record__more" });
    const pause = h("span", { class: "hidden-text" }, ", "); // for those who hear it
    const name = h("span", { class: "record__name" }, label, pause, more);
    const tick = icon("success");
    // for the pointer alone: the keyboard has a button in the foot
    const plus = h("span", { class: "option__add", "aria-hidden": "true" }, icon("add"));
    return h("div", { role: "option", class: "record option" }, typeIcon(), name, tick, plus);
  }

  /** @param {HTMLElement} row @param {Option} option */
  #dress(row, option) {
    const { record, about, chosen } = option;
    dress(row, chosen ? { ...record, relation: "assigned" } : record, this.#words, about);
    attribute(row, "id", this.#nodeId(record.id));
    attribute(row, "aria-selected", String(record.id === this.#active));
    const tick = row.querySelector(".icon[data-icon=success]");
    if (tick instanceof HTMLElement) show(tick, chosen);
    const plus = row.querySelector(".option__add");
    if (plus instanceof HTMLElement) show(plus, this.#adds(option));
  }
}
