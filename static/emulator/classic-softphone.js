/**
 * The softphone's frame on a page of Classic: its wire, and its address. Where the call center has
 * a standby address, Salesforce looks once per login whether the adapter says in time that it is
 * initialised (facts: docs/emulator.md); a session cookie remembers what came of it.
 */

import { methods } from "./classic-methods.js";
import { Wire } from "./classic-wire.js";

const LOOKED = "standin_classic_phone";

/**
 * @typedef {{url: string, origin: string, nonce: string}} Frame
 * @typedef {{frame: Frame, standby: Frame | null, timeoutMs: number, login: string,
 *   height: number, width: number}} Softphone
 */

/**
 * Load the softphone and answer it.
 *
 * @param {HTMLIFrameElement} element
 * @param {Softphone} softphone
 * @param {import("./classic-methods.js").Surface} surface
 * @returns {Wire}
 */
export function host(element, softphone, surface) {
  const { frame, standby, timeoutMs, login } = softphone;
  const wire = new Wire(element, {
    ...methods(surface),
    notifyInitializationComplete: () => {
      clearTimeout(timer);
      if (standby) remember(`${login}.adapter`);
      return { result: null };
    },
  });
  const load = (/** @type {Frame} */ chosen) => {
    wire.attach(chosen);
    element.src = chosen.url;
  };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const looked = document.cookie.match(`${LOOKED}=([0-9a-f]+\\.[a-z]+)`)?.[1];
  if (standby && looked === `${login}.standby`) load(standby);
  else load(frame);
  if (standby && !looked?.startsWith(login))
    timer = setTimeout(() => {
      remember(`${login}.standby`);
      load(standby);
    }, timeoutMs);
  surface.panel.setHeight(softphone.height);
  return wire;
}

/** @param {string} what */
function remember(what) {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs https
  document.cookie = `${LOOKED}=${what}; path=/; SameSite=Lax`;
}
