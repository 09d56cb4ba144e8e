/**
 * The message monitor: every message between page and softphone, in both directions, for an
 * integrator to watch. Off by default. It only listens to the host, so nothing of it reaches the
 * softphone: no message, no size, no focus.
 */

import { el, part } from "./dom.js";
import { icon } from "./icons.js";

/** @typedef {import("./host.js").Said} Said */

const KEPT_MESSAGES = 500;
const NEAR_PX = 40;
const WAYS = { in: "from softphone", out: "to softphone", ignored: "ignored" };
const TIME = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});

/** @param {import("./host.js").Host} host */
export function monitor(host) {
  const button = part("monitor-button");
  const aside = part("monitor");
  const list = el("ol", { class: "said", "aria-label": "Messages", tabindex: "0" });
  const count = el("p", { class: "count", role: "status" });
  const filter = /** @type {HTMLInputElement} */ (
    el("input", { type: "search", "aria-label": "Filter messages", placeholder: "Filter…" })
  );
  /** @type {Said[]} */
  let all = [];

  const shown = () => all.filter((one) => fits(one, filter.value));
  const tally = () => {
    count.textContent = `${list.childElementCount} of ${all.length} messages`;
  };
  const draw = () => {
    if (aside.hidden) return;
    list.replaceChildren(...shown().map(row));
    list.scrollTop = list.scrollHeight;
    tally();
  };
  /** What is open stays open, and who reads above is not moved. @param {Said} said */
  const add = (said) => {
    if (aside.hidden) return;
    const atEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - NEAR_PX;
    if (fits(said, filter.value)) list.append(row(said));
    if (atEnd) list.scrollTop = list.scrollHeight;
    tally();
  };
  host.addEventListener("said", (event) => {
    const said = /** @type {CustomEvent<Said>} */ (event).detail;
    all = [...all, said].slice(-KEPT_MESSAGES);
    add(said);
  });
  filter.addEventListener("input", draw);
  const copy = () => navigator.clipboard.writeText(JSON.stringify(shown(), null, 2));
  const clear = () => {
    all = [];
    draw();
  };
  aside.replaceChildren(
    el("header", {}, el("h2", {}, "Open CTI messages")),
    el(
      "div",
      { class: "monitor-tools" },
      filter,
      tool("copy_to_clipboard", "Copy as JSON", () => void copy()),
      tool("delete", "Clear", clear),
    ),
    count,
    list,
  );
  button.hidden = false;
  button.addEventListener("click", () => {
    aside.hidden = !aside.hidden;
    button.setAttribute("aria-pressed", String(!aside.hidden));
    draw();
  });
  button.append(icon("chat"));
}

/** @param {Said} one @param {string} wanted every word must stand somewhere in the message */
function fits({ way, message, why }, wanted) {
  const text = `${WAYS[way]} ${why ?? ""} ${JSON.stringify(message)}`.toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** @param {Said} said */
function row({ way, message, at, why }) {
  const answered = message?.response;
  const failed = answered?.success === false;
  const name = message?.methodName ?? typeof message;
  const call = message?.callId === undefined ? "event" : `#${message.callId}`;
  return el(
    "li",
    { "data-way": way, "data-failed": failed },
    el(
      "details",
      {},
      el(
        "summary",
        {},
        icon({ in: "right", out: "left", ignored: "ban" }[way]),
        el("span", { class: "hidden" }, WAYS[way]),
        el("strong", {}, String(name)),
        el("span", { class: "call-id" }, call),
        failed && el("span", { class: "failed" }, answered.errors?.[0]?.code ?? "failed"),
        el("time", {}, TIME.format(at)),
      ),
      why && el("p", {}, why),
      el("pre", { tabindex: "0" }, JSON.stringify(message, null, 2)),
    ),
  );
}

/** @param {string} drawing @param {string} label @param {() => void} act */
function tool(drawing, label, act) {
  const attributes = { type: "button", class: "button icon-button", "aria-label": label };
  return el("button", { ...attributes, title: label, on: { click: act } }, icon(drawing));
}
