/**
 * Takes what the agent types to the server while it is being typed. When to send, and what an echo
 * may change, is decided by core/draft.js; here are only the timers and the requests.
 */

import {
  acknowledged,
  difference,
  draftOf,
  failed,
  heard,
  isDue,
  isUnsent,
  refused,
  sent,
  typed,
} from "../core/draft.js";
import { Problem } from "./api.js";

/** @typedef {import("../core/draft.js").Draft} Draft */
/** @typedef {import("../core/types.js").CallView} CallView */
/** @typedef {{ head: number, was: string, tail: number }} GrewFrom */
/** @typedef {{ call: CallView, text: string, field: string }} Typed field: "" is 'Notes' itself */
/**
 * @typedef {{ text: string, grew_from: GrewFrom, event_id: string, field: string }} Sent as the
 *   server takes it
 */

const TICK_MS = 100;
const FINAL = new Set([400, 404, 409, 413, 422]);

export class Notebook {
  #api;
  #news;
  /** One for each field of each event of a call. @type {Map<string, Draft>} */
  #drafts = new Map();
  /** @type {Map<string, Promise<void>>} requests that are not answered yet */
  #underWay = new Map();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /**
   * @param {import("./api.js").Api} api
   * @param {{ changed: () => void, refused: (callId: string) => void }} news
   */
  constructor(api, news) {
    this.#api = api;
    this.#news = news;
  }

  /** @param {CallView} call @param {string} [field] @returns {Draft} what that field shows now */
  of(call, field = "") {
    const { version, fields } = call.notes;
    const further = fields.find(({ label }) => label === field);
    const notes = { version, text: (field === "" ? call.notes : further)?.text ?? "" };
    const key = keyOf(call, field);
    const draft = heard(this.#drafts.get(key) ?? draftOf(notes), notes);
    this.#drafts.set(key, draft);
    return draft;
  }

  /** @param {Iterable<string>} callIds drafts of other calls are dropped once they are sent */
  keep(callIds) {
    const kept = new Set(callIds);
    for (const [key, draft] of this.#drafts) {
      if (!kept.has(callIn(key)) && !isUnsent(draft)) this.#drafts.delete(key);
    }
  }

  /** Nobody is signed in any more: nothing is kept for whoever comes next. */
  forget() {
    this.#drafts.clear();
  }

  /** @param {Typed} typed */
  typed({ call, text, field }) {
    this.#change(keyOf(call, field), (draft) => typed(draft, text, performance.now()));
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
    this.#news.changed();
  }

  /**
   * Sends everything unsent at once, after what is on its way.
   * @param {{ hidden?: boolean }} [more] hidden: nobody looks at the page, and it may be ended
   * @returns {Promise<void>} when the server has it, or refused it
   */
  async flush({ hidden = false } = {}) {
    const waiting = [...this.#drafts].filter(([, draft]) => isUnsent(draft));
    await Promise.all(
      waiting.map(async ([key]) => {
        await this.#underWay.get(key);
        if (this.#drafts.get(key)?.dirtySince != null) await this.#send(key, hidden);
      }),
    );
  }

  /** The page is going away: what is unsent goes now, whatever is on its way. */
  leave() {
    for (const [key, draft] of this.#drafts) {
      if (!isUnsent(draft)) continue;
      this.#api.post(pathOf(key), sentAs(key, draft.base, draft.text), { last: true }).catch(() => {
        // nobody is there any more to be told
      });
    }
  }

  /**
   * Hands the text over to be sent with something else (Save).
   * @param {CallView} call
   * @returns {Sent}
   */
  handOver(call) {
    const { base, text } = this.of(call);
    this.#change(keyOf(call), (draft) => sent(draft, crypto.randomUUID()));
    return sentAs(keyOf(call), base, text);
  }

  /**
   * @param {string} callId @param {string} eventId of what was handed over
   * @param {Record<string, unknown> | null} answer null: it was refused
   */
  handedOver(callId, eventId, answer) {
    this.#change(keyOf({ id: callId, notes: { event_id: eventId } }), (draft) =>
      answer === null ? failed(draft, performance.now()) : acknowledged(draft, versionIn(answer)),
    );
    if (answer === null) this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
  }

  /** @param {CallView} call @returns {boolean} whether the server has the text of its field */
  isKept(call) {
    return this.of(call).text === call.notes.text;
  }

  #tick() {
    for (const [key, draft] of this.#drafts) {
      if (isDue(draft, performance.now())) this.#send(key);
    }
    if (![...this.#drafts.values()].some(isUnsent)) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  /** @param {string} key @param {boolean} [last] @returns {Promise<void>} */
  #send(key, last = false) {
    const answered = this.#post(key, last).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, answered);
    return answered;
  }

  /** @param {string} key @param {boolean} last */
  async #post(key, last) {
    this.#change(key, (draft) => sent(draft, crypto.randomUUID()));
    const { base, sending } = /** @type {Draft} */ (this.#drafts.get(key));
    if (sending === null) return;
    try {
      const body = sentAs(key, base, sending.text);
      const answer = await this.#api.post(pathOf(key), body, { last, key: sending.key });
      this.#change(key, (draft) => acknowledged(draft, versionIn(answer)));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#failed(key, error);
    }
    this.#news.changed();
  }

  /** @param {string} key @param {Problem} problem */
  #failed(key, problem) {
    // the call is closed or no longer ours: no repeat can help, and the text stays in the field
    const final = FINAL.has(problem.status);
    this.#change(key, (draft) => (final ? refused(draft) : failed(draft, performance.now())));
    if (final) this.#news.refused(callIn(key));
  }

  /** @param {string} key @param {(draft: Draft) => Draft} change */
  #change(key, change) {
    const draft = this.#drafts.get(key);
    if (draft !== undefined) this.#drafts.set(key, change(draft));
  }
}

/** @param {{ id: string, notes: { event_id: string } }} call @param {string} [field] @returns {string} */
function keyOf({ id, notes }, field = "") {
  return `${id}\n${notes.event_id}\n${field}`;
}

/** @param {string} key @returns {string} */
function callIn(key) {
  return key.split("\n", 1)[0] ?? "";
}

/** @param {string} key @returns {string} */
function pathOf(key) {
  return `/api/calls/${encodeURIComponent(callIn(key))}/notes`;
}

/** @param {string} key @param {string} base @param {string} text @returns {Sent} */
function sentAs(key, base, text) {
  const { head, was, tail } = difference(base, text);
  const [, event_id = "", field = ""] = key.split("\n");
  return { text, grew_from: { head, was, tail }, event_id, field };
}

/** @param {Record<string, unknown>} answer @returns {number | null} */
function versionIn({ version }) {
  return typeof version === "number" ? version : null;
}
