/**
 * Warns before unsaved changes are lost: forms with data-guard (S3-25). A link of the page asks in
 * a dialog of ours; closing the tab, going back and typing an address ask in the browser's own.
 */

import { ask } from "./dialog.js";

/** @type {Map<HTMLFormElement, string>} */
const asSaved = new Map();
let leaving = false;

/** @param {HTMLFormElement} form what it would send, but for its mark */
function stateOf(form) {
  const entries = [...new FormData(form)].filter(([name]) => name !== "csrf");
  return JSON.stringify(entries.map(([name, value]) => [name, String(value)]));
}

/** @param {HTMLFormElement} form as the server sent it, whatever was typed before this script came */
function asSent(form) {
  const copy = /** @type {HTMLFormElement} */ (form.cloneNode(true));
  copy.reset();
  return copy;
}

function isUnsaved() {
  return !leaving && [...asSaved].some(([form, saved]) => stateOf(form) !== saved);
}

for (const form of document.querySelectorAll("form[data-guard]")) {
  if (!(form instanceof HTMLFormElement)) continue;
  // a form that came back refused holds what is not saved yet
  asSaved.set(form, form.dataset.guard === "refused" ? "" : stateOf(asSent(form)));
}

/** @returns {Promise<boolean>} whether the page may be left */
async function mayLeave() {
  const dialog = document.getElementById("unsaved");
  if (dialog instanceof HTMLDialogElement) leaving = await ask(dialog);
  return leaving;
}

document.addEventListener("submit", async (event) => {
  const { target: form, submitter: button } = event;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement)) return;
  if (form.method === "dialog") return; // an answer to a question leaves nothing
  if (asSaved.has(form) || button?.dataset.confirm || !isUnsaved()) {
    leaving = true;
    return;
  }
  event.preventDefault(); // signing out, another language: what is typed would be lost
  if (await mayLeave()) form.requestSubmit(button);
});

document.addEventListener("click", async (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement)) return;
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || link.target === "_blank";
  const samePage = link.pathname === location.pathname && link.hash !== "";
  if (elsewhere || samePage || !isUnsaved()) return;
  event.preventDefault();
  if (await mayLeave()) location.assign(link.href);
});

addEventListener("beforeunload", (event) => {
  if (isUnsaved()) event.preventDefault();
});
