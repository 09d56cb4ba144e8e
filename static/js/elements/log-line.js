/**
 * Patterns: a native select for the call result; a group named 'Logging' that says who will log.
 */

import { isRunning } from "../core/selectors.js";
import { attribute, freshId, h, icon, show, text } from "./dom.js";
import { PanelElement } from "./element.js";

/** @typedef {import("../core/types.js").CallView} CallView */

export class LogLine extends PanelElement {
  #callId = "";
  #id = freshId("result");
  #options = "";
  result = h("select", { id: this.#id, class: "result__field" });
  row = h(
    "div",
    { class: "result" },
    h("label", { for: this.#id, class: "title" }, this.words.say("result.label")),
    this.result,
  );
  said = h("span");
  logging = h(
    "p",
    { role: "group", class: "logging", "aria-label": this.words.say("logging.group") },
    icon("record"),
    this.said,
  );

  /** @override */
  build() {
    this.append(this.row, this.logging);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.result.addEventListener(
      "change",
      () => this.command(this.#callId, "result", { call_result: this.result.value }),
      { signal },
    );
  }

  /**
   * @param {CallView} call
   * @param {{ results: string[], shown: boolean, resultSent: boolean }} more
   *   resultSent: a choice is on its way, and stands until the server has answered
   */
  update(call, { results, shown, resultSent }) {
    this.#callId = call.id;
    const wrapUp = call.phase === "wrap-up";
    show(this.row, wrapUp);
    this.#offer(results);
    const choosing = resultSent || document.activeElement === this.result;
    if (!choosing && this.result.value !== call.call_result) this.result.value = call.call_result;
    show(this.logging, shown && (isRunning(call) || wrapUp));
    text(this.said, this.words.text(call.logging));
    attribute(this.logging, "data-nobody", call.logging.code === "logging.nobody");
    show(this, !this.row.hidden || !this.logging.hidden);
  }

  /** @param {string[]} results */
  #offer(results) {
    const options = JSON.stringify(results);
    if (this.#options === options) return;
    this.#options = options;
    this.result.replaceChildren(
      h("option", { value: "" }, this.words.say("result.choose")),
      ...results.map((result) => h("option", { value: result }, result)),
    );
  }
}
