/**
 * The console's tabs: one for lists and searches, one per open record, and below them the subtabs
 * of the one shown. APG pattern: tabs with manual activation; Left and Right move the focus,
 * Delete closes. The buttons that refresh and close stand beside the tabs, so each tab list owns
 * its tabs by name.
 */

import { el, part } from "./dom.js";
import { moveFocus } from "./focus.js";
import { icon, tile } from "./icons.js";

/** @typedef {import("./workspace.js").Workspace} Workspace */
/** @typedef {import("./place.js").Heading} Heading */
/** @typedef {{shown: boolean, choose: () => void}} Standing whether a tab is the one shown */

/**
 * Draw the tabs now and whenever the workspace changes.
 *
 * @param {Workspace} workspace
 * @param {{type: string, plural: string}[]} navigation
 */
export function tabStrip(workspace, navigation) {
  part("navigation-tab").addEventListener("click", () => workspace.toNavigation());
  for (const strip of [part("tabs"), part("subtabs")]) {
    moveFocus(strip, '[role="tab"]', { back: "ArrowLeft", on: "ArrowRight" });
    strip.addEventListener("keydown", ({ key, target }) => {
      const id = target instanceof HTMLElement && target.dataset.tab;
      if (key === "Delete" && id) void workspace.close(id);
    });
  }
  workspace.addEventListener("changed", () => draw(workspace, navigation));
}

/** @param {Workspace} workspace @param {{type: string, plural: string}[]} navigation */
function draw(workspace, navigation) {
  const focused = document.activeElement?.id;
  navigationTab(workspace, navigation);
  const tabs = workspace.tabs.map(({ main }) =>
    tab(workspace, main, "tab", {
      shown: workspace.active === main.recordId,
      choose: () => workspace.activate(main.recordId),
    }),
  );
  part("workspace-tabs").replaceChildren(...tabs);
  own("tab-list", ["navigation-tab", ...workspace.tabs.map(({ main }) => `tab-${main.recordId}`)]);
  subtabs(workspace);
  if (focused?.startsWith("tab-") || focused?.startsWith("subtab-"))
    document.getElementById(focused)?.focus();
}

/** @param {Workspace} workspace @param {{type: string, plural: string}[]} navigation */
function navigationTab(workspace, navigation) {
  const { navigation: shown } = workspace;
  const plural =
    shown.kind === "list" && (navigation.find((one) => one.type === shown.name)?.plural ?? "");
  /** @type {Record<string, [string, string]>} */
  const faces = {
    list: [shown.kind === "list" ? shown.name : "", plural || "List"],
    home: ["Home", "Home"],
    search: ["Search", "Search"],
    flow: ["Flow", "Flow"],
    visualforce: ["Flow", "Visualforce"],
    missing: ["Search", "Not found"],
  };
  const [type, label] = /** @type {[string, string]} */ (faces[shown.kind]);
  const first = part("navigation-tab");
  first.replaceChildren(tile(type), el("span", { class: "tab-title" }, label));
  first.setAttribute("aria-selected", String(workspace.active === null));
  first.setAttribute("tabindex", workspace.active === null ? "0" : "-1");
}

/** @param {Workspace} workspace */
function subtabs(workspace) {
  const shown = workspace.tab;
  const strip = part("subtabs");
  strip.hidden = !shown || shown.subtabs.length === 0;
  if (!shown || strip.hidden) return part("subtab-strip").replaceChildren();
  const all = [shown.main, ...shown.subtabs];
  const made = all.map((heading) =>
    tab(workspace, heading, "subtab", {
      shown: shown.shown === heading.recordId,
      choose: () => workspace.activateSubtab(heading.recordId),
    }),
  );
  part("subtab-strip").replaceChildren(...made);
  own(
    "subtab-list",
    all.map(({ recordId }) => `subtab-${recordId}`),
  );
}

/** @param {string} list @param {string[]} ids */
function own(list, ids) {
  part(list).setAttribute("aria-owns", ids.join(" "));
}

/**
 * @param {Workspace} workspace
 * @param {Heading} heading
 * @param {"tab" | "subtab"} kind
 * @param {Standing} standing
 */
function tab(workspace, { recordId, recordName, objectType }, kind, { shown, choose }) {
  const isMain = workspace.tabs.some(({ main }) => main.recordId === recordId);
  const first = kind === "subtab" && isMain;
  const refreshes = kind === "tab" ? shown && workspace.tab?.shown === recordId : shown && !first;
  return el(
    "div",
    { class: kind },
    el(
      "button",
      {
        type: "button",
        role: "tab",
        id: `${kind}-${recordId}`,
        "data-tab": recordId,
        tabindex: shown ? "0" : "-1",
        "aria-selected": String(shown),
        "aria-controls": "page",
        on: { click: choose },
      },
      tile(objectType),
      el("span", { class: "tab-title" }, recordName),
    ),
    refreshes && action("refresh", `Refresh ${recordName}`, () => void workspace.refresh()),
    !first && action("close", `Close ${recordName}`, () => void workspace.close(recordId)),
  );
}

/** @param {string} drawing @param {string} label @param {() => void} act */
function action(drawing, label, act) {
  const attributes = { type: "button", class: "tab-action", "aria-label": label };
  return el("button", { ...attributes, on: { click: act } }, icon(drawing));
}
