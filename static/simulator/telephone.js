// The telephone page: places calls, shows them, and lends a hand to customer and desk phone.
// It asks the simulator twice a second and keeps nothing of its own; what the simulator says is
// shown as text, never as markup.

import { callCard } from "./call-card.js";
import { wireRows } from "./wire.js";

/** @typedef {import("./call-card.js").Call} Call */

const PERIOD_MS = 500;
const SHOWN_AFTER_END_S = 60;

const form = /** @type {HTMLFormElement} */ (document.getElementById("place"));
const refusal = /** @type {HTMLElement} */ (document.getElementById("refusal"));
const list = /** @type {HTMLUListElement} */ (document.getElementById("calls"));
const wire = /** @type {HTMLElement} */ (document.getElementById("wire"));
const choices = {
  agents: Object.keys(JSON.parse(list.dataset.agents ?? "{}")),
  queues: /** @type {string[]} */ (JSON.parse(list.dataset.queues ?? "[]")),
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const entry = new FormData(form);
  const caller = entry.get("caller");
  tell("/calls", {
    from: (caller === "other" ? entry.get("number") : caller) || null,
    to_agent: entry.get("to_agent") || null,
    queue: entry.get("queue") || null,
    script: entry.get("script") || null,
  });
});

form.querySelector('input[name="number"]')?.addEventListener("focus", () => {
  const other = form.querySelector('input[value="other"]');
  if (other instanceof HTMLInputElement) other.checked = true;
});

list.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  const card = button?.closest("li");
  if (!button || !card) return;
  const { action, agent } = button.dataset;
  const chosen = button.parentElement?.querySelector("select")?.value;
  tell(`/calls/${card.dataset.callId}/${action}`, wish(action, agent, chosen));
});

/**
 * @param {string | undefined} action
 * @param {string | undefined} agent whose desk phone is meant
 * @param {string | undefined} chosen what the list beside the button says
 */
function wish(action, agent, chosen) {
  if (action === "ring") return { agent: chosen };
  if (action !== "transfer" && action !== "consult") return agent ? { agent } : {};
  return choices.queues.includes(chosen ?? "")
    ? { agent, to_queue: chosen }
    : { agent, to_agent: chosen };
}

/**
 * @param {string} path
 * @param {object} body
 */
async function tell(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => null);
  if (answer?.ok) refusal.textContent = "";
  else if (answer) refusal.textContent = (await answer.json()).detail;
  else refusal.textContent = "The simulator does not answer.";
  await look();
}

async function look() {
  const [calls, events, commands] = await Promise.all(["/calls", "/events", "/commands"].map(ask));
  if (calls) showCalls(calls.calls);
  if (events && commands) showWire(events.events, commands.commands);
}

/** @param {string} path @returns {Promise<any>} */
async function ask(path) {
  const answer = await fetch(path).catch(() => null);
  return answer?.ok ? answer.json() : null;
}

/** @param {Call[]} calls oldest first */
function showCalls(calls) {
  const now = Date.now() / 1000;
  const shown = calls.filter((call) => !call.ended || now - call.started_at < SHOWN_AFTER_END_S);
  const cards = new Map(
    [...list.children].map((card) => [card.getAttribute("data-call-id"), card]),
  );
  const wanted = shown.reverse().map((call) => {
    const before = cards.get(call.id);
    const text = JSON.stringify(call);
    if (before instanceof HTMLElement && before.dataset.shows === text) return before;
    const card = callCard(call, choices);
    card.dataset.shows = text;
    return card;
  });
  if (
    wanted.length === list.children.length &&
    wanted.every((card, at) => card === list.children[at])
  )
    return;
  const focused = focusedButton();
  list.replaceChildren(...wanted);
  if (focused) refocus(focused.callId, focused.action);
}

/** The button with the focus, so that a card that is drawn again does not lose it. */
function focusedButton() {
  const button = document.activeElement;
  const card = button?.closest("li");
  if (!(button instanceof HTMLElement) || !card || !list.contains(card)) return null;
  return { callId: card.dataset.callId, action: button.dataset.action };
}

/**
 * @param {string | undefined} callId
 * @param {string | undefined} action
 */
function refocus(callId, action) {
  const card = [...list.children].find((each) => each.getAttribute("data-call-id") === callId);
  const button = card?.querySelector(`[data-action="${action}"]`) ?? card?.querySelector("button");
  if (button instanceof HTMLElement) button.focus();
}

let wireShows = "";

/**
 * @param {import("./wire.js").Sending[]} events
 * @param {import("./wire.js").Received[]} commands
 */
function showWire(events, commands) {
  const text = JSON.stringify([events, commands]);
  if (text === wireShows) return;
  wireShows = text;
  wire.replaceChildren(...wireRows(events, commands));
}

look();
setInterval(look, PERIOD_MS);
