/**
 * Records in edit mode. A page that is edited stays as it is while other tabs are shown; leaving
 * one with changes asks first.
 */

import { el } from "./dom.js";
import { confirmDialog } from "./modal.js";
import { RecordForm } from "./record-form.js";
import { recordPage } from "./record-page.js";
import { get } from "./server.js";

/** @typedef {{form: RecordForm, page: HTMLElement}} Edited */

export class Editing {
  /** @type {Map<string, Edited>} by record id */
  #edited = new Map();
  #saved;
  #cancelled;

  /**
   * @param {(heading: any) => void} saved told of the record, by its name of now
   * @param {() => void} cancelled
   */
  constructor(saved, cancelled) {
    this.#saved = saved;
    this.#cancelled = cancelled;
  }

  /** @param {string} id @returns {HTMLElement | undefined} the page of a record that is edited */
  page(id) {
    return this.#edited.get(id)?.page;
  }

  /** @param {string} id */
  focus(id) {
    this.#edited.get(id)?.form.focus();
  }

  /** @param {any} record @param {import("./values.js").Actions} actions */
  async begin(record, actions) {
    const form = new RecordForm(await get(`form/${record.type}`, { id: record.id }));
    const body = el(
      "section",
      { class: "card editing", "aria-label": `Edit ${record.title}` },
      form.node,
      el(
        "div",
        { class: "form-actions" },
        button("Cancel", () => this.#cancel(record.id)),
        button("Save", () => void this.#save(record.id), true),
      ),
    );
    this.#edited.set(record.id, { form, page: recordPage(record, actions, body) });
  }

  /** @returns {boolean} whether anything would be lost if the window closed */
  dirty() {
    return [...this.#edited.values()].some(({ form }) => form.dirty);
  }

  /**
   * Ask, if records among these have unsaved changes; what is left is edited no more.
   *
   * @param {string[]} ids
   */
  async mayLeave(ids) {
    const left = ids.filter((id) => this.#edited.has(id));
    if (left.some((id) => this.#edited.get(id)?.form.dirty)) {
      const question = {
        title: "Unsaved Changes",
        text: "Changes you made may not be saved. Leave this page?",
        actions: ["Stay", "Discard Changes"],
      };
      if ((await confirmDialog(question)) !== "Discard Changes") return false;
    }
    for (const id of left) this.#edited.delete(id);
    return true;
  }

  /** @param {string} id */
  async #save(id) {
    const form = this.#edited.get(id)?.form;
    if (!form || (await form.save()) === null) return;
    this.#edited.delete(id);
    this.#saved(await get(`heading/${id}`));
  }

  /** @param {string} id */
  #cancel(id) {
    this.#edited.delete(id);
    this.#cancelled();
  }
}

/** @param {string} label @param {() => void} act @param {boolean} [brand] */
function button(label, act, brand) {
  const look = brand ? "button brand" : "button";
  return el("button", { type: "button", class: look, on: { click: act } }, label);
}
