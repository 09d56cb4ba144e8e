/**
 * Pattern: a form with one labelled field and its button; the keypad types into the field.
 */

import { attribute, disable, freshId, h, icon, pending, show, text } from "./dom.js";
import { PanelElement } from "./element.js";
import { Keypad } from "./keypad.js";

export class Dialer extends PanelElement {
  #id = freshId("number");
  field = h("input", {
    id: this.#id,
    class: "dialer__field",
    type: "text",
    inputmode: "tel",
    autocomplete: "off",
    maxlength: 40,
    placeholder: this.words.say("dial.placeholder"),
  });
  dial = h(
    "button",
    { type: "submit", class: "dialer__button" },
    icon("call"),
    h("span", { class: "label" }, this.words.say("dial.button")),
  );
  trouble = h("p", { class: "trouble", id: `${this.#id}-trouble` });
  why = h("p", { class: "dialer__why", id: `${this.#id}-why` }, this.words.say("dial.elsewhere"));
  form = h(
    "form",
    { class: "dialer__form", novalidate: true },
    h("label", { for: this.#id, class: "title" }, this.words.say("dial.number")),
    h("div", { class: "dialer__row" }, this.field, this.dial),
    this.trouble,
    this.why,
  );
  keypad = new Keypad(this.words);

  /** @override */
  build() {
    this.append(this.form, this.keypad);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.form.addEventListener("submit", (event) => this.#submitted(event), { signal });
    this.field.addEventListener("input", () => this.#complain(""), { signal });
    this.keypad.addEventListener("cti-key", (event) => this.#key(event), { signal });
  }

  /** @param {{ enabled: boolean, elsewhere: boolean, waits: boolean }} state */
  update({ enabled, elsewhere, waits }) {
    disable(this.dial, !enabled || elsewhere);
    show(this.why, elsewhere);
    attribute(this.dial, "aria-describedby", elsewhere ? this.why.id : null);
    pending(this.dial, waits, this.words);
  }

  /** The number was taken: the field is ready for the next one. */
  taken() {
    this.field.value = "";
  }

  /** @param {Event} event */
  #key(event) {
    const { key } = /** @type {CustomEvent<{ key: string }>} */ (event).detail;
    this.field.value += key;
    this.#complain("");
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    event.preventDefault();
    if (this.dial.getAttribute("aria-disabled") === "true") return;
    const number = this.field.value.trim();
    if (number !== "") return this.tell("cti-dial", { number });
    this.#complain(this.words.say("dial.empty"));
    this.field.focus();
  }

  /** @param {string} trouble */
  #complain(trouble) {
    text(this.trouble, trouble);
    attribute(this.field, "aria-invalid", trouble === "" ? null : "true");
    attribute(this.field, "aria-describedby", trouble === "" ? null : this.trouble.id);
  }
}
