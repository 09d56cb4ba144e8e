/** The console page, put together. The only module that knows all others. */

import { el, part } from "./dom.js";
import { Host } from "./host.js";
import { listPage, searchPage } from "./list-page.js";
import { methods } from "./methods.js";
import { Panel } from "./panel.js";
import { missingPage, recordPage } from "./record-page.js";
import { get, Refused } from "./server.js";
import { shell } from "./shell.js";
import { Workspace } from "./workspace.js";

const workspace = new Workspace();
/** @type {Host | null} */
let host = null;
let drawing = 0;

main();

async function main() {
  const start = await get("start");
  shell(workspace, start);
  if (start.softphone) host = softphone(start.softphone);
  workspace.addEventListener("changed", () => draw());
  workspace.addEventListener("viewed", () => host?.emit("onNavigationChange", view()));
  window.addEventListener("popstate", () => show(() => workspace.follow(location.pathname)));
  onRefocus(() => workspace.current && host?.emit("onNavigationChange", view()));
  hooks();
  await show(() => workspace.restore());
}

/**
 * Show what an address names, or say that there is no such thing.
 *
 * @param {() => Promise<unknown>} follow
 */
async function show(follow) {
  try {
    await follow();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    workspace.miss(error.message);
  }
}

/**
 * Host the softphone in the utility bar.
 *
 * @param {{url: string, origin: string, adapterUrl: string, height: number, width: number}} center
 */
function softphone(center) {
  const panel = new Panel(center);
  const page = {
    workspace,
    panel,
    softphone: center,
    setDialling: (/** @type {boolean} */ enabled) =>
      document.body.toggleAttribute("data-click-to-dial", enabled),
    view,
    host: () => made,
  };
  /** @type {Host} */
  const made = new Host(panel.frame, center.origin, methods(page));
  part("utility-bar").hidden = false;
  return made;
}

/** @returns what getAppViewInfo answers; undefined on a list, where a console gives no answer */
function view() {
  const shown = workspace.current;
  return shown && { url: location.origin + workspace.address, ...shown };
}

/** Draw what the workspace shows; a slow answer never overwrites a later one. */
async function draw() {
  const turn = ++drawing;
  const page = await content();
  if (turn !== drawing) return;
  part("page").replaceChildren(page);
  document.title = `${page.querySelector("h1")?.textContent ?? "Console"} | Salesforce stand-in`;
}

async function content() {
  const actions = {
    open: (/** @type {string} */ id) => void show(() => workspace.open(id)),
    dial,
  };
  const shown = workspace.current;
  try {
    if (shown) return recordPage(await get(`record/${shown.recordId}`), actions);
    const { navigation } = workspace;
    if (navigation.kind === "missing") return missingPage(navigation.text);
    if (navigation.kind === "search")
      return searchPage(navigation.text, await get("search", { q: navigation.text }), actions);
    return listPage(await get(`list/${encodeURIComponent(navigation.name)}`), actions);
  } catch (error) {
    if (error instanceof Refused) return missingPage(error.message);
    return el("article", { class: "missing card" }, el("h1", {}, "The org does not answer."));
  }
}

/** @param {string} number as it stands on the page @param {string} recordId */
async function dial(number, recordId) {
  host?.emit("onClickToDial", { number, ...(await get(`heading/${recordId}`)) });
}

/** Call back when the browser tab comes to the front again; focus coming back from a frame is not that. */
function onRefocus(/** @type {() => void} */ back) {
  let away = false;
  window.addEventListener(
    "blur",
    () => (away = !(document.activeElement instanceof HTMLIFrameElement)),
  );
  window.addEventListener("focus", () => {
    if (away) back();
    away = false;
  });
  document.addEventListener(
    "visibilitychange",
    () => document.visibilityState === "visible" && back(),
  );
}

/** What tests use: to open records without a click, and to make the page answer otherwise. */
function hooks() {
  Object.assign(window, {
    standin: {
      open: (/** @type {string} */ id) => workspace.open(id),
      browse: (/** @type {string} */ name) => workspace.browse(name),
      search: (/** @type {string} */ text) => workspace.search(text),
      close: (/** @type {string} */ id) => workspace.close(id),
      refresh: () => workspace.refresh(),
      refocus: () =>
        window.dispatchEvent(new Event("blur")) && window.dispatchEvent(new Event("focus")),
      view,
      messages: () => host?.messages ?? [],
      answer: (/** @type {string} */ method, /** @type {import("./host.js").Behaviour} */ how) =>
        host?.behaviours.set(method, how),
      answerAppViewInfo: async (/** @type {string} */ how) => {
        const plain = how === "silent" || how === "normal";
        const record = plain ? null : await get(`heading/${how}`);
        const url =
          record && `${location.origin}/lightning/r/${record.objectType}/${record.recordId}/view`;
        host?.behaviours.set("getAppViewInfo", plain ? how : { returnValue: { url, ...record } });
      },
    },
  });
}
