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
 * @property {string | null} awaited the text the server took without saying its version: until it
 *   comes back, what the server shows is older than what the field shows
 * @property {number | null} dirtySince ms, the first key not yet sent
 * @property {number | null} sendAt ms, when to send next
 */

/** @param {import("./types.js").NotesView} notes @returns {Draft} */
export function draftOf(notes) {
  const { text, version } = notes;
  return { text, version, sending: null, awaited: null, dirtySince: null, sendAt: null };
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

/**
 * @param {Draft} draft
 * @param {number | null} version the server's answer; null: it took the text and said no more
 * @returns {Draft}
 */
export function acknowledged(draft, version) {
  const awaited = version === null ? draft.sending : null;
  return { ...draft, sending: null, awaited, version: Math.max(version ?? 0, draft.version) };
}

/** @param {Draft} draft @param {number} at @returns {Draft} */
export function failed(draft, at) {
  return { ...draft, sending: null, dirtySince: draft.dirtySince ?? at, sendAt: at + RETRY_MS };
}

/**
 * The server's notes beside ours. Ours win while they are unsent; an echo older than what the server
 * has already taken is nothing new.
 * @param {Draft} draft
 * @param {import("./types.js").NotesView} notes
 * @returns {Draft}
 */
export function heard(draft, notes) {
  const known = draft.awaited === notes.text ? { ...draft, awaited: null } : draft;
  if (isUnsent(known) || known.awaited !== null || notes.version < known.version) return known;
  if (notes.text !== known.text) return draftOf(notes);
  return notes.version === known.version ? known : { ...known, version: notes.version };
}
