/** screenPop: what each type of pop opens (facts: docs/emulator.md). Always answers null. */

import { Fault } from "./host.js";
import { Refused } from "./server.js";

/** @typedef {import("./methods.js").Page} Page */

const SHORTEST_SEARCH = 3;

/**
 * @param {Page} page
 * @param {{type: string, params: any}} wanted
 */
export async function pop(page, { type, params }) {
  const go = POPS[type];
  if (!go) throw new Fault("INVALID_PARAM", `type: ${type} is none of SCREENPOP_TYPE`);
  try {
    await go(page, params ?? {});
  } catch (error) {
    if (error instanceof Refused) throw new Fault("INVALID_PARAM", `params: ${error.message}`);
    throw error;
  }
  return null;
}

/**
 * Return a text that was passed, or say which member should be one.
 *
 * @param {unknown} value
 * @param {string} name
 */
export function text(value, name) {
  if (typeof value !== "string" || value === "")
    throw new Fault("INVALID_PARAM", `${name}: a text is wanted`);
  return value;
}

/** @type {Record<string, (page: Page, params: any) => unknown>} */
const POPS = {
  sobject: ({ place }, { recordId }) => place.open(text(recordId, "recordId")),
  url: async ({ place }, { url }) => {
    if (!text(url, "url").startsWith("/") || !(await place.follow(url)))
      throw new Fault("INVALID_PARAM", "url: give a relative address of this org");
  },
  objecthome: ({ place }, { scope }) => place.browse(text(scope, "scope")),
  list: ({ place }, { scope }) => place.browse(text(scope, "scope")),
  search: ({ place }, { searchString }) => {
    if (text(searchString, "searchString").length < SHORTEST_SEARCH)
      throw new Fault("INVALID_PARAM", `searchString: at least ${SHORTEST_SEARCH} characters`);
    return place.search(searchString);
  },
  newRecord: ({ create }, { entityName, defaultFieldValues }) =>
    create(text(entityName, "entityName"), defaultFieldValues ?? {}),
  flow: ({ place }, { flowDevName, flowArgs }) =>
    place.flow(text(flowDevName, "flowDevName"), Array.isArray(flowArgs) ? flowArgs : []),
};
