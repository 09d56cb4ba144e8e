/**
 * Times and durations as the panel writes them. Pure: the moment is always an argument.
 */

/** @param {number} ms @returns {string} "0:07", "12:41", "1:02:03"; nothing below zero */
export function stopwatch(ms) {
  const whole = Math.max(0, Math.floor(ms / 1000));
  const seconds = String(whole % 60).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return hours > 0
    ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}`
    : `${minutes}:${seconds}`;
}

/** @param {number} ms @returns {string} what is left, rounded up: 9.2 s are "0:10" */
export function countdown(ms) {
  return stopwatch(Math.ceil(Math.max(0, ms) / 1000) * 1000);
}

/**
 * How long ago, in the unit a person would use.
 * @param {number} ms
 * @returns {{ code: "age.seconds" | "age.minutes" | "age.hours", n: number }}
 */
export function age(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return { code: "age.seconds", n: seconds };
  if (seconds < 3600) return { code: "age.minutes", n: Math.floor(seconds / 60) };
  return { code: "age.hours", n: Math.floor(seconds / 3600) };
}

/**
 * The same in steps of ten seconds, so that a line that is being read does not flicker.
 * @param {number} ms
 */
export function calmAge(ms) {
  return age(ms < 60_000 ? Math.floor(ms / 10_000) * 10_000 : ms);
}

/**
 * How a person writes times, and whose clocks they go by; Words are one.
 * @typedef {object} Manner
 * @property {string} locale as Intl takes it: "en-GB"
 * @property {string | undefined} zone "Europe/Berlin"; undefined is the browser's own
 */

/** @param {string} iso @param {Manner} manner @returns {string} "14:02", "2:02 PM" */
export function clock(iso, { locale, zone }) {
  const at = new Date(iso);
  if (Number.isNaN(at.valueOf())) return iso;
  return at.toLocaleTimeString(locale, { timeZone: zone, hour: "numeric", minute: "2-digit" });
}

/**
 * Whether two ways to write a number mean the same: "(415) 555-0101" and "+1 415-555-0101".
 * @param {string} one @param {string} other
 */
export function sameNumber(one, other) {
  const [short, long] = [one, other]
    .map((number) => number.replace(/\D/g, "").replace(/^0+/, ""))
    .sort((left, right) => left.length - right.length);
  return Boolean(short) && Boolean(long?.endsWith(short ?? ""));
}

/** @param {string} name @returns {string} "AL"; "?" where there is no letter */
export function initials(name) {
  const letters = name
    .split(/\s+/u)
    .map((word) => /\p{L}/u.exec(word)?.[0] ?? "")
    .filter(Boolean);
  const first = letters[0];
  if (first === undefined) return "?";
  const last = letters.length > 1 ? letters[letters.length - 1] : "";
  return `${first}${last}`.toUpperCase();
}
