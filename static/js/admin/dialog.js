/**
 * Asks before something happens. A button with data-confirm="ID" opens the dialog of that id
 * first (native <dialog>: APG pattern "Alert and Message Dialogs", focus and Escape by the
 * browser); only 'confirm' lets the form go. Without JavaScript the form goes at once.
 */

/**
 * @param {HTMLDialogElement} dialog
 * @returns {Promise<boolean>} whether it was confirmed
 */
export function ask(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "confirm"), {
      once: true,
    });
  });
}

/** @type {WeakSet<HTMLElement>} */
const confirmed = new WeakSet();

document.addEventListener("submit", async (event) => {
  const button = event.submitter;
  const dialog = document.getElementById(button?.dataset.confirm ?? "");
  if (!button || !(dialog instanceof HTMLDialogElement) || confirmed.has(button)) return;
  event.preventDefault();
  if (!(await ask(dialog))) return;
  confirmed.add(button);
  /** @type {HTMLFormElement} */ (event.target).requestSubmit(button);
});
