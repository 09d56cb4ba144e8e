/**
 * A page of Classic with its sidebar, put together. Whatever is opened from here is another page:
 * this module and the softphone end with it.
 */

import { decorate, dialling, onDial, swapList } from "./classic-content.js";
import { methods, told } from "./classic-methods.js";
import { Wire } from "./classic-wire.js";
import { part } from "./dom.js";
import { onRefocus } from "./refocus.js";

/** @typedef {{url: string, origin: string, nonce: string, height: number, width: number}} Phone */

/** @type {Phone | null} */
const phone = JSON.parse(part("phone").textContent ?? "null");
const wire = phone && softphone(phone);

decorate(document);
onDial(document, (dialled) => wire?.emit("onClickToDial", told(dialled, wire.version)));
onRefocus(() => wire?.emit("onFocus", told(info(), wire.version)));
hooks();

/** @returns {Record<string, string>} */
function info() {
  return { url: location.href, ...JSON.parse(part("page-info").textContent ?? "{}") };
}

/** @param {string} address */
function go(address) {
  location.assign(address);
}

/** @param {Phone} center */
function softphone(center) {
  const frame = /** @type {HTMLIFrameElement} */ (part("softphone"));
  const panel = {
    visible: true,
    show: (/** @type {boolean} */ visible) => visible, // a sidebar has nothing to hide it behind
    setHeight(/** @type {number} */ pixels) {
      frame.style.height = `${pixels}px`;
    },
    setWidth: () => {},
  };
  const made = new Wire(
    frame,
    center,
    methods({
      inConsole: false,
      info,
      editing: () => document.querySelector("form[data-editing]") !== null,
      go,
      refresh: () => location.reload(),
      refreshList: (name) => swapList(document, name),
      setDialling: (enabled) => dialling(document, enabled),
      panel,
    }),
  );
  panel.setHeight(center.height);
  frame.src = center.url;
  return made;
}

/** What tests use: to open pages without a click, and to make the page answer otherwise. */
function hooks() {
  Object.assign(window, {
    standin: {
      open: (/** @type {string} */ id) => go(`/${id}`),
      browse: (/** @type {string} */ prefix) => go(`/${prefix}/o`),
      search: (/** @type {string} */ text) =>
        go(`/_ui/search/ui/UnifiedSearchResults?str=${encodeURIComponent(text)}`),
      refresh: () => location.reload(),
      refocus: () =>
        window.dispatchEvent(new Event("blur")) && window.dispatchEvent(new Event("focus")),
      view: info,
      messages: () => wire?.messages ?? [],
      answer: (
        /** @type {string} */ method,
        /** @type {import("./classic-wire.js").Behaviour} */ how,
      ) => wire?.behaviours.set(method, how),
    },
  });
}
