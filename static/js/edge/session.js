/**
 * Who the agent is, as far as this page knows: sign-in through a first-party window, renewal,
 * sign-out (design.md D9). The token lives in memory; only the short renewal token may be stored.
 */

import { claimOf, grantOf, renewAfter, renewalMeans } from "../core/sign-in.js";
import { exchange } from "./api.js";

/** @typedef {import("../core/sign-in.js").Start} Start */
/** @typedef {import("../core/sign-in.js").Grant} Grant */

/**
 * @typedef {object} Attempt
 * @property {Start} start
 * @property {Window} popup
 * @property {boolean} outOfSight the window is closed, or Salesforce has cut its tie to us: nobody
 *   here can tell which (a COOP header makes `closed` true), so the claim goes on being asked for
 */

const CLAIM_EVERY_MS = 700;
const TRY_AGAIN_MS = 2_000;
const WINDOW = "popup,width=520,height=640";

/**
 * @typedef {object} SessionNews
 * @property {() => void} signedIn
 * @property {() => void} signedOut
 * @property {() => void} setUpNeeded
 * @property {() => void} unreachable the server cannot be asked; it is asked again
 * @property {(signIn: Partial<import("../core/model.js").SignIn>) => void} signIn
 */

export class Session {
  #orgKey;
  #client;
  /** Where the renewal token is kept. */
  #kept;
  #news;
  /** @type {Grant | null} */
  #grant = null;
  /** @type {Promise<boolean> | null} */
  #renewing = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #renewTimer;
  /** @type {Start | null} */
  #start = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #startTimer;
  /** @type {Attempt | null} */
  #attempt = null;
  /** @type {Window | null} */
  #early = null;
  /** @type {Promise<boolean>} */
  #claiming = Promise.resolve(false);

