/**
 * What each Open CTI method does on a Lightning page (facts: docs/emulator.md). A method returns
 * its returnValue, throws a Fault, or returns undefined where Salesforce gives no answer at all.
 */

import { Fault } from "./host.js";
import { HEIGHTS, WIDTHS } from "./panel.js";
import { pop, text } from "./pops.js";
import { get, post, Refused } from "./server.js";

/**
 * @typedef {{
 *   place: import("./place.js").Place,
 *   panel: import("./panel.js").Panel,
 *   saveLogReturns: string,
 *   setDialling: (enabled: boolean) => void,
 *   initialised: () => void,
 *   create: (type: string, defaults: Record<string, unknown>) => void,
 *   host: () => import("./host.js").Host,
 * }} Page
 */

/**
 * @param {Page} page
 * @returns {Record<string, import("./host.js").Method>}
 */
export function methods(page) {
  const { place, panel, setDialling, initialised, host } = page;
  return {
    enableClickToDial: doing(() => setDialling(true)),
    disableClickToDial: doing(() => setDialling(false)),
    getAppViewInfo: () => place.view(),
    screenPop: (args) => pop(page, args),
    searchAndScreenPop: (args) => searchAndScreenPop(page, args),
    saveLog: ({ object }) => saveLog(object ?? {}, page.saveLogReturns),
    refreshView: doing(() => place.redraw()),
    runApex: ({ apexClass, methodName, methodParams }) =>
      asked("apex", { apexClass, methodName, methodParams }, "SERVER_ERROR"),
    getCallCenterSettings: () => get("call-center"),
    getSoftphoneLayout: () => get("softphone-layout"),
    isSoftphonePanelVisible: () => ({ visible: panel.visible }),
    setSoftphonePanelVisibility: doing(({ visible }) => panel.show(whether(visible, "visible"))),
    setSoftphonePanelHeight: doing(({ heightPX }) =>
      panel.setHeight(within(heightPX, HEIGHTS, "heightPX")),
    ),
    setSoftphonePanelWidth: doing(({ widthPX }) =>
      panel.setWidth(within(widthPX, WIDTHS, "widthPX")),
    ),
    setSoftphoneItemLabel: doing(({ label }) => panel.setItemLabel(text(label, "label"))),
    setSoftphonePanelLabel: doing(({ label }) => panel.setPanelLabel(text(label, "label"))),
    setSoftphoneItemIcon: doing(({ key }) => panel.setItemIcon(text(key, "key"))),
    setSoftphonePanelIcon: doing(({ key }) => panel.setPanelIcon(text(key, "key"))),
    notifyInitializationComplete: () => {
      initialised();
      return null;
    },
    subscribe: ({ eventName }) => text(eventName, "channelName") !== "",
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

/** @param {Page} page @param {any} args */
async function searchAndScreenPop(page, { deferred, ...args }) {
  text(args.searchParams, "searchParams");
  const answer = await asked("callers", args, "INVALID_PARAM");
  if (!answer.pop.type) return answer.found;
  if (deferred) return { ...answer.found, SCREEN_POP_DATA: answer.pop };
  await pop(page, answer.pop);
  return answer.found;
}

/**
 * Ask the server; what it refuses becomes an error with this code.
 *
 * @param {string} path
 * @param {unknown} body
 * @param {string} code
 */
async function asked(path, body, code) {
  try {
    return await post(path, body);
  } catch (error) {
    if (error instanceof Refused) throw new Fault(code, error.message);
    throw error;
  }
}

/**
 * @param {Record<string, unknown>} values the library renames `value` to `object`
 * @param {string} shape "recordId" for an object with the id in it, "id" for the id alone: both
 *   have been seen
 */
async function saveLog(values, shape) {
  try {
    const { recordId } = await post("save", values);
    return shape === "id" ? recordId : { recordId };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.faults[0]?.errorCode === "INVALID_PARAM")
      throw new Fault("INVALID_PARAM", error.message);
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

/** @param {unknown} value @param {{least: number, most: number}} limits @param {string} name */
function within(value, { least, most }, name) {
  if (typeof value !== "number" || !Number.isFinite(value) || value < least || value > most)
    throw new Fault("INVALID_PARAM", `${name}: ${least} to ${most} pixels`);
  return value;
}

/** @param {unknown} value @param {string} name */
function whether(value, name) {
  if (typeof value !== "boolean") throw new Fault("INVALID_PARAM", `${name}: true or false`);
  return value;
}
