/**
 * Where a list stands that lies over the panel: below its field or above it, where there is more
 * room, and never over 'Hang up' or 'Save', which stay in view (requirements 5.1).
 */

const LEAST = 104;
const GAP = 4;

/** @param {HTMLElement} popup fixed in the page @param {HTMLElement} field it belongs to */
export function place(popup, field) {
  const { top, bottom } = field.getBoundingClientRect();
  const { clientHeight } = document.documentElement;
  const room = roomAround(field, top, bottom);
  const isAbove = top - room.top > room.bottom - bottom;
  const height = isAbove ? top - room.top : room.bottom - bottom;
  popup.style.maxHeight = `${Math.max(height, LEAST) - 2 * GAP}px`;
  popup.style.top = isAbove ? "auto" : `${bottom + GAP}px`;
  popup.style.bottom = isAbove ? `${clientHeight - top + GAP}px` : "auto";
}

/** @param {HTMLElement} field @param {number} top @param {number} bottom */
function roomAround(field, top, bottom) {
  const kept = field.closest("cti-call")?.querySelectorAll("cti-controls, cti-save") ?? [];
  const room = { top: 0, bottom: document.documentElement.clientHeight };
  for (const one of [...kept].map((each) => each.getBoundingClientRect())) {
    if (one.height > 0 && one.bottom <= top) room.top = one.bottom;
    if (one.height > 0 && one.top >= bottom) room.bottom = one.top;
  }
  return room;
}
