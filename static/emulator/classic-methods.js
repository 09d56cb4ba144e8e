/**
 * What each method of the Classic interface does (facts: docs/emulator.md). The sidebar and the
 * console differ in the surface they give; the texts on the wire are made in classic-wire.js.
 */

import { Fault, parsed } from "./classic-wire.js";
import { get, post, Refused } from "./server.js";

/** @typedef {import("./classic-wire.js").Method} Method */
/** @typedef {import("./classic-wire.js").Given} Given */
/** @typedef {Record<string, string>} Info what getPageInfo says */

/**
 * @typedef {object} Surface
 * @property {boolean} inConsole
 * @property {() => Info} info of the page shown, with its url
 * @property {(address: string) => boolean} mayPop whether no form is in the way
 * @property {(address: string) => void} go
 * @property {() => void} refresh
 * @property {(name: string) => Promise<boolean>} refreshList
 * @property {(enabled: boolean) => void} setDialling
 * @property {{readonly visible: boolean, show: (visible: boolean) => boolean,
 *   setHeight: (pixels: number) => void, setWidth: (pixels: number) => void}} panel
 */

/** What page info and dialled numbers say only from a version on. */
const SINCE = { displayName: 33, accountId: 31, contactId: 31, personAccount: 31 };
const SHORT_ID = 15;
const DIRECTORY_PAGE = { usual: 5000, most: 10_000 };

/** @param {Surface} surface @returns {Record<string, Method>} */
export function methods(surface) {
  const { panel } = surface;
  return {
    isInConsole: () => ({ result: surface.inConsole }),
    getPageInfo: (_, version) => ({ result: told(surface.info(), version) }),
    screenPop: ({ targetUrl, force }) => screenPop(surface, targetUrl ?? "", force === "true"),
    searchAndScreenPop: (given) => searchAndScreenPop(surface, given),
    searchAndGetScreenPopUrl: async (given) => ({ result: await found(given) }),
    saveLog,
    runApex,
    setVisible: ({ value }) => ({ result: panel.show(whether(value)) }),
    isVisible: () => ({ result: panel.visible }),
    refreshPage: () => ({ result: true, after: surface.refresh }),
    refreshRelatedList: async ({ listName }) => ({
      result: await surface.refreshList(listName ?? ""),
    }),
    enableClickToDial: () => done(() => surface.setDialling(true)),
    disableClickToDial: () => done(() => surface.setDialling(false)),
    getCallCenterSettings: async () => ({ result: await get("call-center") }),
    getSoftphoneLayout: async () => ({ result: await get("softphone-layout") }),
    setSoftphoneHeight: ({ height }) => done(() => panel.setHeight(pixels(height))),
    setSoftphoneWidth: ({ width }) => {
      if (!surface.inConsole) throw new Fault("The softphone's width is set in a console.", false);
      return done(() => panel.setWidth(pixels(width)));
    },
    getDirectoryNumbers,
  };
}

/**
 * What a page or a number is about, as this version of the interface says it.
 *
 * @param {Info} info
 * @param {number} version
 */
export function told(info, version) {
  const unknown = Object.entries(SINCE).filter(([, since]) => version < since);
  const left = new Set(unknown.map(([name]) => name));
  return Object.fromEntries(Object.entries(info).filter(([name]) => !left.has(name)));
}

/** @param {() => void} act */
function done(act) {
  act();
  return { result: true };
}

/** @param {Surface} surface @param {string} address @param {boolean} force over an edit page too */
function screenPop(surface, address, force) {
  if (!/^\/(?![/\\])/.test(address)) throw new Fault("The URL must be relative.", false);
  if (!force && !surface.mayPop(address)) return { result: false };
  return { result: true, after: () => surface.go(address) };
}

/** Only an inbound call pops, and no type means inbound. @param {Surface} surface @param {Given} given */
async function searchAndScreenPop(surface, given) {
  const { screenPopUrl, ...matches } = await found(given);
  const pops = callTypeOf(given) === "inbound" && screenPopUrl && surface.mayPop(screenPopUrl);
  return { result: matches, after: pops ? () => surface.go(screenPopUrl) : undefined };
}

/**
 * The softphone layout's search. With several matches only one field a record is told.
 *
 * @param {Given} given
 * @returns {Promise<Record<string, any>>} by id of 15 characters, and screenPopUrl
 */
async function found(given) {
  const { searchParams = "", queryParams } = given;
  const asked = { searchParams, queryParams, callType: callTypeOf(given) };
  const { found, pop } = await refusedAsFault(() => post("callers", asked));
  const rows = Object.values(found);
  /** @type {Record<string, any>} */
  const matches = {};
  for (const { Id, RecordType, LastModifiedDate, ...fields } of rows) {
    const told =
      rows.length === 1 ? fields : Object.fromEntries(Object.entries(fields).slice(0, 1));
    matches[Id.slice(0, SHORT_ID)] = { ...told, object: RecordType, displayName: RecordType };
  }
  const screenPopUrl = addressOf(pop);
  return screenPopUrl ? { ...matches, screenPopUrl } : matches;
}

/** @param {Given} given */
function callTypeOf({ callType = "null" }) {
  return ["", "null", "undefined"].includes(callType) ? "inbound" : callType.toLowerCase();
}

/** @param {{type?: string, params?: any}} pop what the layout wants @returns {string | null} */
function addressOf({ type, params }) {
  if (type === "sobject") return `/${params.recordId.slice(0, SHORT_ID)}`;
  if (type === "url") return params.url;
  if (type !== "search") return null;
  return `/_ui/search/ui/UnifiedSearchResults?str=${encodeURIComponent(params.searchString)}`;
}

/** @param {Given} given saveParams is encoded once more than the rest */
async function saveLog({ objectName = "", saveParams = "" }) {
  const values = parsed(decodeURIComponent(saveParams));
  const value = values.Id ? values : { entityApiName: objectName, ...values };
  const { recordId } = await refusedAsFault(() => post("save", value), false);
  return { result: true, id: recordId.slice(0, SHORT_ID) };
}

/** @type {Method} */
async function runApex({ apexClass, methodName, methodParams }) {
  const asked = { apexClass, methodName, methodParams };
  return { result: (await refusedAsFault(() => post("apex", asked))).runApex };
}

/** @param {() => Promise<any>} ask @param {unknown} [result] beside the error */
async function refusedAsFault(ask, result = null) {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof Refused ? new Fault(error.message, result) : error;
  }
}

/** @type {Method} The stand-in's directory has no number; the shape is the documented one. */
function getDirectoryNumbers({ resultSetPageSize = String(DIRECTORY_PAGE.usual) }) {
  if (pixels(resultSetPageSize) > DIRECTORY_PAGE.most)
    throw new Fault(`resultSetPageSize: at most ${DIRECTORY_PAGE.most}`);
  return { result: { directoryNumbers: [], hasNext: false } };
}

/** @param {string | undefined} text */
function whether(text) {
  if (text !== "true" && text !== "false") throw new Fault("true or false is wanted", false);
  return text === "true";
}

/** @param {string | undefined} text */
function pixels(text) {
  if (!/^\d{1,5}$/.test(text ?? "")) throw new Fault("a number not below 0 is wanted", false);
  return Number(text);
}
