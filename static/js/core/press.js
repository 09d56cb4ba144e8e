/**
 * What becomes of a press: it is pending until the call shows that it happened, refused, or not
 * answered at all. Pure. A verb of the telephone has happened once the call no longer allows it:
 * held, it cannot be held. Any other command has, with the next news of its call.
 */

/** @typedef {import("./types.js").CallView} CallView */
/** @typedef {import("./types.js").Control} Control */
/** @typedef {import("./types.js").Tone} Tone */

/** After this a press that nothing has confirmed is shown as pending (requirements 5.6). */
export const PENDING_MS = 500;
/** After this the telephone system is said to be silent, and the button is free again. */
export const SILENT_MS = 5_000;

const AT_THE_TELEPHONE = new Set(["dialling", "ringing", "talking", "held", "consulting"]);

/** @param {CallView | undefined} call @param {string} command whether its telephone system does it */
export function isVerb(call, command) {
  return call?.can.includes(/** @type {Control} */ (command.replaceAll("-", "_"))) ?? false;
}

/**
 * What is still pending once the server has spoken about a call.
 * @param {Record<string, number>} pending @param {string} callId
 * @param {CallView | undefined} call as it is now
 */
export function settled(pending, callId, call) {
  return Object.fromEntries(
    Object.entries(pending).filter(([key]) => {
      const [id, command = ""] = key.split(":");
      if (id !== callId) return true;
      const verb = /** @type {Control} */ (command.replaceAll("-", "_"));
      return isVerb(call, command) && call?.controls.includes(verb);
    }),
  );
}

/**
 * What to say of a press that was refused. Too late is no fault: the call has ended, and is told.
 * @param {{ status: number, body: Record<string, unknown> }} problem
 * @param {string} command @param {CallView | undefined} call as it is now
 * @returns {{ code: string, params: Record<string, string>, tone: Tone }}
 */
export function refusal({ status, body }, command, call) {
  if (body.error_id === "already-saved") {
    const params = { who: String(body.saved_by), time: String(body.saved_at) };
    return { code: "said.already-saved", params, tone: "info" };
  }
  const over = call === undefined || !AT_THE_TELEPHONE.has(call.phase);
  const verb = call === undefined || isVerb(call, command);
  const state = status === 409 && verb ? String(body.state) : "";
  if (status !== 0 && verb && (over || (state !== "" && !AT_THE_TELEPHONE.has(state)))) {
    return { code: "said.call-over", params: {}, tone: "info" };
  }
  return state === ""
    ? { code: "said.command-failed", params: { command }, tone: "error" }
    : { code: "said.command-not-now", params: { command }, tone: "info" };
}
