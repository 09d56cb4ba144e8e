/**
 * A page of Classic with its sidebar, put together. Whatever is opened from here is another page:
 * this module and the softphone end with it.
 */

import { decorate, dialling, onDial, swapList } from "./classic-content.js";
import { hooks } from "./classic-hooks.js";
import { told } from "./classic-methods.js";
import { watch } from "./classic-monitor.js";
import { recent } from "./classic-recent.js";
import { host } from "./classic-softphone.js";
import { part } from "./dom.js";
import { onRefocus } from "./refocus.js";

/** @type {import("./classic-softphone.js").Softphone | null} */
const phone = JSON.parse(part("phone").textContent ?? "null");
const wire = phone && sidebar(phone);

decorate(document);
if (wire) watch(wire);
recent(part("recent"), info());
onDial(document, (dialled) => wire?.emit("onClickToDial", told(dialled, wire.version)));
onRefocus(() => wire?.emit("onFocus", told(info(), wire.version)));
hooks(() => wire, {
  open: (id) => go(`/${id}`),
  browse: (prefix) => go(`/${prefix}/o`),
  search: (text) => go(`/_ui/search/ui/UnifiedSearchResults?str=${encodeURIComponent(text)}`),
  refresh: () => location.reload(),
  view: info,
});

/** @returns {Record<string, string>} */
function info() {
  return { url: location.href, ...JSON.parse(part("page-info").textContent ?? "{}") };
}

/** @param {string} address */
function go(address) {
  location.assign(address);
}

/** @param {import("./classic-softphone.js").Softphone} softphone */
function sidebar(softphone) {
  const frame = /** @type {HTMLIFrameElement} */ (part("softphone"));
  return host(frame, softphone, {
    inConsole: false,
    info,
    mayPop: () => document.querySelector("form[data-editing]") === null,
    go,
    refresh: () => location.reload(),
    refreshList: (name) => swapList(document, name),
    setDialling: (enabled) => dialling(document, enabled),
    panel: {
      visible: true,
      show: (visible) => visible, // a sidebar has nothing to hide it behind
      setHeight: (pixels) => {
        frame.style.height = `${pixels}px`;
      },
      setWidth: () => {},
    },
  });
}