  /**
   * @param {string} orgKey
   * @param {import("../core/model.js").Client} client each has a sign-in of its own
   * @param {SessionNews} news
   */
  constructor(orgKey, client, news) {
    this.#orgKey = orgKey;
    this.#client = client;
    this.#kept = `cti.renew.${client === "softphone" ? "" : `${client}.`}${orgKey}`;
    this.#news = news;
    addEventListener("message", (event) => this.#heard(event));
  }

  /** @returns {string | null} */
  token() {
    return this.#grant?.token ?? null;
  }

  /**
   * After loading, and when the socket was told that we are signed out: the same agent as before,
   * without a click where the browser allows it.
   * @returns {Promise<boolean>} whether somebody is signed in
   */
  async begin() {
    for (;;) {
      const means = await this.#askForRenewal();
      if (means !== "try-again") return means === "signed-in";
      this.#news.unreachable();
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
    }
  }

  /** @returns {Promise<boolean>} whether there is a token again; one request for all who ask */
  renew() {
    this.#renewing ??= this.#askForRenewal()
      .then((means) => means === "signed-in")
      .finally(() => {
        this.#renewing = null;
      });
    return this.#renewing;
  }

  /** Gets a sign-in ready ahead of the click: a window must be opened in the click itself. */
  async prepare() {
    clearTimeout(this.#startTimer);
    const { status, body } = await exchange("/auth/start", json(this.#whose()));
    if (this.#grant !== null) return;
    if (status === 201) {
      this.#start = /** @type {Start} */ (/** @type {unknown} */ (body));
      if (this.#early !== null && !this.#early.closed) {
        this.#early.location.href = this.#start.popup_url;
        this.#go(this.#start, this.#early);
        return;
      }
      this.#news.signIn({ step: "ready" });
      const freshFor = Math.max(5, this.#start.expires_in - 60) * 1000;
      this.#startTimer = setTimeout(() => this.#refresh(), freshFor);
    } else if (body.error_id === "set-up-needed") {
      this.#news.setUpNeeded();
    } else {
      this.#startTimer = setTimeout(() => this.prepare(), TRY_AGAIN_MS);
    }
  }

  /** In the click: opens the window and waits for what comes of it. */
  open() {
    if (this.#attempt !== null && !this.#attempt.popup.closed) {
      this.#attempt.popup.focus();
      return;
    }
    const start = this.#start;
    const popup = window.open(start?.popup_url ?? "", "cti-sign-in", WINDOW);
    if (popup === null) {
      this.#news.signIn({ trouble: "sign-in.blocked" });
    } else if (start === null) {
      this.#early = popup; // the click came before the server's answer: the window waits for it
    } else {
      this.#go(start, popup);
    }
  }

  /** @param {Start} start @param {Window} popup on its way to our own page */
  #go(start, popup) {
    this.#start = null;
    this.#early = null;
    this.#attempt = { start, popup, outOfSight: false };
    this.#news.signIn({ step: "waiting", trouble: null });
    setTimeout(() => this.#claim(), CLAIM_EVERY_MS);
  }

  async signOut() {
    const headers = { Authorization: `Bearer ${this.token() ?? ""}` };
    this.#forget();
    await exchange("/auth/logout", { method: "POST", headers });
    this.#signedOut();
  }

  /** @param {MessageEvent} event from the sign-in window, on our own origin only */
  #heard(event) {
    const attempt = this.#attempt;
    if (event.origin !== location.origin || attempt === null) return;
    if (event.data?.login_id !== attempt.start.login_id) return;
    if (event.data.type === "cti.bind-wanted" && event.source === attempt.popup) {
      const { login_id, bind_code } = attempt.start;
      attempt.popup.postMessage({ type: "cti.bind", login_id, bind_code }, location.origin);
    }
    if (event.data.type === "cti.signed-in") this.#claimInTurn(attempt);
  }

  async #claim() {
    const attempt = this.#attempt;
    if (attempt === null) return;
    const closedBefore = attempt.popup.closed;
    const answered = await this.#claimInTurn(attempt);
    if (answered || this.#attempt !== attempt) return;
    if (closedBefore && !attempt.outOfSight) {
      attempt.outOfSight = true;
      this.#news.signIn({ step: "idle", trouble: "sign-in.closed" });
      this.prepare();
    }
    setTimeout(() => this.#attempt === attempt && this.#claim(), CLAIM_EVERY_MS);
  }

  /**
   * One claim at a time: of two at once one gets the session and the other is told it is gone.
   * @param {Attempt} attempt
   * @returns {Promise<boolean>} whether it is over
   */
  #claimInTurn(attempt) {
    const turn = this.#claiming.then(() => this.#claimOnce(attempt));
    this.#claiming = turn;
    return turn;
  }

  /** @param {Attempt} attempt @returns {Promise<boolean>} whether it is over */
  async #claimOnce(attempt) {
    if (this.#attempt !== attempt) return true;
    const { login_id, secret } = attempt.start;
    const { status, body } = await exchange("/auth/claim", json({ login_id, secret }));
    if (this.#attempt !== attempt) return true;
    const claim = status === 0 ? { kind: /** @type {const} */ ("waiting") } : claimOf(status, body);
    if (claim.kind === "waiting") return false;
    if (claim.kind === "granted") this.#granted(claim.grant);
    else this.#failed(claim.trouble);
    return true;
  }

  /** @param {import("../core/words.js").Code} trouble */
  #failed(trouble) {
    this.#attempt = null;
    this.#news.signIn({ step: "idle", trouble });
    this.prepare();
  }

  async #askForRenewal() {
    const renewToken = this.#grant?.renew_token ?? this.#stored();
    const body = { ...this.#whose(), renew_token: renewToken };
    const request = json(body, { "X-CTI-Renew": "1" });
    const answer = await exchange("/auth/renew", { ...request, credentials: "same-origin" });
    const means = renewalMeans(answer.status);
    const grant = grantOf(answer.status, answer.body);
    if (grant !== null) this.#granted(grant);
    else if (means === "signed-out") this.#signedOut();
    return means;
  }

  /** @param {Grant} grant */
  #granted(grant) {
    const first = this.#grant === null;
    this.#grant = grant;
    this.#attempt = null;
    this.#start = null;
    clearTimeout(this.#startTimer);
    this.#store(grant.renew_token);
    clearTimeout(this.#renewTimer);
    this.#renewTimer = setTimeout(() => this.#renewInTime(), renewAfter(grant.expires_in));
    if (first) this.#news.signedIn();
  }

  async #renewInTime() {
    if (await this.renew()) return;
    if (this.#grant === null) return;
    this.#renewTimer = setTimeout(() => this.#renewInTime(), TRY_AGAIN_MS);
  }

  /** While the button is shown its sign-in stays fresh; a window already open keeps its own. */
  #refresh() {
    if (this.#grant === null && (this.#attempt?.outOfSight ?? true)) this.prepare();
  }

  #whose() {
    return { org_key: this.#orgKey, client: this.#client };
  }

  #forget() {
    this.#grant = null;
    this.#attempt = null;
    clearTimeout(this.#renewTimer);
    this.#store(null);
  }

  #signedOut() {
    this.#forget();
    this.#news.signedOut();
    this.prepare();
  }

  /** @returns {string | null} the browser may refuse storage inside the frame altogether */
  #stored() {
    try {
      return sessionStorage.getItem(this.#kept);
    } catch {
      return null;
    }
  }

  /** @param {string | null} renewToken */
  #store(renewToken) {
    try {
      if (renewToken === null) sessionStorage.removeItem(this.#kept);
      else sessionStorage.setItem(this.#kept, renewToken);
    } catch {
      // then the cookie has to do, or one click
    }
  }
}

/** @param {unknown} body @param {Record<string, string>} [headers] @returns {RequestInit} */
function json(body, headers = {}) {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
}
