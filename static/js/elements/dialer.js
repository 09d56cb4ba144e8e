/**
 * Pattern: a form with one labelled field and its button; the keypad types into the field.
 */

import { pending } from "./controls.js";
import { attribute, button, disable, freshId, h, isDisabled, text } from "./dom.js";
import { PanelElement } from "./element.js";
import { Keypad } from "./keypad.js";

export class Dialer extends PanelElement {
  /** @override */
  build() {
    const { words } = this;
    const id = freshId("number");
    this.field = h("input", {
      id,
      class: "dialer__field",
      type: "text",
      inputmode: "tel",
      autocomplete: "off",
      maxlength: 40,
      placeholder: words.say("dial.placeholder"),
    });
    this.dial = h("button", { type: "submit", class: "dialer__button" });
    this.dial.append(...button(words.say("dial.button"), { icon: "call" }).childNodes);
    this.trouble = h("p", { class: "trouble", id: freshId("trouble") });
    this.keypad = new Keypad(words);
    this.form = h(
      "form",
      { class: "dialer__form", novalidate: true },
      h("label", { for: id, class: "title" }, words.say("dial.number")),
      h("div", { class: "dialer__row" }, this.field, this.dial),
      this.trouble,
    );
    this.append(this.form, this.keypad);
  }

  /**
   * @override
   * @param {AbortSignal} signal
   */
  listen(signal) {
    this.form?.addEventListener("submit", (event) => this.#submitted(event), { signal });
    this.field?.addEventListener("input", () => this.#complain(""), { signal });
    this.keypad?.addEventListener(
      "cti-key",
      (event) => {
        const { key } = /** @type {CustomEvent<{ key: string }>} */ (event).detail;
        if (this.field) this.field.value += key;
        this.#complain("");
      },
      { signal },
    );
  }

  /** @param {{ enabled: boolean, waits: boolean }} state */
  update({ enabled, waits }) {
    this.built();
    if (!this.dial) return;
    disable(this.dial, !enabled);
    pending(this.dial, waits, this.words.say("controls.pending"));
  }

  /** Called when the number was taken: the field is ready for the next one. */
  taken() {
    if (this.field) this.field.value = "";
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    event.preventDefault();
    if (!this.field || !this.dial || isDisabled(this.dial)) return;
    const number = this.field.value.trim();
    if (number === "") {
      this.#complain(this.words.say("dial.empty"));
      this.field.focus();
      return;
    }
    this.tell("cti-dial", { number });
  }

  /** @param {string} trouble */
  #complain(trouble) {
    if (!this.trouble || !this.field) return;
    text(this.trouble, trouble);
    attribute(this.field, "aria-invalid", trouble === "" ? null : "true");
    attribute(this.field, "aria-describedby", trouble === "" ? null : this.trouble.id);
  }
}
