/** Converting a lead: into an account, a contact and perhaps an opportunity. The org does it. */

import { el } from "./dom.js";
import { fieldInput } from "./field-input.js";
import { FormModal } from "./modal.js";
import { post, Refused } from "./server.js";
import { toast } from "./toast.js";

/**
 * Ask what the lead shall become, in a window over its page.
 *
 * @param {any} record the lead's page
 * @param {(contactId: string) => unknown} converted
 * @param {string} key of the place the page is shown in
 */
export function convertLead(record, converted, key) {
  const form = new ConversionForm(record);
  const convert = async () => {
    const made = await form.send();
    if (!made) return;
    modal.close();
    toast(`${record.title} was converted.`);
    await converted(made.contact);
  };
  const modal = new FormModal(
    "Convert Lead",
    form.node,
    [
      { label: "Cancel", act: () => modal.close() },
      { label: "Convert", brand: true, act: () => void convert() },
    ],
    () => modal.close(),
    key,
  );
}

class ConversionForm {
  #lead;
  #account = input("Account", "reference", { referenceTo: ["Account"] });
  #contact = input("Contact", "reference", { referenceTo: ["Contact"] });
  #without = input("Don't create an opportunity upon conversion", "boolean", {});
  #opportunity;
  #snag = el("div", { class: "snag", role: "alert" });

  /** @param {any} record */
  constructor(record) {
    const company = record.fields.find((/** @type {any} */ cell) => cell.name === "Company")?.value;
    this.#lead = record.id;
    this.#opportunity = input("Opportunity Name", "string", { value: `${company ?? ""}-` });
    this.#snag.hidden = true;
    this.node = el(
      "form",
      { class: "record-form", novalidate: true, "aria-label": "Convert Lead" },
      this.#snag,
      el("div", {}, this.#account.node, newUnless(`The new account is “${company}”`)),
      el("div", {}, this.#contact.node, newUnless(`The new contact is “${record.title}”`)),
      this.#opportunity.node,
      this.#without.node,
    );
    this.node.addEventListener("submit", (event) => event.preventDefault());
  }

  /** @returns {Promise<{contact: string} | null>} null where the org refused, and the form says why */
  async send() {
    try {
      return await post("convert", {
        lead: this.#lead,
        account: this.#account.value(),
        contact: this.#contact.value(),
        opportunity: this.#without.value() ? null : this.#opportunity.value(),
      });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#snag.textContent = error.message;
      this.#snag.hidden = false;
      return null;
    }
  }
}

/** @param {string} text */
function newUnless(text) {
  return el("p", { class: "none" }, `${text}, unless one is chosen.`);
}

/** @param {string} label @param {string} type @param {object} more */
function input(label, type, more) {
  const plain = { name: label, label, type, value: null, required: false, length: 0, values: [] };
  return fieldInput({ ...plain, ...more });
}
