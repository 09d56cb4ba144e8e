/**
 * What the clocks of a time zone show, and which moments they mean by it, also where summer time
 * begins or ends. Pure. A wall is what they show as milliseconds, reckoned as if it were UTC.
 */

export const DAY_MS = 86_400_000;

/** @typedef {string | undefined} Zone "Europe/Berlin"; undefined is the browser's own */

/** @type {Map<Zone, Intl.DateTimeFormat>} */
const CLOCKS = new Map();

/** @param {number} at ms @param {Zone} zone @returns {number} a wall */
export function wallOf(at, zone) {
  const shown = Object.fromEntries(
    clockOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (at % 1000);
}

/**
 * @param {number} wall @param {Zone} zone
 * @returns {number[]} ms, earliest first: two where clocks are put back, none where they are put on
 */
export function momentsOf(wall, zone) {
  const around = [wall - DAY_MS, wall + DAY_MS].map((near) => wall - wallOf(near, zone) + near);
  return [...new Set(around)].filter((at) => wallOf(at, zone) === wall).sort((a, b) => a - b);
}

/** @param {number} at ms @param {Zone} zone @returns {string} "2026-11-25" */
export function dateOf(at, zone) {
  return new Date(wallOf(at, zone)).toISOString().slice(0, 10);
}

/** @param {Zone} zone */
function clockOf(zone) {
  const known = CLOCKS.get(zone);
  if (known !== undefined) return known;
  const clock = new Intl.DateTimeFormat("en", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  CLOCKS.set(zone, clock);
  return clock;
}
