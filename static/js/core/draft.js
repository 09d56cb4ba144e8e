/**
 * The notes of one call while they are being typed, as arithmetic: when to send, what an
 * acknowledgement means, when the server's text may take the place of ours. Pure.
 *
 * Two promises meet here: what was typed is on the server within two seconds (DECISION 17), and
 * what the agent is typing is never overwritten by an echo.
 */

const REST_MS = 600;
const LONGEST_MS = 1_500;
const RETRY_MS = 1_000;

/**
 * @typedef {object} Draft
 * @property {string} text what the field shows
 * @property {number} version of the server's text ours is based on
 * @property {string | null} sending the text under way to the server
 * @property {number | null} dirtySince ms, the first key not yet sent
 * @property {number | null} sendAt ms, when to send next
 */

/** @param {import("./types.js").NotesView} notes @returns {Draft} */
export function draftOf(notes) {
  const { text, version } = notes;
  return { text, version, sending: null, dirtySince: null, sendAt: null };
}

/** @param {Draft} draft whether the server has not yet confirmed what the field shows */
export function isUnsent(draft) {
  return draft.dirtySince !== null || draft.sending !== null;
}

/** @param {Draft} draft @param {string} text @param {number} at @returns {Draft} */
export function typed(draft, text, at) {
  if (text === draft.text) return draft;
  const dirtySince = draft.dirtySince ?? at;
  return { ...draft, text, dirtySince, sendAt: Math.min(at + REST_MS, dirtySince + LONGEST_MS) };
}

/** @param {Draft} draft @param {number} at whether to send now */
export function isDue(draft, at) {
  return draft.sending === null && draft.sendAt !== null && at >= draft.sendAt;
}

/** @param {Draft} draft @returns {Draft} */
export function sent(draft) {
  return { ...draft, sending: draft.text, dirtySince: null, sendAt: null };
}

/** @param {Draft} draft @param {number} version the server's answer @returns {Draft} */
export function acknowledged(draft, version) {
  return { ...draft, sending: null, version: Math.max(version, draft.version) };
}

/** @param {Draft} draft @param {number} at @returns {Draft} */
export function failed(draft, at) {
  return { ...draft, sending: null, dirtySince: draft.dirtySince ?? at, sendAt: at + RETRY_MS };
}

/**
 * The server's notes beside ours. Ours win while they are unsent; an echo older than what was
 * acknowledged is nothing new.
 * @param {Draft} draft
 * @param {import("./types.js").NotesView} notes
 * @returns {Draft}
 */
export function heard(draft, notes) {
  if (isUnsent(draft) || notes.version < draft.version || notes.text === draft.text) {
    return notes.version > draft.version && notes.text === draft.text
      ? { ...draft, version: notes.version }
      : draft;
  }
  return draftOf(notes);
}
