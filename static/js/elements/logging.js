/**
 * Pattern: a native checkbox with its label. 'Do not log the call in Salesforce', where the server
 * lets this agent choose it. Loaded when it first does.
 */

import { dress, h } from "./dom.js";
import { define, PanelElement } from "./element.js";

/** @typedef {import("../core/types.js").CallView} CallView */

export class DoNotLog extends PanelElement {
  #callId = "";
  box = h("input", { type: "checkbox" });

  /** @override */
  build() {
    this.append(h("label", { class: "do-not-log" }, this.box, this.words.say("logging.choice")));
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.box.addEventListener(
      "change",
      () => this.command(this.#callId, "do-not-log", { checked: this.box.checked }),
      { signal },
    );
  }

  /** @param {CallView} call @param {boolean} sent a press is on its way, and stands until then */
  update(call, sent) {
    this.#callId = call.id;
    if (!sent) this.box.checked = call.logging.checked;
  }
}

/** @param {import("../core/words.js").Words} words */
export async function doNotLog(words) {
  await words.learn();
  define("cti-do-not-log", DoNotLog);
  dress("logging");
  return new DoNotLog(words);
}
