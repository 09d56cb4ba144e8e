/**
 * The notes of one call while they are being typed, as arithmetic: when to send, what an
 * acknowledgement means, when the server's text may take the place of ours. Pure.
 *
 * Two promises meet here: what was typed is on the server within two seconds (DECISION 17), and
 * what the agent is typing is never overwritten by an echo. Where somebody else types too, the
 * server puts both together (B-9): it is told the text that ours grew from, and gets one text
 * after the other, the same again until it has answered.
 */

const REST_MS = 600;
const LONGEST_MS = 1_500;
const RETRY_MS = 1_000;

/**
 * @typedef {object} Draft
 * @property {string} text what the field shows
 * @property {string} base what it grew from: a text of the server, or the last of ours it has taken
 * @property {number} version of the server's notes, as far as is known
 * @property {{ text: string, key: string } | null} sending what the server has not yet answered, and
 *   the key by which it knows it again
 * @property {boolean} underWay whether that is on its way now; else it has failed
 * @property {boolean} refused the server will not have it: it stays in the field
 * @property {number | null} dirtySince ms, the first key not yet sent
 * @property {number | null} sendAt ms, when to send next
 */

/** @typedef {{ text: string, version: number }} Known notes as the server has them */

/** @param {Known} notes @returns {Draft} */
export function draftOf({ text, version }) {
  const clean = { sending: null, underWay: false, refused: false, dirtySince: null, sendAt: null };
  return { text, base: text, version, ...clean };
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
  return !draft.underWay && draft.sendAt !== null && at >= draft.sendAt;
}

/** @param {Draft} draft @param {string} key of this text; what failed goes with its own @returns {Draft} */
export function sent(draft, key) {
  if (draft.sending !== null) return { ...draft, underWay: true, sendAt: null };
  const sending = { text: draft.text, key };
  return { ...draft, sending, underWay: true, dirtySince: null, sendAt: null };
}

/**
 * @param {Draft} draft
 * @param {number | null} version the server's answer; null: it said no more than that it has it
 * @returns {Draft}
 */
export function acknowledged(draft, version) {
  const base = draft.sending?.text ?? draft.base;
  const sendAt = draft.dirtySince === null ? null : 0;
  const known = Math.max(version ?? 0, draft.version);
  return { ...draft, base, version: known, sending: null, underWay: false, refused: false, sendAt };
}

/** @param {Draft} draft @param {number} at @returns {Draft} */
export function failed(draft, at) {
  return { ...draft, underWay: false, sendAt: at + RETRY_MS };
}

/** @param {Draft} draft @returns {Draft} no repeat can help */
export function refused(draft) {
  return { ...draft, sending: null, underWay: false, refused: true };
}

/**
 * The server's notes beside ours. Ours win while they are unsent; an echo older than what the server
 * has already taken is nothing new.
 * @param {Draft} draft
 * @param {Known} notes
 * @returns {Draft}
 */
export function heard(draft, notes) {
  if (isUnsent(draft) || draft.refused || notes.version < draft.version) return draft;
  if (notes.text !== draft.text) return draftOf(notes);
  return notes.version === draft.version ? draft : { ...draft, version: notes.version };
}

/**
 * Where two texts differ: before and after that place they are the same.
 * @param {string} from @param {string} to
 * @returns {{ head: number, tail: number, was: string, is: string }} head and tail: how many
 *   characters (code points) are the same
 */
export function difference(from, to) {
  const [old, now] = [[...from], [...to]];
  const most = Math.min(old.length, now.length);
  let head = 0;
  while (head < most && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < most - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const was = old.slice(head, old.length - tail).join("");
  return { head, tail, was, is: now.slice(head, now.length - tail).join("") };
}
