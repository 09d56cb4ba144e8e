/**
 * The form of a record, new or edited: its fields, what has changed, and saving it through the
 * org's rules, whose refusals are shown where they belong.
 */

import { el } from "./dom.js";
import { fieldInput } from "./field-input.js";
import { post, Refused } from "./server.js";

export class RecordForm {
  #type;
  #id;
  #inputs;
  #snag = el("div", { class: "snag", role: "alert" });

  /**
   * @param {any} form the answer of the data route
   * @param {Record<string, unknown>} [defaults] what a field begins with; names it does not have are ignored
   */
  constructor(form, defaults = {}) {
    this.#type = form.type;
    this.#id = form.id;
    this.#inputs = form.fields.map((/** @type {import("./field-input.js").FormField} */ field) =>
      fieldInput(field, defaults[field.name]),
    );
    this.node = el(
      "form",
      { class: "record-form", novalidate: true, "aria-label": form.label },
      this.#snag,
      el("div", { class: "inputs" }, ...this.#inputs.map((/** @type {any} */ { node }) => node)),
    );
    this.node.addEventListener("submit", (event) => event.preventDefault());
    this.#snag.hidden = true;
  }

  /** @returns {Record<string, unknown>} the fields that differ from what they began with */
  get changes() {
    /** @type {Record<string, unknown>} */
    const changed = {};
    for (const { name, value, initial } of this.#inputs)
      if (value() !== initial) changed[name] = value();
    return changed;
  }

  get dirty() {
    return Object.keys(this.changes).length > 0;
  }

  /**
   * Save; resolves to the record's id, or to null when the org refused and the form says why.
   *
   * @returns {Promise<string | null>}
   */
  async save() {
    const named = this.#id ? { Id: this.#id } : { entityApiName: this.#type };
    try {
      const { recordId } = await post("save", { ...named, ...this.#values() });
      return recordId;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#explain(error.faults);
      return null;
    }
  }

  focus() {
    /** @type {HTMLElement | null} */ (this.node.querySelector("input, select, textarea"))?.focus();
  }

  /** @returns {Record<string, unknown>} what is sent: of a new record also what it began with */
  #values() {
    if (this.#id) return this.changes;
    const filled = this.#inputs.map((/** @type {any} */ one) => [one.name, one.value()]);
    return Object.fromEntries(filled.filter((/** @type {any} */ [, value]) => value !== null));
  }

  /** @param {{message: string, fields?: string[]}[]} faults */
  #explain(faults) {
    for (const { complain } of this.#inputs) complain("");
    for (const fault of faults)
      for (const name of fault.fields ?? [])
        this.#inputs
          .find((/** @type {any} */ one) => one.name === name)
          ?.complain(name in this.changes || this.#id ? fault.message : "Complete this field.");
    const messages = faults.map(({ message }) => el("li", {}, message));
    this.#snag.replaceChildren(el("strong", {}, "We hit a snag."), el("ul", {}, ...messages));
    this.#snag.hidden = false;
    /** @type {HTMLElement | null} */ (
      this.node.querySelector("[data-wrong] input, [data-wrong] select, [data-wrong] textarea")
    )?.focus();
  }
}
