/**
 * What became of a call's log: saving, saved, saved by the server, not saved, not logged; with 'Open
 * task', 'Undo' and 'Retry' where they help. A failure stands here as text, with what happens next.
 */

import {
  attribute,
  button,
  disable,
  freshId,
  h,
  icon,
  pending,
  pressed,
  show,
  text,
} from "./dom.js";
import { define, PanelElement } from "./element.js";

/** @typedef {import("../core/types.js").CallView} CallView */
/** @typedef {import("../core/types.js").LogView} LogView */

/** @type {Record<string, string>} */
const MARKS = { saving: "sync", saved: "success", "not-saved": "warning", "not-logged": "close" };

/** @param {import("../core/types.js").LogView} log @returns {import("../core/words.js").Code} */
function next(log) {
  return log.reason?.code === "log.rejected" ? "save.kept-for-retry" : "save.keeps-trying";
}

/** Loaded when the first call ends. @param {import("../core/words.js").Words} words */
export function makeOutcome(words) {
  define("cti-outcome", Outcome);
  return new Outcome(words);
}

export class Outcome extends PanelElement {
  #callId = "";
  /** The call about whose records the agent has been asked. */
  #contested = "";
  mark = icon("sync");
  what = h("strong", { class: "outcome__what" });
  reason = h("span", { class: "outcome__reason" });
  task = h(
    "a",
    { class: "link", target: "_blank", rel: "noopener" },
    this.words.say("save.open-task"),
  );
  undo = button(this.words.say("assigned.undo"), { icon: "undo", class: "quiet", action: "undo" });
  undoes = h("span", { id: freshId("undoes"), hidden: true });
  followUp = button(this.words.say("follow-up.title"), { class: "link", action: "follow-up" });
  retry = button(this.words.say("save.retry"), { class: "neutral", action: "retry" });

  /** @override */
  build() {
    attribute(this.undo, "aria-describedby", this.undoes.id);
    const words = h("span", { class: "outcome__words" }, this.what, this.reason);
    this.append(this.mark, words, this.task, this.undo, this.undoes, this.followUp, this.retry);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.addEventListener("click", (event) => this.#pressed(event), { signal });
  }

  /**
   * @param {CallView} call
   * @param {{ connected: boolean, undoHere: boolean, isPending: (command: string) => boolean }} more
   */
  update({ id, phase, log, undo }, { connected, undoHere, isPending }) {
    const { words } = this;
    this.#callId = id;
    const state = log.state === "not-logged" ? "not-logged" : phase;
    attribute(this, "data-state", state);
    attribute(this.mark, "data-icon", MARKS[state] ?? "record");
    text(this.what, this.#what(state, log.by));
    const why = log.reason === null ? "" : words.text(log.reason);
    const said = state === "not-saved" ? words.sentences(why, words.say(next(log))) : why;
    text(this.reason, said === "" ? this.#by(log) : said);
    show(this.reason, this.reason.textContent !== "");
    const url = webAddress(log.task_url);
    attribute(this.task, "href", url);
    show(this.task, url !== null);
    show(this.retry, state === "not-saved");
    disable(this.retry, !connected);
    pending(this.retry, isPending("retry"), words);
    show(this.undo, undoHere && undo !== null);
    disable(this.undo, !connected);
    pending(this.undo, isPending("undo"), words);
    text(this.undoes, undo === null ? "" : words.text(undo));
    const contested = log.reason?.code === "log.contested" ? id : "";
    if (contested !== this.#contested && contested !== "") {
      this.tell("cti-ask", { which: "conflict", callId: id, opener: this.undo });
    }
    this.#contested = contested;
  }

  /** Who pressed Save, for whoever looks at it in another browser. @param {LogView} log */
  #by({ state, saved_by: who, saved_at: at }) {
    if (state !== "saved" || who === "" || at === null) return "";
    return this.words.say("save.by", { who, time: at });
  }

  /** @param {string} state @param {"agent" | "server"} by */
  #what(state, by) {
    const { words } = this;
    switch (state) {
      case "not-logged":
        return words.say("save.not-logged");
      case "saving":
        return words.say("save.saving");
      case "not-saved":
        return words.say("save.not-saved");
      default:
        return words.say(by === "server" ? "save.saved-by-server" : "save.saved");
    }
  }

  /** @param {MouseEvent} event */
  #pressed(event) {
    const command = pressed(event)?.dataset.action;
    if (command && command !== "follow-up") this.command(this.#callId, command);
  }
}

/** @param {string | null} url @returns {string | null} only what a browser may safely follow */
export function webAddress(url) {
  if (url === null || !URL.canParse(url)) return null;
  return /^https?:$/.test(new URL(url).protocol) ? url : null;
}
