/**
 * Takes what the agent types to the server while it is being typed. When to send, and what an echo
 * may change, is decided by core/draft.js; here are only the timers and the requests.
 */

import {
  acknowledged,
  draftOf,
  failed,
  heard,
  isDue,
  isUnsent,
  sent,
  typed,
} from "../core/draft.js";
import { Problem } from "./api.js";

/** @typedef {import("../core/draft.js").Draft} Draft */
/** @typedef {import("../core/types.js").CallView} CallView */

const TICK_MS = 100;
const FINAL = new Set([400, 404, 409, 413, 422]);

export class Notebook {
  #api;
  #news;
  /** One for each event of a call that was typed in. @type {Map<string, Draft>} */
  #drafts = new Map();
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

  /** @param {CallView} call @returns {Draft} what its field shows now */
  of(call) {
    const draft = heard(this.#drafts.get(keyOf(call)) ?? draftOf(call.notes), call.notes);
    this.#drafts.set(keyOf(call), draft);
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

  /** @param {CallView} call @param {string} text */
  typed(call, text) {
    this.#change(keyOf(call), (draft) => typed(draft, text, performance.now()));
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
    this.#news.changed();
  }

  /**
   * Sends everything unsent at once.
   * @param {{ last?: boolean }} [more] last: the page is going away
   * @returns {Promise<void>} when the server has it, or refused it
   */
  async flush({ last = false } = {}) {
    const waiting = [...this.#drafts].filter(([, draft]) => draft.dirtySince !== null);
    await Promise.all(waiting.map(([key]) => this.#send(key, last)));
  }

  /**
   * Hands the text over to be sent with something else (Save).
   * @param {CallView} call
   * @returns {{ text: string, version: number }}
   */
  handOver(call) {
    const { text, version } = this.of(call);
    this.#change(keyOf(call), sent);
    return { text, version };
  }

  /** @param {string} callId @param {Record<string, unknown> | null} answer null: it was refused */
  handedOver(callId, answer) {
    const latest = [...this.#drafts.keys()].findLast((key) => callIn(key) === callId);
    this.#change(latest ?? "", (draft) =>
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
      if (isDue(draft, performance.now())) this.#send(key, false);
    }
    if (![...this.#drafts.values()].some(isUnsent)) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  /** @param {string} key @param {boolean} last */
  async #send(key, last) {
    const draft = this.#drafts.get(key);
    if (draft === undefined) return;
    this.#change(key, sent);
    const { text, version } = draft;
    try {
      const callId = callIn(key);
      const path = `/api/calls/${encodeURIComponent(callId)}/notes`;
      const body = { text, version, event_id: key.slice(callId.length + 1) };
      const answer = await this.#api.post(path, body, { last });
      this.#change(key, (now) => acknowledged(now, versionIn(answer)));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#refused(key, error);
    }
    this.#news.changed();
  }

  /** @param {string} key @param {Problem} problem */
  #refused(key, problem) {
    // the call is closed or no longer ours: no repeat can help, and the text stays in the field
    const final = FINAL.has(problem.status);
    this.#change(key, (draft) =>
      final ? acknowledged(draft, null) : failed(draft, performance.now()),
    );
    if (final) this.#news.refused(callIn(key));
  }

  /** @param {string} key @param {(draft: Draft) => Draft} change */
  #change(key, change) {
    const draft = this.#drafts.get(key);
    if (draft !== undefined) this.#drafts.set(key, change(draft));
  }
}

/** The call, and the event its notes belong to now. @param {CallView} call */
function keyOf({ id, notes }) {
  return `${id} ${notes.event_id}`;
}

/** @param {string} key @returns {string} */
function callIn(key) {
  return key.split(" ", 1)[0] ?? "";
}

/** @param {Record<string, unknown>} answer @returns {number | null} */
function versionIn({ version }) {
  return typeof version === "number" ? version : null;
}
