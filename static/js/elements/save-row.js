/**
 * What ends a call for the agent: one line of what will be written, and Save. Native button.
 */

import { stopwatch } from "../core/format.js";
import { lasted } from "../core/selectors.js";
import { attribute, button, disable, freshId, h, pending, pressed } from "./dom.js";
import { define, PanelElement } from "./element.js";

/** @typedef {import("../core/types.js").CallView} CallView */

/** Loaded when the first call ends. @param {import("../core/words.js").Words} words */
export function makeSaveRow(words) {
  define("cti-save", SaveRow);
  return new SaveRow(words);
}

export class SaveRow extends PanelElement {
  #callId = "";
  line = h("p", { class: "save__line", id: freshId("save") });
  save = button(this.words.say("save.button"), { class: "save", action: "save" });

  /** @override */
  build() {
    attribute(this.save, "aria-describedby", this.line.id);
    this.append(this.line, this.save);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.save.addEventListener(
      "click",
      (event) => pressed(event) && this.tell("cti-save", { callId: this.#callId }),
      { signal },
    );
  }

  /**
   * @param {CallView} call
   * @param {{ now: number, connected: boolean, isPending: (command: string) => boolean }} more
   */
  update(call, { now, connected, isPending }) {
    this.#callId = call.id;
    this.#write(call, now);
    disable(this.save, !connected);
    pending(this.save, isPending("save"), this.words);
  }

  /** The names stand out in it. @param {CallView} call @param {number} now server ms */
  #write(call, now) {
    const { words } = this;
    const logged = call.logging.by !== "nobody";
    const records = logged ? call.assigned.map(({ record }) => record.label).join(", ") : "";
    const task = records === "" ? words.say("save.on-none") : words.say("save.on", { records });
    const talked = call.connected_at === null ? "" : rounded(lasted(call, now), words);
    const written = [task, talked, call.call_result].filter(Boolean).join(", ");
    const line = logged ? written : words.say("save.none");
    if (this.line.textContent === line) return;
    const at = line.indexOf(records);
    const names = h("strong", { class: "save__names" }, records);
    this.line.replaceChildren(line.slice(0, at), names, line.slice(at + records.length));
  }
}

/** @param {number} ms @param {import("../core/words.js").Words} words @returns {string} "6 min" */
function rounded(ms, words) {
  if (ms < 60_000) return words.age(ms);
  if (ms < 3_600_000) return words.say("age.minutes", { n: Math.round(ms / 60_000) });
  return stopwatch(ms);
}
