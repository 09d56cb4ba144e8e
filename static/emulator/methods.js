/**
 * What each Open CTI method does in the console (facts: docs/emulator.md). A method returns its
 * returnValue, throws a Fault, or returns undefined where Salesforce gives no answer at all.
 */

import { Fault } from "./host.js";
import { HEIGHTS, WIDTHS } from "./panel.js";
import { get, post, Refused } from "./server.js";

/**
 * @param {{
 *   workspace: import("./workspace.js").Workspace,
 *   panel: import("./panel.js").Panel,
 *   softphone: {adapterUrl: string, height: number, width: number},
 *   setDialling: (enabled: boolean) => void,
 *   view: () => unknown,
 *   host: () => import("./host.js").Host,
 * }} page
 * @returns {Record<string, import("./host.js").Method>}
 */
export function methods({ workspace, panel, softphone, setDialling, view, host }) {
  /** @param {{type: string, params: any}} pop */
  const screenPop = async ({ type, params }) => {
    const go = POPS[type];
    if (!go) throw new Fault("INVALID_PARAM", `type: ${type} is not imitated`);
    await go(workspace, params ?? {});
    return null;
  };
  return {
    enableClickToDial: doing(() => setDialling(true)),
    disableClickToDial: doing(() => setDialling(false)),
    getAppViewInfo: view,
    screenPop,
    searchAndScreenPop: (args) => searchAndScreenPop(args, screenPop),
    saveLog,
    refreshView: doing(() => workspace.redraw()),
    runApex: ({ apexClass }) => {
      throw new Fault("SERVER_ERROR", `Could not load Apex class: ${apexClass}`);
    },
    getCallCenterSettings: () => settings(softphone),
    getSoftphoneLayout: layout,
    isSoftphonePanelVisible: () => ({ visible: panel.visible }),
    setSoftphonePanelVisibility: doing(({ visible }) => panel.show(whether(visible, "visible"))),
    setSoftphonePanelHeight: doing(({ heightPX }) =>
      panel.setHeight(within(heightPX, HEIGHTS, "heightPX")),
    ),
    setSoftphonePanelWidth: doing(({ widthPX }) =>
      panel.setWidth(within(widthPX, WIDTHS, "widthPX")),
    ),
    setSoftphoneItemLabel: doing(({ label }) => panel.setItemLabel(words(label, "label"))),
    setSoftphonePanelLabel: doing(({ label }) => panel.setPanelLabel(words(label, "label"))),
    setSoftphoneItemIcon: doing(({ key }) => panel.setItemIcon(words(key, "key"))),
    setSoftphonePanelIcon: doing(({ key }) => panel.setPanelIcon(words(key, "key"))),
    notifyInitializationComplete: () => null,
    subscribe: () => true,
    unsubscribe: doing(({ eventName }) => host().forget(eventName)),
    publish: doing(({ eventName, message }) => host().emit("subscribe", message, eventName)),
    completeWork: () => true,
  };
}

/**
 * Return a method that does something and answers true.
 *
 * @param {(args: any) => void} act
 * @returns {import("./host.js").Method}
 */
function doing(act) {
  return (args) => {
    act(args);
    return true;
  };
}

/** @type {Record<string, (workspace: import("./workspace.js").Workspace, params: any) => unknown>} */
const POPS = {
  sobject: async (workspace, { recordId }) => {
    try {
      await workspace.open(words(recordId, "recordId"));
    } catch (error) {
      throw new Fault(
        "INVALID_PARAM",
        `recordId: ${error instanceof Error ? error.message : error}`,
      );
    }
  },
  url: async (workspace, { url }) => {
    if (!words(url, "url").startsWith("/") || !(await workspace.follow(url)))
      throw new Fault("INVALID_PARAM", "url: give a relative address of this org");
  },
  objecthome: (workspace, { scope }) => workspace.browse(words(scope, "scope")),
  list: (workspace, { scope }) => workspace.browse(words(scope, "scope")),
  search: (workspace, { searchString }) => {
    if (words(searchString, "searchString").length < 3)
      throw new Fault("INVALID_PARAM", "searchString: at least 3 characters");
    workspace.search(searchString);
  },
};

