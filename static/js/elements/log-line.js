/**
 * Patterns: a native select for the call result; a group named 'Logging' that says who will log;
 * a disclosure of list 'Call events'.
 */

import { isHandedOn, isRunning } from "../core/selectors.js";
import { attribute, button, freshId, h, icon, show, text } from "./dom.js";
import { PanelElement } from "./element.js";

/** @typedef {import("../core/types.js").CallView} CallView */

export class LogLine extends PanelElement {
  #callId = "";
  #id = freshId("result");
  #options = "";
  /** As the agent left it; else the story is open to who is rung with a colleague's call (B-23). @type {boolean | null} */
  #chosen = null;
  #open = false;
  #coming = false;
  /** What happened, once it was asked for. @type {import("./call-events.js").CallEvents | null} */
  #list = null;
  /** @type {import("./logging.js").DoNotLog | null} */
  #choice = null;
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

  followUp = button(this.words.say("follow-up.title"), { class: "link", action: "follow-up" });
  events = button(this.words.say("event.list"), { class: "link" });

  /** @override */
  build() {
    this.append(this.row, this.logging, this.followUp, this.events);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.result.addEventListener(
      "change",
      () => this.command(this.#callId, "result", { call_result: this.result.value }),
      { signal },
    );
    this.events.addEventListener("click", () => this.#toggle(), { signal });
  }

  /**
   * @param {CallView} call
   * @param {{ results: string[], shown: boolean, sent: (command: string) => boolean }} more
   *   sent: whether such a press is on its way, and stands until the server has answered
   */
  update(call, { results, shown, sent }) {
    this.#callId = call.id;
    const wrapUp = call.phase === "wrap-up";
    show(this.row, wrapUp);
    this.#offer(results);
    const choosing = sent("result") || document.activeElement === this.result;
    if (!choosing && this.result.value !== call.call_result) this.result.value = call.call_result;
    show(this.logging, shown && (isRunning(call) || wrapUp));
    show(this.events, !this.logging.hidden);
    show(this.followUp, !this.logging.hidden);
    this.#open = this.#chosen ?? (call.phase === "ringing" && isHandedOn(call));
    if (this.#open) this.#ask();
    attribute(this.events, "aria-expanded", String(this.#open));
    if (this.#list !== null) {
      show(this.#list, this.#open && !this.events.hidden);
      this.#list.update(call.events);
    }
    text(this.said, this.words.text(call.logging));
    attribute(this.logging, "data-nobody", call.logging.by === "nobody");
    this.#offerChoice(call, sent("do-not-log"));
    show(this, !this.row.hidden || !this.logging.hidden);
  }

  /** @param {CallView} call @param {boolean} sent */
  async #offerChoice(call, sent) {
    const offered = call.logging.checkbox && !this.logging.hidden;
    if (this.#choice === null) {
      if (!offered) return;
      const { doNotLog } = await import("./logging.js");
      const made = await doNotLog(this.words);
      if (this.#choice !== null) return;
      this.#choice = made;
      this.logging.before(made);
      this.tell("cti-redraw", null);
    }
    show(this.#choice, offered);
    this.#choice.update(call, sent);
  }

  #toggle() {
    this.#chosen = !this.#open;
    this.tell("cti-redraw", null);
  }

  async #ask() {
    if (this.#coming) return;
    this.#coming = true;
    const { callEvents } = await import("./call-events.js");
    this.#list = callEvents(this.words);
    this.before(this.#list);
    this.tell("cti-redraw", null);
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
