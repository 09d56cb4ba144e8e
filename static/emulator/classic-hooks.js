/** window.standin on the pages of Classic: to go somewhere without a click, and to answer otherwise. */

/**
 * @param {() => import("./classic-wire.js").Wire | null} wire
 * @param {Record<string, (given: string) => unknown>} ways open, browse (by key prefix), search,
 *   refresh, view
 */
export function hooks(wire, ways) {
  Object.assign(window, {
    standin: {
      ...ways,
      refocus: () =>
        window.dispatchEvent(new Event("blur")) && window.dispatchEvent(new Event("focus")),
      messages: () => wire()?.messages ?? [],
      answer: (
        /** @type {string} */ method,
        /** @type {import("./classic-wire.js").Behaviour} */ how,
      ) => wire()?.behaviours.set(method, how),
    },
  });
}
