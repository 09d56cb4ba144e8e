/**
 * 'Name' and 'Related To': a field that shows what is assigned; and 'Find a record', where no page
 * tells which one is open: what is chosen there goes to the one of the two it belongs to. All that
 * lists, searches and chooses is loaded when the field is first entered (chooser.js): most calls
 * never need it.
 */

import { labelIn } from "../core/selectors.js";
import { attribute, freshId, h, pending, text } from "./dom.js";
import { PanelElement } from "./element.js";

/** @typedef {import("../core/types.js").CallView} CallView */
/** @typedef {import("./chooser.js").Chooser} Chooser */

/**
 * @typedef {object} ComboboxMore
 * @property {import("../core/types.js").RecordView | null} open the open record, if it is this call's
 * @property {boolean} shared whether the org has Shared Activities
 * @property {boolean} lists whether the customer's open Cases are listed
 * @property {boolean} connected
 * @property {(command: string) => boolean} isPending
 */

const NAMES = /** @type {const} */ ({
  who: { name: "combobox.name", says: "combobox.search" },
  what: { name: "combobox.related", says: "combobox.search" },
  any: { name: "combobox.find", says: "combobox.find-what" },
});
const KEYS = new Set(["ArrowDown", "ArrowUp", "Enter", "Escape"]);

export class RecordCombobox extends PanelElement {
  #slot;
  /** @type {CallView | null} */
  #call = null;
  /** @type {ComboboxMore | null} */
  #more = null;
  /** @type {Chooser | null} */
  #chooser = null;
  /** @type {Promise<Chooser> | null} */
  #coming = null;
  #id = freshId("combobox");

  label = h("label", { class: "title", for: this.#id });
  field = h("input", {
    id: this.#id,
    class: "combobox__field",
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    dir: "auto",
    maxlength: 100,
    "aria-autocomplete": "list",
    "aria-expanded": "false",
  });

  /** @param {import("../core/words.js").Words} words @param {import("../core/options.js").Slot} slot */
  constructor(words, slot) {
    super(words);
    this.#slot = slot;
  }

  /** @override */
  build() {
    const { name, says } = NAMES[this.#slot];
    text(this.label, this.words.say(name));
    attribute(this.field, "placeholder", this.words.say(says));
    this.append(this.label, this.field);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    const { field } = this;
    const when = (/** @type {string} */ type, /** @type {(chooser: Chooser) => void} */ act) =>
      field.addEventListener(type, () => this.#with(act), { signal });
    field.addEventListener("focus", () => field.select(), { signal });
    field.addEventListener("keydown", (event) => this.#key(event), { signal });
    when("focus", () => undefined);
    when("click", (chooser) => chooser.open());
    when("input", (chooser) => chooser.typed(field.value));
    this.addEventListener("focusout", (event) => this.#left(event), { signal });
    signal.addEventListener("abort", () => this.#chooser?.close());
  }

  /** @param {CallView} call @param {ComboboxMore} more */
  update(call, more) {
    this.#call = call;
    this.#more = more;
    const { field } = this;
    const value = labelIn(call, this.#slot);
    const isTyped = this.#chooser?.isTyped ?? document.activeElement === field;
    if (!isTyped && field.value !== value) field.value = value;
    pending(field, more.isPending("swap"), this.words);
    this.#chooser?.update(call, more);
  }

  /** @param {(chooser: Chooser) => void} act at once, or when the chooser is there */
  #with(act) {
    if (this.#chooser !== null) return act(this.#chooser);
    this.#coming ??= import("./chooser.js").then(({ Chooser }) => this.#made(Chooser));
    this.#coming.then(act);
  }

  /** @param {typeof import("./chooser.js").Chooser} Made */
  #made(Made) {
    const chooser = new Made(this, this.field, this.#slot);
    this.#chooser = chooser;
    if (this.#call && this.#more) chooser.update(this.#call, this.#more);
    return chooser;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!KEYS.has(event.key)) return;
    const { isOpen, isTyped } = this.#chooser ?? {};
    if (event.key === "Escape" && !isOpen && !isTyped) return; // closes a dialog
    event.preventDefault();
    event.stopPropagation();
    this.#with((chooser) => chooser.key(event.key));
  }

  /** @param {FocusEvent} event */
  #left({ relatedTarget }) {
    if (!(relatedTarget instanceof Node && this.contains(relatedTarget))) {
      this.#with((chooser) => chooser.close());
    }
  }
}
