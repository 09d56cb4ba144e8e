/**
 * The Lightning page around the panel, through Open CTI for Lightning. The only file that knows it
 * (facts/open-cti.md 2). Patience, repeats and baselines are the affair of host.js.
 */

import { HostFault } from "./host.js";

/** @typedef {import("./host.js").Driver} Driver */
/** @typedef {import("../core/model.js").PageRecord} PageRecord */
/** @typedef {{ code: string, description?: string }} Fault */
/**
 * @template T
 * @typedef {{ success: boolean, returnValue: T, errors?: Fault[] | null }} Answer
 */
/**
 * @typedef {object} AppView Salesforce leaves the record members empty where no record is shown
 * @property {string} [url]
 * @property {string} [recordId]
 * @property {string} [recordName]
 * @property {string} [objectType]
 */
/**
 * @template [T=unknown]
 * @typedef {{ callback: (answer: Answer<T>) => void }} Told
 */
/**
 * @typedef {object} OpenCti
 * @property {(options: Told) => void} notifyInitializationComplete
 * @property {(options: Told) => void} enableClickToDial
 * @property {(options: Told) => void} disableClickToDial
 * @property {(options: { listener: (view: AppView) => void }) => void} onNavigationChange
 * @property {(options: { listener: (click: AppView & { number: string | number }) => void }) => void}
 *   onClickToDial
 * @property {(options: Told<AppView | null>) => void} getAppViewInfo
 * @property {(options: Told & { type: string, params: Record<string, unknown> }) => void} screenPop
 * @property {(options: Told & { visible: boolean }) => void} setSoftphonePanelVisibility
 * @property {(options: Told<{ visible: boolean }>) => void} isSoftphonePanelVisible
 * @property {(options: Told & { heightPX: number }) => void} setSoftphonePanelHeight
 * @property {(options: Told) => void} refreshView
 * @property {(options: { label: string }) => void} setSoftphoneItemLabel
 * @property {(options: { key: string }) => void} setSoftphoneItemIcon
 * @property {{ SOBJECT: string, SEARCH: string, NEW_RECORD_MODAL: string }} SCREENPOP_TYPE
 */

/** What may work a moment later (facts/open-cti.md 2.16). */
const TRANSIENT = new Set(["SOFTPHONE_CONTAINER_ERROR", "SERVER_ERROR"]);

/** @returns {Driver} the library is loaded */
export function lightningDriver() {
  const { sforce } = /** @type {{ sforce: { opencti: OpenCti } }} */ (
    /** @type {unknown} */ (globalThis)
  );
  const cti = sforce.opencti;
  const types = cti.SCREENPOP_TYPE;
  return {
    reports: true,
    saysNothing: true,
    ready: () =>
      Promise.race([answered((told) => cti.notifyInitializationComplete(told)), heard(cti)]),
    shown: async () =>
      shownIn(
        await answered((/** @type {Told<AppView | null>} */ told) => cti.getAppViewInfo(told)),
      ),
    onShown: (told) => cti.onNavigationChange({ listener: (view) => told(shownIn(view)) }),
    onClicked: (told) =>
      cti.onClickToDial({ listener: (click) => told(String(click.number), recordOf(click)) }),
    clickToDial: (on) =>
      answered((told) => (on ? cti.enableClickToDial(told) : cti.disableClickToDial(told))),
    pop: ({ id }) =>
      answered((told) => cti.screenPop({ type: types.SOBJECT, params: { recordId: id }, ...told })),
    popSearch: (text) =>
      answered((told) =>
        cti.screenPop({ type: types.SEARCH, params: { searchString: text }, ...told }),
      ),
    newRecord: (entityName, defaultFieldValues) =>
      answered((told) =>
        cti.screenPop({
          type: types.NEW_RECORD_MODAL,
          params: { entityName, defaultFieldValues }, // in here, whatever the guide says (2.9)
          ...told,
        }),
      ),
    refreshView: () => answered((told) => cti.refreshView(told)),
    showPanel: (visible) =>
      answered((told) => cti.setSoftphonePanelVisibility({ visible, ...told })),
    panelVisible: async () => {
      const { visible } = await answered((/** @type {Told<{ visible: boolean }>} */ told) =>
        cti.isSoftphonePanelVisible(told),
      );
      return visible;
    },
    setPanelHeight: (px) =>
      answered((told) => cti.setSoftphonePanelHeight({ heightPX: px, ...told })),
    showBar: (bar, before) => {
      if (bar.label !== before.label) cti.setSoftphoneItemLabel({ label: bar.label });
      if (bar.icon !== before.icon) cti.setSoftphoneItemIcon({ key: bar.icon });
    },
  };
}

/**
 * @template T
 * @param {(told: Told<T>) => void} ask
 * @returns {Promise<T>}
 */
function answered(ask) {
  return new Promise((resolve, reject) => {
    ask({
      callback: ({ success, returnValue, errors }) => {
        if (success) resolve(returnValue);
        else reject(faultOf(errors?.[0]));
      },
    });
  });
}

/**
 * That the first message is answered is documented and has not been seen: a page that answers
 * another question hears us as well.
 * @param {OpenCti} cti @returns {Promise<void>} never broken
 */
function heard(cti) {
  return new Promise((resolve) => {
    cti.isSoftphonePanelVisible({ callback: ({ success }) => success && resolve() });
  });
}

/** @param {Fault | undefined} error */
function faultOf(error) {
  const notReady = TRANSIENT.has(error?.code ?? "");
  return new HostFault(`${error?.code}: ${error?.description}`, { notReady });
}

/** @param {AppView | null} view @returns {import("../core/host.js").Shown} */
function shownIn(view) {
  return { record: recordOf(view), form: formIn(view?.url ?? "") };
}

/**
 * The address is the only sign of a form, and Salesforce may change it (2.8): only a hint is lost.
 * @param {string} url @returns {string | null} the type of the new record
 */
export function formIn(url) {
  return /\/lightning\/o\/(\w+)\/new(?:[/?#]|$)/.exec(url)?.[1] ?? null;
}

/** @param {AppView | null} view @returns {PageRecord | null} */
function recordOf(view) {
  if (!view?.recordId) return null;
  return { id: view.recordId, type: view.objectType ?? "", name: view.recordName ?? "" };
}
