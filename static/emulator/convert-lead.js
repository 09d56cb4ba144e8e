/** Converting a lead: into an account, a contact and perhaps an opportunity. The org does it. */

import { el } from "./dom.js";
import { fieldInput } from "./field-input.js";
import { FormModal } from "./modal.js";
import { post, Refused } from "./server.js";
import { toast } from "./toast.js";

/**
 * @param {any} record the lead's page
 * @param {(contactId: string) => unknown} converted
 */
export async function convertLead(record, converted) {
  const company = record.fields.find((/** @type {any} */ cell) => cell.name === "Company")?.value;
  const account = input("Account", "reference", { referenceTo: ["Account"] });
  const contact = input("Contact", "reference", { referenceTo: ["Contact"] });
  const opportunity = input("Opportunity Name", "string", { value: `${company}-` });
  const without = input("Don't create an opportunity upon conversion", "boolean", {});
  const snag = el("div", { class: "snag", role: "alert" });
  snag.hidden = true;
  const say = (/** @type {string} */ text) =>
    el("p", { class: "none" }, `${text} Leave it empty to make a new one.`);
  const body = el(
    "form",
    { class: "record-form", novalidate: true, "aria-label": "Convert Lead" },
    snag,
    el("div", {}, account.node, say(`A new account would be “${company}”.`)),
    el("div", {}, contact.node, say(`A new contact would be “${record.title}”.`)),
    opportunity.node,
    without.node,
  );
  body.addEventListener("submit", (event) => event.preventDefault());

  const convert = async () => {
    try {
      const made = await post("convert", {
        lead: record.id,
        account: account.value(),
        contact: contact.value(),
        opportunity: without.value() ? null : opportunity.value(),
      });
      modal.close();
      toast(`${record.title} was converted.`);
      await converted(made.contact);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      snag.textContent = error.message;
      snag.hidden = false;
    }
  };
  const modal = new FormModal(
    "Convert Lead",
    body,
    [
      { label: "Cancel", act: () => modal.close() },
      { label: "Convert", brand: true, act: () => void convert() },
    ],
    () => modal.close(),
  );
}

/** @param {string} label @param {string} type @param {object} more */
function input(label, type, more) {
  const plain = { name: label, label, type, value: null, required: false, length: 0, values: [] };
  return fieldInput({ ...plain, ...more });
}
