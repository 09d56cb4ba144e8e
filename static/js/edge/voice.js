/**
 * What the panel says by itself, for those who hear it: calls that ring, what became of them, what
 * is due, hints, the lease, a screen that is back. Each thing once. It shows nothing and asks
 * nothing; what is due when is decided in core.
 */

import { hintsOf, unsaid } from "../core/hints.js";
import { isElsewhere } from "../core/lease.js";
import { reminders } from "../core/reminders.js";
import { callerOf, callsOf, shownCall } from "../core/selectors.js";
import { spokenOf } from "../core/spoken.js";

/** @typedef {import("../core/model.js").Model} Model */
/** @typedef {import("../core/types.js").CallView} CallView */
/** @typedef {import("../core/types.js").Text} Text */

const RECOVERED_MS = 3_000;

/**
 * @typedef {object} Tools
 * @property {() => import("../core/words.js").Words} words
 * @property {(event: import("../core/reducer.js").PanelEvent) => void} dispatch
 * @property {() => Model} model
 */

export class Voice {
  #tools;
  #reminded = new Set();

  /** @param {Tools} tools */
  constructor(tools) {
    this.#tools = tools;
  }

  /** Who sees the panel sees it anyway. @param {Text} text @param {string | null} callId */
  speak(text, callId) {
    this.#tools.dispatch({ type: "panel.said", text, tone: "info", callId, spoken: true });
  }

  /** @param {CallView | undefined} before @param {CallView} call as it is now */
  follow(before, call) {
    const words = this.#tools.words();
    const spoken = spokenOf(before, call, words);
    if (spoken !== null) this.speak(spoken, call.id);
    if (call.phase !== "ringing" || before?.phase === "ringing") return;
    const params = { caller: callerOf(call, words), queue: call.queue };
    const code = call.queue === "" ? "call.rings" : "call.rings-queue";
    this.speak({ code, params }, call.id);
  }

  /** What was due before this page knew of it has been said, or is too late to say. */
  remember() {
    const model = this.#tools.model();
    for (const key of this.#newHints().keys) this.#reminded.add(key);
    const now = Date.now() + model.clockOffset;
    for (const { key } of reminders(model, now)) this.#reminded.add(key);
  }

  /** Says what has fallen due. @param {number} now server ms */
  remind(now) {
    for (const { key, code, callId } of reminders(this.#tools.model(), now)) {
      if (this.#reminded.has(key)) continue;
      this.#reminded.add(key);
      this.speak({ code, params: {} }, callId);
    }
    const call = shownCall(this.#tools.model());
    const { keys, hint } = this.#newHints();
    if (call === null || keys.length === 0) return;
    for (const key of keys) this.#reminded.add(key);
    this.speak({ code: "hint.said", params: { hint } }, call.id);
  }

  /** Says where calls ring now, when that has changed. @param {Model} before */
  passed(before) {
    const model = this.#tools.model();
    const [was, is] = [isElsewhere(before), isElsewhere(model)];
    if (before.seq < 0 || was === is || model.desk.lease.holder === "") return;
    const text = { code: is ? "said.elsewhere" : "said.here", params: {} };
    this.#tools.dispatch({ type: "panel.said", text, tone: "info", callId: null });
  }

  /** Says for three seconds that the screen is what it was before the reload or the lost line. */
  recovered() {
    const { dispatch, model } = this.#tools;
    if (callsOf(model()).length === 0) return;
    const text = { code: "said.recovered", params: {} };
    dispatch({ type: "panel.said", text, tone: "success", callId: null });
    const { said } = model();
    setTimeout(() => {
      if (model().said === said) dispatch({ type: "panel.hushed" });
    }, RECOVERED_MS);
  }

  /** The hints of the active call that nobody has heard yet. */
  #newHints() {
    const model = this.#tools.model();
    const call = shownCall(model);
    if (call === null || model.desk.active_call !== call.id) return { keys: [], hint: "" };
    return unsaid(call, hintsOf(model, call), this.#reminded);
  }
}
