/**
 * Pattern: a button for each type of record an unknown caller can become. The form is the page's
 * own; what is saved in it comes back as the open record.
 */

import { fieldsOf, isUnknown, OFFERED } from "../core/new-record.js";
import { attribute, button, pressed, show } from "./dom.js";
import { define, PanelElement } from "./element.js";
import { typeIcon } from "./record.js";

/** @typedef {import("../core/types.js").CallView} CallView */
/** @typedef {import("../core/types.js").PanelSettings} PanelSettings */
/** @typedef {import("../core/new-record.js").NewType} NewType */

/** @param {import("../core/words.js").Words} words */
export function makeNewRecord(words) {
  define("cti-new-record", NewRecord);
  return new NewRecord(words);
}

export class NewRecord extends PanelElement {
  #callId = "";
  /** @type {import("../core/new-record.js").Fields} */
  #fields = {};

  /** @override */
  build() {
    for (const type of OFFERED) {
      const name = this.words.say(/** @type {const} */ (`new.${type}`));
      const press = button(name, { class: "new", action: type });
      const picture = typeIcon();
      attribute(picture, "data-type", type);
      press.prepend(picture);
      this.append(press);
    }
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.addEventListener("click", (event) => this.#pressed(event), { signal });
    this.addEventListener("focusin", () => this.#making("focused"), { signal });
  }

  /** @param {CallView} call @param {PanelSettings} settings */
  update(call, settings) {
    this.#callId = call.id;
    this.#fields = fieldsOf(call, settings);
    show(this, isUnknown(call));
  }

  /** @param {MouseEvent} event */
  #pressed(event) {
    const type = pressed(event)?.dataset.action;
    if (type === undefined) return;
    this.#making("pressed");
    this.tell("cti-new-record", { type, fields: this.#fields });
  }

  /** What a hint may be for. @param {"focused" | "pressed"} step */
  #making(step) {
    this.tell("cti-making", { callId: this.#callId, step });
  }
}
