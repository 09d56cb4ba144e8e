/**
 * Page 'Live': asks every second for its tables and puts the rows that came in place of the old
 * ones; focus and scrolling stay, since the tables themselves do. Times run by the server's clock.
 * While nobody looks at the page nothing is asked.
 */

const EVERY_MS = 1000;
const PATIENCE_MS = 5000;
const CHANGING = "tbody, [data-more]";

/** How far the server's clock is ahead of the reader's. */
let aheadMs = 0;
let mark = "";

const shown = document.querySelector("[data-live]");
if (shown instanceof HTMLElement) follow(shown);

/** @param {HTMLElement} shown */
async function follow(shown) {
  if (!document.hidden) await ask(shown);
  tick(shown);
  setTimeout(() => follow(shown), EVERY_MS);
}

/** @param {HTMLElement} shown */
async function ask(shown) {
  const headers = { "If-None-Match": mark };
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answer = await fetch(shown.dataset.live ?? "", { headers, signal }).catch(() => null);
  if ([401, 403, 429].includes(answer?.status ?? 0)) return location.reload(); // it says why
  const answered = answer !== null && (answer.ok || answer.status === 304);
  say(answered ? "" : stale());
  if (!answered) return;
  const at = Date.parse(answer.headers.get("Date") ?? "");
  if (!Number.isNaN(at)) aheadMs = at - Date.now();
  if (!answer.ok) return;
  const text = await answer.text().catch(() => "");
  if (!text) return;
  mark = answer.headers.get("ETag") ?? "";
  put(shown, new DOMParser().parseFromString(text, "text/html"));
}

/** @param {HTMLElement} shown @param {Document} come */
function put(shown, come) {
  const fresh = come.querySelectorAll(CHANGING);
  shown.querySelectorAll(CHANGING).forEach((part, at) => {
    part.replaceChildren(...(fresh[at]?.childNodes ?? []));
  });
}

/** @param {HTMLElement} shown */
function tick(shown) {
  const now = Date.now() + aheadMs;
  for (const time of shown.querySelectorAll("[data-running] time")) {
    const at = Date.parse(time.getAttribute("datetime") ?? "");
    if (!Number.isNaN(at)) time.textContent = elapsed(Math.max(0, now - at));
  }
}

/** @param {number} ms @returns {string} "0:07", "1:02:03" */
function elapsed(ms) {
  const whole = Math.floor(ms / 1000);
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const seconds = whole % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

function stale() {
  return document.getElementById("stale")?.dataset.words ?? "";
}

/** @param {string} words */
function say(words) {
  const place = document.getElementById("stale");
  if (place && place.textContent !== words) place.textContent = words;
}
