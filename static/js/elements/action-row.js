/**
 * What ends a call for the agent: the line of what will be written, Save, Retry; and afterwards
 * what became of it, with 'Open task' and 'Undo'. Native controls.
 */

import { countdown, stopwatch } from "../core/format.js";
import { lasted, wrapUpLeft } from "../core/selectors.js";
import { pending } from "./controls.js";
import { attribute, button, disable, freshId, h, icon, isDisabled, show, text } from "./dom.js";
import { PanelElement } from "./element.js";

/** @typedef {import("../core/types.js").CallView} CallView */

export class ActionRow extends PanelElement {
  /** @type {CallView | null} */
  #call = null;

  /** @override */
  build() {
    const { words } = this;
    this.left = h("span", { class: "countdown" });
    this.extend = button(words.say("wrap-up.extend"), { class: "link", action: "extend" });
    this.line = h("p", { class: "save__line", id: freshId("save") });
    this.save = button(words.say("save.button"), { class: "save", action: "save" });
    attribute(this.save, "aria-describedby", this.line.id);
    this.todo = h(
      "div",
      { class: "todo" },
      h("div", { class: "todo__line" }, this.line, this.left, this.extend),
      this.save,
    );
    this.mark = icon("success");
    this.what = h("strong", { class: "outcome__what" });
    this.reason = h("span", { class: "outcome__reason" });
    this.task = h(
      "a",
      { class: "link", target: "_blank", rel: "noopener", "data-action": "task" },
      words.say("save.open-task"),
    );
    this.undo = button(words.say("assigned.undo"), {
      icon: "undo",
      class: "quiet",
      action: "undo",
    });
    this.undoWhat = h("span", { id: freshId("undo"), hidden: true });
    attribute(this.undo, "aria-describedby", this.undoWhat.id);
    this.retry = button(words.say("save.retry"), { class: "neutral", action: "retry" });
    this.outcome = h(
      "div",
      { class: "outcome" },
      this.mark,
      h("span", { class: "outcome__words" }, this.what, this.reason),
      this.task,
      this.undo,
      this.undoWhat,
      this.retry,
    );
    this.append(this.todo, this.outcome);
  }

  /**
   * @override
   * @param {AbortSignal} signal
   */
  listen(signal) {
    this.addEventListener("click", (event) => this.#pressed(event), { signal });
  }

  /**
   * @param {CallView} call
   * @param {{ now: number, connected: boolean, undoHere: boolean, warningMs: number,
   *   isPending: (command: string) => boolean }} more
   */
  update(call, more) {
    this.#call = call;
    this.built();
    const { todo, outcome, save, extend, left, line } = this;
    if (!todo || !outcome || !save || !extend || !left || !line) return;
    show(todo, call.phase === "wrap-up");
    const after = call.phase === "saving" || call.phase === "saved" || call.phase === "not-saved";
    show(outcome, after);
    if (call.phase === "wrap-up") {
      const ms = wrapUpLeft(call, more.now);
      text(left, this.words.say("wrap-up.left", { time: countdown(ms) }));
      attribute(left, "data-soon", ms <= more.warningMs);
      show(left, call.wrap_up !== null);
      show(extend, call.wrap_up !== null);
      text(line, this.#line(call, more.now));
      disable(save, !more.connected);
      disable(extend, !more.connected);
      pending(save, more.isPending("save"), this.words.say("controls.pending"));
      pending(extend, more.isPending("extend"), this.words.say("controls.pending"));
    }
    if (after) this.#outcome(call, more);
  }

  /** @param {CallView} call @param {number} now */
  #line(call, now) {
    const { words } = this;
    const records = call.assigned.map(({ record }) => record.label).join(", ");
    const task = records === "" ? words.say("save.on-none") : words.say("save.on", { records });
    const talked = call.connected_at === null ? "" : short(lasted(call, now), words);
    return [task, talked, call.call_result].filter(Boolean).join(", ");
  }

  /**
   * @param {CallView} call
   * @param {{ connected: boolean, undoHere: boolean, isPending: (command: string) => boolean }} more
   */
  #outcome({ phase, log, undo }, { connected, undoHere, isPending }) {
    const { words, what, reason, task, retry, mark } = this;
    if (!what || !reason || !task || !retry || !mark || !this.undo || !this.undoWhat) return;
    attribute(this, "data-state", log.state === "not-logged" ? "not-logged" : phase);
    attribute(
      mark,
      "data-icon",
      phase === "saving" ? "sync" : phase === "saved" ? "success" : "warning",
    );
    text(what, this.#what(phase, log));
    const why = log.reason === null ? "" : words.text(log.reason);
    const trying = phase === "not-saved" ? words.say("save.keeps-trying") : "";
    text(reason, [why, trying].filter(Boolean).join(". "));
    show(reason, reason.textContent !== "");
    const url = webAddress(log.task_url);
    attribute(task, "href", url);
    show(task, url !== null);
    show(retry, phase === "not-saved");
    disable(retry, !connected);
    pending(retry, isPending("retry"), words.say("controls.pending"));
    show(this.undo, undoHere && undo !== null);
    disable(this.undo, !connected);
    text(this.undoWhat, undo === null ? "" : words.text(undo));
  }

  /** @param {string} phase @param {import("../core/types.js").LogView} log */
  #what(phase, log) {
    const { words } = this;
    if (log.state === "not-logged") return words.say("save.not-logged");
    if (phase === "saving") return words.say("save.saving");
    if (phase === "not-saved") return words.say("save.not-saved");
    return words.say(log.by === "server" ? "save.saved-by-server" : "save.saved");
  }

  /** @param {MouseEvent} event */
  #pressed(event) {
    const target = event.target instanceof Element ? event.target.closest("button") : null;
    const command = target?.dataset.action;
    const call = this.#call;
    if (target === null || command === undefined || call === null || isDisabled(target)) return;
    if (command === "save") this.tell("cti-save", { callId: call.id });
    else this.command(call.id, command);
  }
}

/** @param {number} ms @param {import("../core/words.js").Words} words @returns {string} "6 min" */
function short(ms, words) {
  if (ms < 60_000) return words.age(ms);
  if (ms < 3_600_000) return words.say("age.minutes", { n: Math.round(ms / 60_000) });
  return stopwatch(ms);
}

/** @param {string | null} url @returns {string | null} only what a browser may safely follow */
function webAddress(url) {
  if (url === null || !URL.canParse(url)) return null;
  return /^https?:$/.test(new URL(url).protocol) ? url : null;
}
