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

/** Put the monitor beside the page, closed. @param {import("./host.js").Host} host */
export function monitor(host) {
  const panel = new Monitor(part("monitor"));
  host.addEventListener("said", (event) =>
    panel.add(/** @type {CustomEvent<Said>} */ (event).detail),
  );
  const button = part("monitor-button");
  button.hidden = false;
  button.append(icon("chat"));
  button.addEventListener("click", () =>
    button.setAttribute("aria-pressed", String(panel.toggle())),
  );
}

class Monitor {
  #aside;
  #list = el("ol", { class: "said", "aria-label": "Messages", tabindex: "0" });
  #count = el("p", { class: "count", role: "status" });
  #filter = /** @type {HTMLInputElement} */ (
    el("input", { type: "search", "aria-label": "Filter messages", placeholder: "Filter…" })
  );
  /** @type {Said[]} */
  #all = [];

  /** @param {HTMLElement} aside */
  constructor(aside) {
    this.#aside = aside;
    this.#filter.addEventListener("input", () => this.#draw());
    aside.replaceChildren(
      el("h2", {}, "Open CTI messages"),
      el(
        "div",
        { class: "monitor-tools" },
        this.#filter,
        tool("copy_to_clipboard", "Copy as JSON", () => this.#copy()),
        tool("delete", "Clear", () => this.#clear()),
      ),
      this.#count,
      this.#list,
    );
  }

  /** @returns {boolean} whether it is open now */
  toggle() {
    this.#aside.hidden = !this.#aside.hidden;
    this.#draw();
    return !this.#aside.hidden;
  }

  /** What is open stays open, and who reads above is not moved. @param {Said} said */
  add(said) {
    this.#all = [...this.#all, said].slice(-KEPT_MESSAGES);
    if (this.#aside.hidden) return;
    const { scrollTop, clientHeight, scrollHeight } = this.#list;
    const atEnd = scrollTop + clientHeight >= scrollHeight - NEAR_PX;
    if (fits(said, this.#filter.value)) this.#list.append(row(said));
    if (this.#list.childElementCount > KEPT_MESSAGES) this.#list.firstElementChild?.remove();
    if (atEnd) this.#list.scrollTop = this.#list.scrollHeight;
    this.#tally();
  }

  get #shown() {
    return this.#all.filter((one) => fits(one, this.#filter.value));
  }

  #draw() {
    if (this.#aside.hidden) return;
    this.#list.replaceChildren(...this.#shown.map(row));
    this.#list.scrollTop = this.#list.scrollHeight;
    this.#tally();
  }

  #tally() {
    this.#count.textContent = `${this.#list.childElementCount} of ${this.#all.length} messages`;
  }

  #copy() {
    void navigator.clipboard.writeText(JSON.stringify(this.#shown, null, 2));
  }

  #clear() {
    this.#all = [];
    this.#draw();
  }
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
