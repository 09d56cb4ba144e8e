/**
 * No page around the panel: the softphone in a tab of its own, or in a page that is no CRM. Records
 * open as links in another tab; nothing tells which record is open, and no number can be clicked.
 */

/** @typedef {import("./host.js").Driver} Driver */

/** @param {string | null} org address of the org, null where none is known @returns {Driver} */
export function companionDriver(org) {
  return {
    reports: false,
    ready: done,
    shown: () => new Promise(() => {}),
    onShown() {},
    onClicked() {},
    clickToDial: done,
    pop: async ({ id }) => show(org, `/${encodeURIComponent(id)}`),
    popSearch: async (text) =>
      show(org, `/_ui/search/ui/UnifiedSearchResults?str=${encodeURIComponent(text)}`),
    refreshView: done,
    showPanel: done,
    panelVisible: async () => document.visibilityState === "visible",
    setPanelHeight: done,
    showBar: ({ label }) => {
      document.title = label;
    },
  };
}

async function done() {}

/** @param {string | null} org @param {string} path */
function show(org, path) {
  if (org !== null) window.open(`${org}${path}`, "_blank", "noopener");
}
