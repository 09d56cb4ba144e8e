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

function isUnsaved() {
  return !leaving && [...asSaved].some(([form, saved]) => stateOf(form) !== saved);
}

for (const form of document.querySelectorAll("form[data-guard]")) {
  if (!(form instanceof HTMLFormElement)) continue;
  // a form that came back refused holds what is not saved yet
  asSaved.set(form, form.dataset.guard === "refused" ? "" : stateOf(form));
}

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) leaving = true;
});

document.addEventListener("click", async (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  const dialog = document.getElementById("unsaved");
  if (!(link instanceof HTMLAnchorElement) || !(dialog instanceof HTMLDialogElement)) return;
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || link.target === "_blank";
  const samePage = link.pathname === location.pathname && link.hash !== "";
  if (elsewhere || samePage || !isUnsaved()) return;
  event.preventDefault();
  if (!(await ask(dialog))) return;
  leaving = true;
  location.assign(link.href);
});

addEventListener("beforeunload", (event) => {
  if (isUnsaved()) event.preventDefault();
});
