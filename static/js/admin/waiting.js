/**
 * A section that waits for something to come from outside: data-waiting is asked every two seconds,
 * and when its answer is newer than data-seen the page is loaded anew. Without this script whoever
 * waits loads the page.
 */

const EVERY_MS = 2000;

for (const section of document.querySelectorAll("[data-waiting]")) {
  if (section instanceof HTMLElement) wait(section);
}

/** @param {HTMLElement} section */
async function wait(section) {
  const asked = await fetch(section.dataset.waiting ?? "").catch(() => null);
  if (asked?.ok) {
    /** @type {{ at: string }} */
    const { at } = await asked.json();
    if (at !== (section.dataset.seen ?? "")) return location.reload();
  }
  if (asked === null || asked.ok) setTimeout(() => wait(section), EVERY_MS);
}
