/**
 * The sign-in window. Before it goes to Salesforce it proves that our own panel opened it: it asks
 * its opener for the bind code (a link somebody sent has no such opener). Afterwards it tells the
 * panel and closes itself. It never sees a token.
 */

import { wordsFor } from "./core/languages.js";

/** @typedef {{ state: "binding" | "signed-in" | "cancelled" | "failed", login_id: string,
 *   language: string, reason?: string }} Boot */

const ASK_EVERY_MS = 250;
const GIVE_UP_MS = 10_000;

/** @type {Boot} */
const boot = JSON.parse(document.getElementById("boot")?.textContent ?? "{}");
const words = await wordsFor(boot.language, navigator.languages);
await words.learn();
const said = document.getElementById("said");
const opener = /** @type {Window | null} */ (window.opener);

/** @param {import("./core/words.js").Code} code */
function say(code) {
  if (said) said.textContent = words.say(code);
}

function bind() {
  if (opener === null) return say("popup.no-opener");
  say("popup.binding");
  const wanted = { type: "cti.bind-wanted", login_id: boot.login_id };
  const asking = setInterval(() => opener.postMessage(wanted, location.origin), ASK_EVERY_MS);
  const givingUp = setTimeout(() => {
    clearInterval(asking);
    say("popup.no-opener");
  }, GIVE_UP_MS);
  addEventListener("message", (event) => {
    if (event.origin !== location.origin || event.source !== opener) return;
    if (event.data?.type !== "cti.bind" || event.data.login_id !== boot.login_id) return;
    clearInterval(asking);
    clearTimeout(givingUp);
    submit(String(event.data.bind_code));
  });
  opener.postMessage(wanted, location.origin);
}

/** @param {string} bindCode */
function submit(bindCode) {
  const form = document.getElementById("bind");
  const field = document.getElementById("bind-code");
  if (!(form instanceof HTMLFormElement) || !(field instanceof HTMLInputElement)) return;
  field.value = bindCode;
  form.submit();
}

function finish() {
  if (boot.state === "binding") return;
  say(`popup.${boot.state}`);
  opener?.postMessage({ type: "cti.signed-in", login_id: boot.login_id }, location.origin);
  if (boot.state === "signed-in") window.close();
}

document.title = words.say("popup.title");
if (boot.state === "binding") bind();
else finish();