/** @param {any} args @param {(pop: {type: string, params: any}) => unknown} screenPop */
async function searchAndScreenPop({ searchParams, deferred, callType }, screenPop) {
  if (!["inbound", "outbound", "internal"].includes(String(callType).toLowerCase()))
    throw new Fault("INVALID_PARAM", "callType");
  const found = await get("callers", { q: words(searchParams, "searchParams") });
  const ids = Object.keys(found);
  if (ids.length === 0) return found;
  const pop =
    ids.length === 1
      ? { type: "sobject", params: { recordId: ids[0] } }
      : { type: "search", params: { searchString: searchParams } };
  if (deferred) return { ...found, SCREEN_POP_DATA: pop };
  await screenPop(pop);
  return found;
}

/** @param {{object: Record<string, unknown>}} args the library renames `value` to `object` */
async function saveLog({ object }) {
  try {
    return await post("save", object ?? {});
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const fieldErrors = Object.fromEntries(
      error.faults.flatMap((fault) =>
        (fault.fields ?? []).map((name) => [
          name,
          [{ message: fault.message, statusCode: fault.errorCode }],
        ]),
      ),
    );
    throw new Fault("GENERIC_ERROR", error.message, { fieldErrors });
  }
}

/** @param {{adapterUrl: string, height: number, width: number}} softphone */
function settings({ adapterUrl, height, width }) {
  const items = {
    reqInternalName: "StandInCallCenter",
    reqDisplayName: "Stand-in call center",
    reqAdapterUrl: adapterUrl,
    reqUseApi: "true",
    reqSoftphoneHeight: String(height),
    reqSoftphoneWidth: String(width),
    reqSalesforceCompatibilityMode: "Lightning",
  };
  /** @type {Record<string, string>} */
  const flat = {
    "/reqGeneralInfo/label": "General Information",
    "/reqGeneralInfo/sortOrder": "0.0",
    "/displayNameLabel": "Display Name",
    "/internalNameLabel": "Internal Name",
  };
  Object.entries(items).forEach(([name, value], place) => {
    flat[`/reqGeneralInfo/${name}`] = value;
    flat[`/reqGeneralInfo/${name}/label`] = name;
    flat[`/reqGeneralInfo/${name}/sortOrder`] = `${place}.0`;
  });
  return flat;
}

function layout() {
  const name = (/** @type {string} */ object) => ({
    [object]: [
      { displayName: "Name", apiName: "Name" },
      { displayName: "Phone", apiName: "Phone" },
    ],
  });
  const objects = { ...name("Account"), ...name("Contact"), ...name("Lead") };
  const pop = {
    screenPopsOpenWithin: "ExistingWindow",
    SingleMatch: { screenPopType: "PopToEntity" },
    MultipleMatches: { screenPopType: "PopToSearch" },
  };
  return {
    Internal: { callRelatedFields: ["ANI", "DNIS"], objects, screenPopSettings: {} },
    Inbound: {
      callRelatedFields: ["ANI", "DNIS", "SEGMENT", "QUEUE"],
      objects,
      screenPopSettings: pop,
    },
    Outbound: { callRelatedFields: ["DNIS"], objects, screenPopSettings: {} },
  };
}

/** @param {unknown} value @param {{least: number, most: number}} limits @param {string} name */
function within(value, { least, most }, name) {
  if (typeof value !== "number" || !Number.isFinite(value) || value < least || value > most)
    throw new Fault("INVALID_PARAM", `${name}: ${least} to ${most} pixels`);
  return value;
}

/** @param {unknown} value @param {string} name */
function words(value, name) {
  if (typeof value !== "string" || value === "")
    throw new Fault("INVALID_PARAM", `${name}: a text is wanted`);
  return value;
}

/** @param {unknown} value @param {string} name */
function whether(value, name) {
  if (typeof value !== "boolean") throw new Fault("INVALID_PARAM", `${name}: true or false`);
  return value;
}
