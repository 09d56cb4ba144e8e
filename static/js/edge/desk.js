/**
 * What the agent wants, as requests: each press becomes one POST, with what the page around the
 * panel answers where a decision needs it (B-2, DECISION 9). The news comes back by the socket.
 */

import { holdsLease, isElsewhere, wantedNumber } from "../core/lease.js";
import { mayPop, popsDue } from "../core/pop.js";
import { isVerb, refusal, SILENT_MS } from "../core/press.js";
import { Problem } from "./api.js";
import { PressKeys } from "./press-key.js";
import { Turns } from "./turns.js";

/** @typedef {import("../core/model.js").Dialled} Dialled */
/** @typedef {import("../core/model.js").PageRecord} PageRecord */
/** @typedef {import("../core/model.js").Model} Model */
/** @typedef {import("../core/new-record.js").NewType} NewType */
/** @typedef {import("../core/new-record.js").Fields} Fields */

/** The page is asked for at most this long before Assign and Save go on without it. */
const ASK_MS = 400;
/** Text on its way may hold up the next step this long. */
const FLUSH_MS = 300;
const ONE_CLICK_MS = 2_000;
const STALE_CLICK_MS = 30_000;
/** Each of these is another press, even while the last one is under way. */
const REPEATED = new Set(["dtmf", "unassign", "choose", "result", "swap", "add"]);

/**
 * @typedef {object} Tools
 * @property {import("./api.js").Api} api
 * @property {import("./notebook.js").Notebook} notebook
 * @property {(event: import("../core/reducer.js").PanelEvent) => void} dispatch
 * @property {() => import("../core/host.js").Host} host
 * @property {() => Model} model
 * @property {(dialled: Dialled, marked: PageRecord[]) => void} warn before anything is dialled (B-31)
 * @property {string} window the name by which we report (edge/kept.js), "" where there is no page
 */

/** Why a number is not dialled here. @type {Record<string, import("../core/words.js").Code>} */
const NOT_HERE = { elsewhere: "dial.elsewhere", logout: "dial.logout" };

export class Desk {
  #tools;
  /** When each press began that is not answered yet, ms. @type {Map<string, number>} */
  #underWay = new Map();
  /** @type {{ number: string, record: PageRecord | null, at: number } | null} */
  #clicked = null;
  #waiting = false;
  #turns = new Turns();
  #keys = new PressKeys();

  /** @param {Tools} tools */
  constructor(tools) {
    this.#tools = tools;
  }

