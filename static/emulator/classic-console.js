/**
 * The Classic console, put together: the softphone stays loaded while tabs come and go. What is
 * shown in a tab is a page of Classic in a frame of its own.
 */

import { dialling, onDial, swapList } from "./classic-content.js";
import { hooks } from "./classic-hooks.js";
import { told } from "./classic-methods.js";
import { watch } from "./classic-monitor.js";
import { host } from "./classic-softphone.js";
import { ConsoleTabs } from "./classic-tabs.js";
import { part } from "./dom.js";
import { onRefocus } from "./refocus.js";

/** @type {import("./classic-softphone.js").Softphone | null} */
const phone = JSON.parse(part("phone").textContent ?? "null");
const tabs = new ConsoleTabs();
const panel = phonePanel();
let dials = false;

const wire =
  phone &&
  host(/** @type {HTMLIFrameElement} */ (part("softphone")), phone, {
    inConsole: true,
    info: () => tabs.shown.info,
    mayPop: (address) => !tabs.primaryOf(address)?.page?.querySelector("form[data-editing]"),
    go: (address) => void tabs.open(address),
    refresh: () => tabs.shown.reload(),
    refreshList: async (name) => (tabs.shown.page ? swapList(tabs.shown.page, name) : false),
    setDialling: (enabled) => {
      dials = enabled;
      for (const page of tabs.pages) dialling(page, enabled);
    },
    panel,
  });

if (wire) watch(wire);
tabs.addEventListener("loaded", (event) => {
  const page = /** @type {CustomEvent<Document>} */ (event).detail;
  dialling(page, dials);
  onDial(page, (dialled) => wire?.emit("onClickToDial", told(dialled, wire.version)));
});
tabs.addEventListener("focused", tellFocus);
onRefocus(tellFocus);
hooks(() => wire, {
  open: (id) => tabs.open(`/${id}`),
  browse: (prefix) => tabs.browse(`/${prefix}/o`),
  search: (text) =>
    tabs.open(`/_ui/search/ui/UnifiedSearchResults?str=${encodeURIComponent(text)}`),
  refresh: () => tabs.shown.reload(),
  view: () => tabs.shown.info,
});
Object.assign(/** @type {any} */ (window).standin, {
  openSubtab: (/** @type {string} */ id) => tabs.open(`/${id}`, { beside: true }),
  close: () => tabs.close(),
});
tabs.begin();

function tellFocus() {
  wire?.emit("onFocus", told(tabs.shown.info, wire.version));
}

/** The softphone's own panel at the foot of the console; hidden, its frame stays loaded. */
function phonePanel() {
  const box = part("phone-box");
  const button = part("phone-button");
  const frame = part("softphone");
  const made = {
    get visible() {
      return !box.hasAttribute("inert");
    },
    show(/** @type {boolean} */ visible) {
      box.toggleAttribute("inert", !visible);
      button.setAttribute("aria-expanded", String(visible));
      return true;
    },
    setHeight(/** @type {number} */ pixels) {
      frame.style.height = `${pixels}px`;
    },
    setWidth(/** @type {number} */ pixels) {
      frame.style.width = `${pixels}px`;
    },
  };
  made.setWidth(phone?.width ?? 0);
  made.show(false);
  button.addEventListener("click", () => made.show(!made.visible));
  return made;
}
