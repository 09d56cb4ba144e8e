/**
 * Which page is around the panel, and how the panel gets hold of it. The server has read and checked
 * the address of the frame (web/embedding.py): what it names is loaded, and nothing else could be,
 * since the page's policy admits no other script. A new kind of page is one line here.
 */

import { pauseAfter } from "../core/host.js";
import { PageHost } from "./host.js";

/** @typedef {import("../core/host.js").HostNews} HostNews */
/** @typedef {import("../core/model.js").Client} Client */
/**
 * @typedef {object} Around what the server found out about the page around us
 * @property {"lightning" | "classic" | "companion" | "stranger"} kind
 * @property {string | null} library address of the org's own script
 * @property {string | null} address of the org, for links
 */

/** Each is loaded where it is needed. @type {Record<string, (around: Around, client: Client) => Promise<import("./host.js").Driver>>} */
const DRIVERS = {
  lightning: async () => (await import("./host-lightning.js")).lightningDriver(),
  classic: async () => (await import("./host-classic.js")).classicDriver(),
  companion: async ({ address }, client) =>
    (await import("./host-companion.js")).companionDriver(address, client === "companion"),
};

/**
 * @param {Around} around
 * @param {HostNews} news
 * @param {Client} client which of the agent's clients this page is
 * @returns {Promise<PageHost | null>} null: a page we do not know
 */
export async function hostOf(around, news, client) {
  const driver = DRIVERS[around.kind];
  if (driver === undefined) return null;
  if (around.library !== null) await loaded(around.library, news);
  const host = new PageHost(await driver(around, client), news);
  host.begin();
  return host;
}

/** @param {string} library @param {HostNews} news */
async function loaded(library, news) {
  for (let failures = 1; !(await script(library)); failures += 1) {
    news.trouble("page.no-library");
    await new Promise((resolve) => setTimeout(resolve, pauseAfter(failures)));
  }
  news.trouble(null);
}

/** @param {string} source @returns {Promise<boolean>} */
function script(source) {
  return new Promise((resolve) => {
    const node = document.createElement("script");
    node.src = source;
    node.onload = () => resolve(true);
    node.onerror = () => {
      node.remove();
      resolve(false);
    };
    document.head.append(node);
  });
}
