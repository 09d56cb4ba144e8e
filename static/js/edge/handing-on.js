/**
 * To whom a call can be handed, and handing it there, as requests. Loaded with the first press of
 * 'Transfer'; what came of it is told by the socket, what was refused to the dialog.
 */

import { refusal } from "../core/press.js";
import { Problem } from "./api.js";

/** @typedef {import("../core/types.js").ColleaguesAnswer} ColleaguesAnswer */
/** @typedef {import("../core/types.js").Text} Text */

/**
 * @typedef {{ what: "find", callId: string, text: string,
 *     answered: (found: ColleaguesAnswer | null) => void }
 *   | { what: "go", callId: string, command: "consult" | "transfer",
 *     goal: import("../elements/hand-on.js").Goal,
 *     answered: (refused: Text | null) => void }} Wanted
 */

/**
 * @typedef {object} Tools
 * @property {import("./api.js").Api} api
 * @property {(event: import("../core/reducer.js").PanelEvent) => void} dispatch
 * @property {() => import("../core/model.js").Model} model
 */

/** @param {Tools} tools @param {Wanted} wanted */
export async function handOn({ api, dispatch, model }, wanted) {
  const at = `/api/calls/${encodeURIComponent(wanted.callId)}`;
  if (wanted.what === "find") {
    try {
      const found = /** @type {unknown} */ (
        await api.post(`${at}/colleagues`, { text: wanted.text })
      );
      wanted.answered(/** @type {ColleaguesAnswer} */ (found));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      wanted.answered(null);
    }
    return;
  }
  const { callId, command, goal } = wanted;
  const key = `${callId}:${command}`;
  dispatch({ type: "panel.pressed", key });
  try {
    await api.post(`${at}/${command}`, goal);
    wanted.answered(null);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    dispatch({ type: "panel.refused", key });
    const { code, params } = refusal(error, command, model().calls[callId]);
    wanted.answered(
      error.status === 422 ? { code: "hand-on.nobody-there", params: {} } : { code, params },
    );
  }
}
