/**
 * Pattern: a native select named 'Presence'. What was chosen stands until the server has confirmed
 * it; the server's state is the truth (requirements 5.6).
 */

import { choicesOf, wordOf } from "../core/presence.js";
import { isPending } from "../core/selectors.js";
import { attribute, h, pending, show, text } from "./dom.js";
import { PanelElement } from "./element.js";

/** @typedef {import("../core/model.js").Model} Model */
/** @typedef {import("../core/presence.js").Choice} Choice */

export class PresenceBox extends PanelElement {
  /** @type {Choice[]} */
  #choices = [];
  field = h("select", { class: "presence__field", "aria-label": this.words.say("presence.label") });
  switching = h("span", { class: "presence__switching" }, this.words.say("presence.switching"));

  /** @override */
  build() {
    this.append(h("span", { class: "presence__box" }, this.field), this.switching);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.field.addEventListener("change", () => this.#chosen(), { signal });
  }

  /** @param {Model} model @param {number} at our clock, ms */
  update(model, at) {
    const here = model.session === "signed-in" && model.seq >= 0;
    show(this, here);
    if (!here) return;
    this.#offer(choicesOf(model));
    const { state, reason, told } = model.desk.presence;
    const value = keyOf({ presence: state, reason });
    const waits = "presence" in model.pending;
    if (!waits && this.field.value !== value) this.field.value = value;
    const slow = isPending(model, "presence", at);
    pending(this.field, slow, this.words);
    show(this.switching, slow);
    attribute(this.field, "data-state", state);
    attribute(this.field, "title", told ? null : this.words.say("presence.not-told"));
    this.field.disabled = model.connection !== "live";
  }

  /** @param {Choice[]} choices */
  #offer(choices) {
    if (choices.map(keyOf).join() === this.#choices.map(keyOf).join()) return;
    this.#choices = choices;
    this.field.replaceChildren(
      ...choices.map((choice) => {
        const option = h("option", { value: keyOf(choice) });
        text(option, wordOf(choice, this.words));
        return option;
      }),
    );
  }

  #chosen() {
    const choice = this.#choices.find((one) => keyOf(one) === this.field.value);
    if (choice !== undefined) this.tell("cti-presence", choice);
  }
}

/** @param {Choice} choice @returns {string} */
function keyOf({ presence, reason }) {
  return reason === "" ? presence : `${presence}:${reason}`;
}
