/**
 * No page around the panel: the companion, the softphone in a tab of its own, or in a page that is no
 * CRM. Records open as links in another tab; nothing tells which record is open, and no number can be
 * clicked.
 */

/** @typedef {import("./host.js").Driver} Driver */

/**
 * @param {string | null} org address of the org, null where none is known
 * @param {boolean} meant whether the panel is meant to stand alone, so that nothing is missing
 * @returns {Driver}
 */
export function companionDriver(org, meant) {
  return {
    reports: false,
    alone: meant,
    saysNothing: false,
    ready: done,
    shown: () => Promise.reject(new Error("there is no page")), // so nobody waits for an answer
    onShown() {},
    onClicked() {},
    clickToDial: done,
    pop: async ({ id }) => show(org, `/${encodeURIComponent(id)}`),
    popSearch: async (text) =>
      show(org, `/_ui/search/ui/UnifiedSearchResults?str=${encodeURIComponent(text)}`),
    newRecord: async (type, fields) => show(org, formOf(type, fields)),
    refreshView: done,
    showPanel: done,
    panelVisible: async () => document.visibilityState === "visible",
    setPanelHeight: done,
    showBar: ({ label }) => {
      document.title = label;
    },
  };
}

/**
 * The page of a new record in Lightning, filled in as lightning/pageReferenceUtils writes it: each
 * value encoded by itself, so that its commas and signs stay its own.
 * @param {import("../core/new-record.js").NewType} type
 * @param {import("../core/new-record.js").Fields} fields
 */
export function formOf(type, fields) {
  const filled = Object.entries(fields).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  const query = new URLSearchParams(
    filled.length > 0 ? { defaultFieldValues: filled.join(",") } : {},
  );
  return [`/lightning/o/${type}/new`, query.toString()].filter(Boolean).join("?");
}

async function done() {}

/** @param {string | null} org @param {string} path */
function show(org, path) {
  if (org !== null) window.open(`${org}${path}`, "_blank", "noopener");
}
