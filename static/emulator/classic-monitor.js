/**
 * The message monitor on the pages of Classic: what went over the wire, also on the pages before,
 * since every navigation begins anew. Off by default; the softphone cannot notice it.
 */

import { parsed } from "./classic-wire.js";
import { part } from "./dom.js";
import { monitor } from "./monitor.js";

const KEPT = "classic messages";
const OPEN = "classic monitor";
const MOST = 200;

/** @typedef {{way: "in" | "out", message: any, at: number}} Said `at` in ms */

/** @param {import("./classic-wire.js").Wire} wire */
export function watch(wire) {
  const said = new EventTarget();
  const tell = (/** @type {Said} */ one) =>
    said.dispatchEvent(new CustomEvent("said", { detail: one }));
  const button = part("monitor-button");
  monitor(/** @type {import("./host.js").Host} */ (said));
  if (sessionStorage.getItem(OPEN) === "true") button.click();
  button.addEventListener("click", () =>
    sessionStorage.setItem(OPEN, button.getAttribute("aria-pressed") ?? "false"),
  );
  /** @type {Said[]} */
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  for (const one of kept) tell(one);
  wire.addEventListener("said", (event) => {
    const { way, message } = /** @type {CustomEvent<{way: "in" | "out", message: string}>} */ (
      event
    ).detail;
    const one = { way, message: shown(message), at: Date.now() };
    kept.push(one);
    sessionStorage.setItem(KEPT, JSON.stringify(kept.slice(-MOST)));
    tell(one);
  });
}

/** @param {string} text as it was sent, without the nonce */
function shown(text) {
  const { method = "", nonce: _, ...values } = parsed(text.slice(text.indexOf("/") + 1));
  const [methodName, callId] = method.split("_");
  return { methodName, callId, ...values };
}
