/**
 * The tabs: one for lists and searches, one per open record. APG pattern: tabs with manual
 * activation; Left and Right move the focus, Delete closes. The buttons that refresh and close
 * stand beside the tabs, so the tab list owns its tabs by name.
 */

import { el, part } from "./dom.js";
import { icon, tile } from "./icons.js";

/** @typedef {import("./workspace.js").Workspace} Workspace */
/** @typedef {import("./workspace.js").Heading} Heading */

/**
 * Draw the tabs now and whenever the workspace changes.
 *
 * @param {Workspace} workspace
 * @param {{type: string, plural: string}[]} navigation
 */
export function tabStrip(workspace, navigation) {
  const strip = part("tabs");
  part("navigation-tab").addEventListener("click", () => workspace.toNavigation());
  moveFocus(strip, '[role="tab"]', { back: "ArrowLeft", on: "ArrowRight" });
  strip.addEventListener("keydown", ({ key, target }) => {
    const id = target instanceof HTMLElement && target.dataset.tab;
    if (key === "Delete" && id) workspace.close(id);
  });
  workspace.addEventListener("changed", () => draw(workspace, navigation));
}

/**
 * Let two keys move the focus among the elements that match.
 *
 * @param {HTMLElement} within
 * @param {string} selector
 * @param {{back: string, on: string}} keys
 */
export function moveFocus(within, selector, keys) {
  within.addEventListener("keydown", ({ key }) => {
    const step = key === keys.on ? 1 : key === keys.back ? -1 : 0;
    /** @type {(Element | null)[]} */
    const all = [...within.querySelectorAll(selector)];
    const at = all.indexOf(document.activeElement);
    const next = all[(at + step + all.length) % all.length];
    if (step && at >= 0 && next instanceof HTMLElement) next.focus();
  });
}

/** @param {Workspace} workspace @param {{type: string, plural: string}[]} navigation */
function draw(workspace, navigation) {
  const { navigation: shown, tabs } = workspace;
  const focused = document.activeElement?.getAttribute("data-tab");
  const first = part("navigation-tab");
  if (shown.kind === "list") {
    const plural = navigation.find((one) => one.type === shown.name)?.plural;
    first.replaceChildren(tile(shown.name), plural ?? shown.name);
  } else {
    first.replaceChildren(icon("search"), shown.kind === "search" ? "Search" : "Not found");
  }
  first.setAttribute("aria-selected", String(workspace.active === null));
  part("workspace-tabs").replaceChildren(...tabs.map((tab) => recordTab(workspace, tab)));
  const owned = ["navigation-tab", ...tabs.map((tab) => tabId(tab))];
  part("tab-list").setAttribute("aria-owns", owned.join(" "));
  if (focused) document.getElementById(`tab-${focused}`)?.focus();
}

/** @param {Heading} tab */
function tabId(tab) {
  return `tab-${tab.recordId}`;
}

/** @param {Workspace} workspace @param {Heading} tab */
function recordTab(workspace, tab) {
  const { recordId, recordName, objectType } = tab;
  const selected = workspace.active === recordId;
  const choose = el(
    "button",
    {
      type: "button",
      role: "tab",
      id: tabId(tab),
      "data-tab": recordId,
      "aria-selected": String(selected),
      "aria-controls": "page",
      on: { click: () => workspace.activate(recordId) },
    },
    tile(objectType),
    el("span", { class: "tab-title" }, recordName),
  );
  return el(
    "div",
    { class: "tab" },
    choose,
    selected && action("refresh", `Refresh ${recordName}`, () => workspace.refresh()),
    action("close", `Close ${recordName}`, () => workspace.close(recordId)),
  );
}

/** @param {string} drawing @param {string} label @param {() => void} act */
function action(drawing, label, act) {
  const attributes = { type: "button", class: "tab-action", "aria-label": label };
  return el("button", { ...attributes, on: { click: act } }, icon(drawing));
}
