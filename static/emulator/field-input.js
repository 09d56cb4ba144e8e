/** One field of a form: the input its type asks for, its label, and what the org says against it. */

import { el } from "./dom.js";
import { suggest } from "./lookup.js";
import { get } from "./server.js";

const NUMBERS = ["int", "double", "currency", "percent"];
/** @type {Record<string, string>} */
const INPUTS = { phone: "tel", email: "email", url: "url", date: "date" };
let made = 0;

/**
 * @typedef {{name: string, label: string, type: string, value: any, required: boolean,
 *   length: number, values: string[], referenceTo?: string[], shown?: string}} FormField
 * @typedef {{name: string, node: HTMLElement, value: () => unknown, initial: unknown,
 *   complain: (text: string) => void}} FieldInput
 */

/**
 * @param {FormField} field
 * @param {unknown} [given] a value to begin with that is a change already
 * @returns {FieldInput}
 */
export function fieldInput(field, given) {
  const id = `field-${made++}`;
  const { control, behind, value, fill } = makeControl(field, id);
  fill(field.value);
  const initial = value();
  if (given !== undefined) fill(given);
  const complaint = el("p", { class: "complaint", id: `${id}-complaint` });
  const mark =
    field.required &&
    el("abbr", { title: "required", class: "required", "aria-hidden": "true" }, "*");
  const wide = field.type === "textarea";
  const node = el(
    "div",
    { class: wide ? "input wide" : "input", "data-type": field.type },
    el("label", { for: id }, mark, field.label),
    control,
    behind,
    complaint,
  );
  if (field.required) control.setAttribute("aria-required", "true");
  const complain = (/** @type {string} */ text) => {
    complaint.textContent = text;
    node.toggleAttribute("data-wrong", text !== "");
    if (text) control.setAttribute("aria-describedby", complaint.id);
    else control.removeAttribute("aria-describedby");
    control.setAttribute("aria-invalid", String(text !== ""));
  };
  return { name: field.name, node, value, initial, complain };
}

/**
 * @param {FormField} field
 * @param {string} id
 * @returns {{control: HTMLElement, behind?: HTMLElement, value: () => unknown,
 *   fill: (value: any) => void}}
 */
function makeControl(field, id) {
  if (field.type === "reference") return reference(field, id);
  if (field.type === "boolean") {
    const box = /** @type {HTMLInputElement} */ (el("input", { id, type: "checkbox" }));
    return {
      control: box,
      value: () => box.checked,
      fill: (value) => (box.checked = value === true),
    };
  }
  const box = plain(field, id);
  const value = () => {
    if (box.value === "") return null;
    return NUMBERS.includes(field.type) ? Number(box.value) : box.value;
  };
  const list = field.type === "combobox" ? choices(`${id}-choices`, field.values) : undefined;
  if (list) box.setAttribute("list", list.id);
  return { control: box, behind: list, value, fill: (given) => (box.value = given ?? "") };
}

/**
 * @param {FormField} field
 * @param {string} id
 * @returns {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement}
 */
function plain(field, id) {
  const length = field.length || null;
  /** @type {HTMLElement} */
  let control;
  if (field.type === "picklist") {
    const values = [...new Set([...field.values, ...(field.value ? [field.value] : [])])];
    const options = values.map((each) => el("option", { value: each }, each));
    control = el("select", { id }, el("option", { value: "" }, "--None--"), ...options);
  } else if (field.type === "textarea") control = el("textarea", { id, rows: 3 });
  else if (NUMBERS.includes(field.type)) control = el("input", { id, type: "number", step: "any" });
  else
    control = el("input", {
      id,
      type: INPUTS[field.type] ?? "text",
      maxlength: INPUTS[field.type] === "date" ? null : length,
      autocomplete: "off",
    });
  return /** @type {HTMLInputElement} */ (control);
}

/** @param {string} id @param {string[]} values */
function choices(id, values) {
  return el("datalist", { id }, ...values.map((value) => el("option", { value })));
}

/** @param {FormField} field @param {string} id */
function reference(field, id) {
  const placeholder = "Search…";
  const box = /** @type {HTMLInputElement} */ (
    el("input", { id, type: "text", autocomplete: "off", placeholder })
  );
  let chosen = /** @type {string | null} */ (field.value ?? null);
  box.addEventListener("input", () => (chosen = null));
  const list = suggest(box, {
    find: (q) => get("suggestions", { q, types: (field.referenceTo ?? []).join(",") }),
    chosen: (one) => {
      chosen = one.id;
      box.value = one.title;
    },
  });
  const fill = async (/** @type {any} */ value) => {
    chosen = value ?? null;
    box.value = value === field.value ? (field.shown ?? "") : "";
    if (value && !box.value) box.value = (await get(`heading/${value}`)).recordName;
  };
  return {
    control: box,
    behind: list,
    value: () => chosen ?? (box.value === "" ? null : box.value),
    fill: (/** @type {any} */ value) => void fill(value).catch(() => {}),
  };
}
