/** window.standin: what tests use to open records without a click, and to make the page answer otherwise. */

import { get } from "./server.js";

/**
 * @param {import("./place.js").Place} place
 * @param {import("./app.js").App} app
 */
export function hooks(place, app) {
  const host = () => app.host;
  const behave = (/** @type {string} */ method, /** @type {import("./host.js").Behaviour} */ how) =>
    host()?.behaviours.set(method, how);
  Object.assign(window, {
    standin: {
      open: (/** @type {string} */ id) => place.open(id),
      browse: (/** @type {string} */ name) => place.browse(name),
      search: (/** @type {string} */ text) => place.search(text),
      home: () => place.home(),
      close: (/** @type {string} */ id) =>
        "close" in place
          ? /** @type {import("./workspace.js").Workspace} */ (place).close(id)
          : undefined,
      refresh: () => place.refresh(),
      create: (/** @type {string} */ type, defaults = {}) => app.create(type, defaults),
      refocus: () =>
        window.dispatchEvent(new Event("blur")) && window.dispatchEvent(new Event("focus")),
      view: () => place.view(),
      messages: () => host()?.messages ?? [],
      publish: (/** @type {string} */ channel, /** @type {unknown} */ message) =>
        host()?.emit("subscribe", message, channel),
      containerReady: (/** @type {boolean | "silent"} */ ready) => {
        const spoken = host();
        if (spoken) spoken.ready = ready;
      },
      answer: behave,
      answerAppViewInfo: async (/** @type {string} */ how) => {
        if (how === "silent" || how === "normal") {
          behave("getAppViewInfo", how);
          return;
        }
        const record = await get(`heading/${how}`);
        const url = `${location.origin}/lightning/r/${record.objectType}/${record.recordId}/view`;
        behave("getAppViewInfo", { returnValue: { url, ...record } });
      },
    },
  });
}