  /** @param {{ callId: string, command: string, body: Record<string, unknown> }} press */
  async command({ callId, command, body }) {
    await this.#press(callId, command, async () => {
      if (command === "answer") await this.#flush();
      return body;
    });
  }

  /** @param {{ callId: string, recordId: string }} press */
  async assign({ callId, recordId }) {
    await this.#press(callId, "assign", async () => ({
      record_id: recordId,
      page: await this.#page(),
    }));
  }

  /** @param {{ callId: string, callResult: string }} press */
  async save({ callId, callResult }) {
    const { notebook, model } = this.#tools;
    /** @type {import("./notebook.js").Sent} */
    let notes = { text: "", grew_from: { head: 0, was: "", tail: 0 }, event_id: "", field: "" };
    const taken = await this.#press(callId, "save", async () => {
      const [page] = await Promise.all([this.#page(), this.#flush()]);
      const call = model().calls[callId];
      if (call !== undefined) notes = notebook.handOver(call);
      return { ...notes, call_result: callResult, page };
    });
    if (taken === "under way") return;
    const call = model().calls[callId];
    const kept = taken === null && call !== undefined && notebook.isKept(call);
    notebook.handedOver(callId, notes.event_id, kept ? {} : taken);
  }

  /** @param {Dialled} dialled @returns {Promise<boolean>} whether the server took it */
  async dial(dialled) {
    const { number, record = null, entry, despite } = dialled;
    const { api, dispatch, warn } = this.#tools;
    if (this.#underWay.has("dial")) return false;
    this.#underWay.set("dial", 0);
    dispatch({ type: "panel.pressed", key: "dial" });
    await this.#flush();
    try {
      if (entry === undefined) await api.post("/api/dial", { number, record, despite });
      else await api.post("/api/dial-list/dial", { entry, despite });
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      dispatch({ type: "panel.refused", key: "dial" });
      if (Array.isArray(error.body.records)) warn(dialled, error.body.records);
      else this.#say(NOT_HERE[String(error.body.state)] ?? "said.dial-failed", {}, "error", null);
      return false;
    } finally {
      this.#underWay.delete("dial");
    }
  }

  /** @param {string} number @param {PageRecord | null} record two clicks make one call (B-26) */
  dialClicked(number, record) {
    const at = performance.now();
    const again = this.#clicked?.number === number && at - this.#clicked.at < ONE_CLICK_MS;
    if (again) return;
    this.#clicked = { number, record, at };
    const { session, connection } = this.#tools.model();
    if (isElsewhere(this.#tools.model())) this.#tools.dispatch({ type: "panel.wanted", number });
    else if (connection === "live") this.dial({ number, record });
    else {
      this.#waiting = true;
      const code = session === "signed-out" ? "dial.sign-in" : "dial.waiting";
      this.#say(code, { number }, "info", null);
    }
  }

  /** @param {PageRecord} record to be shown in the page */
  async pop(record) {
    if (await this.#tools.host().pop(record)) return;
    this.#say("page.not-opened", { record: record.name }, "warning", null);
  }

  /** @param {{ type: NewType, fields: Fields }} wanted a form of the page, with these filled in */
  async newRecord({ type, fields }) {
    if (await this.#tools.host().newRecord(type, fields)) return;
    this.#say("page.no-form", {}, "warning", null);
  }

  /** @param {import("../core/presence.js").Choice} wanted pending until the server has told it */
  async setPresence(wanted) {
    const { api, dispatch } = this.#tools;
    const key = "presence";
    dispatch({ type: "panel.pressed", key });
    try {
      await api.post("/api/presence", { ...wanted });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      dispatch({ type: "panel.refused", key });
      this.#say("presence.failed", {}, "error", null);
    }
  }

  /**
   * Lets the page show by itself what has just fallen due.
   * @param {Model} before @param {Model} after a message
   */
  async follow(before, after) {
    const due = popsDue(before, after, this.#tools.window, Date.now() + after.clockOffset);
    for (const { record, search } of due) {
      const host = this.#tools.host();
      if (!mayPop(await host.ask(ASK_MS))) return;
      if (record === null) host.popSearch(search);
      else host.pop({ id: record.id, type: record.type, name: record.label });
    }
  }

  /** The connection is there: a number clicked while it was not is dialled now. */
  connected() {
    const clicked = this.#clicked;
    if (!this.#waiting || clicked === null || isElsewhere(this.#tools.model())) return;
    this.#waiting = false;
    const fresh = performance.now() - clicked.at < STALE_CLICK_MS;
    if (fresh) this.dial(clicked);
  }

  /** Rings, pops and dials here from now on, beginning with the number that was clicked here. */
  async takeOver() {
    const { api, dispatch, model } = this.#tools;
    const key = "take-over";
    const number = wantedNumber(model(), Date.now());
    dispatch({ type: "panel.pressed", key });
    try {
      await api.post("/api/take-over", { page: model().own.page });
      dispatch({ type: "panel.wanted", number: null });
      if (number !== "") await this.dial({ number, record: this.#clicked?.record ?? null });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#say("said.command-failed", { command: key }, "error", null);
    } finally {
      dispatch({ type: "panel.refused", key }); // nothing is pending any more
    }
  }

  /**
   * The agent looks at this page now; the page around us may have told already. What has no page
   * around it says so each time: being looked at keeps it signed in (DECISION 39).
   */
  lookedAt() {
    const model = this.#tools.model();
    if (model.connection !== "live") return;
    const window = this.#tools.window;
    if (model.desk.active_window !== window) this.#tools.host().look(true);
    else if (holdsLease(model) && window !== "") return;
    this.#inOrder("/api/focus", { page: model.own.page, window });
  }

  /**
   * What the page shows now, in the order in which it was shown.
   * @param {PageRecord | null} record @param {boolean} focused
   */
  report(record, focused) {
    const { window, model } = this.#tools;
    this.#inOrder("/api/page", { window, record, focused, page: model().own.page });
  }

  /** @param {string} path @param {Record<string, unknown>} body */
  #inOrder(path, body) {
    this.#turns.take("report", () =>
      this.#tools.api.post(path, body).catch((error) => {
        if (!(error instanceof Problem)) throw error; // the next report brings the newest state
      }),
    );
  }

  /**
   * @param {string} callId @param {string} command
   * @param {() => Promise<Record<string, unknown>>} body what has to be known first
   * @returns {Promise<Record<string, unknown> | null | "under way">} null: refused
   */
  async #press(callId, command, body) {
    const { api, dispatch } = this.#tools;
    const key = `${callId}:${command}`;
    const seen = this.#tools.model().calls[callId];
    const began = performance.now();
    const before = this.#underWay.get(key);
    const silent = isVerb(seen, command) && before !== undefined && began - before >= SILENT_MS;
    if (before !== undefined && !silent && !REPEATED.has(command)) return "under way";
    this.#underWay.set(key, began);
    dispatch({ type: "panel.pressed", key });
    try {
      const path = `/api/calls/${encodeURIComponent(callId)}/${command}`;
      return await this.#turns.take(key, async () => {
        const said = await body();
        return api.post(path, said, { key: await this.#keys.of(seen, command, said) });
      });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      dispatch({ type: "panel.refused", key });
      const { code, params, tone } = refusal(error, command, this.#tools.model().calls[callId]);
      this.#say(code, params, tone, callId);
      return null;
    } finally {
      if (this.#underWay.get(key) === began) this.#underWay.delete(key);
    }
  }

  /** What the page says is open right now; the server takes the answer as a report. */
  async #page() {
    return { ...(await this.#tools.host().ask(ASK_MS)), window: this.#tools.window };
  }

  /** What was typed goes first, so that it stays with its own call (DECISION 13). */
  async #flush() {
    const limit = new Promise((resolve) => setTimeout(resolve, FLUSH_MS));
    await Promise.race([this.#tools.notebook.flush(), limit]);
  }

  /**
   * @param {string} code @param {Record<string, string>} params
   * @param {import("../core/types.js").Tone} tone @param {string | null} callId
   */
  #say(code, params, tone, callId) {
    this.#tools.dispatch({ type: "panel.said", text: { code, params }, tone, callId });
  }
}
