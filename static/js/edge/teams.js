/**
 * What Microsoft Teams says about the page it shows as a tab: language and theme. Its library is ours
 * to serve (static/vendor/teams-js) and is loaded here only. Nobody is signed in by it, and no call
 * depends on it: where it says nothing, the page is shown as it came.
 */

import { schemeOf } from "../core/teams.js";

/**
 * @typedef {object} TeamsApp the part of the library that is used
 * @property {() => Promise<void>} initialize
 * @property {() => Promise<{ app: { theme: string, locale: string } }>} getContext
 * @property {(told: (theme: string) => void) => void} registerOnThemeChangeHandler
 * @property {() => void} notifySuccess the tab is there: Teams need not show that it loads
 */

const LIBRARY = new URL("../../vendor/teams-js/MicrosoftTeams.min.js", import.meta.url).href;
/** An agent waits no longer for the looks of a telephone. */
const PATIENCE_MS = 1_500;

/** @param {HTMLElement} root the page, which is dressed as Teams says */
export async function joinTeams(root) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.race([join(root).catch(() => undefined), late]);
}

/** @param {HTMLElement} root */
async function join(root) {
  await import(LIBRARY);
  /** @type {{ app: TeamsApp }} */
  const { app } = /** @type {any} */ (globalThis).microsoftTeams;
  await app.initialize();
  app.registerOnThemeChangeHandler((theme) => dress(root, theme));
  const context = (await app.getContext()).app;
  dress(root, context.theme);
  root.lang = context.locale.slice(0, 2).toLowerCase();
  app.notifySuccess();
}

/** @param {HTMLElement} root @param {string} theme of Teams */
function dress(root, theme) {
  const scheme = schemeOf(theme);
  if (scheme === null) delete root.dataset.scheme;
  else root.dataset.scheme = scheme;
}
