/**
 * A short two-tone ring, made on the spot: no file, no call audio. A browser that wants a click
 * before any sound stays silent, and nothing is said about it.
 */

const EVERY_MS = 2_600;
const PAIRS = [
  { at: 0, hertz: 660 },
  { at: 0.22, hertz: 880 },
];

export class Ringtone {
  /** @type {AudioContext | null} */
  #audio = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @param {boolean} wanted it rings whether or not somebody looks: one page of all is asked to */
  update(wanted) {
    if (wanted === (this.#timer !== undefined)) return;
    clearInterval(this.#timer);
    this.#timer = wanted ? setInterval(() => this.#ring(), EVERY_MS) : undefined;
    if (wanted) this.#ring();
  }

  async #ring() {
    if (navigator.userActivation?.hasBeenActive === false) return; // it would be refused, with a complaint
    this.#audio ??= new AudioContext();
    if (this.#audio.state === "suspended") {
      // resume() may stay pending until a click: then this ring is simply not heard
      const refused = new Promise((resolve) => setTimeout(resolve, 200));
      await Promise.race([this.#audio.resume().catch(() => undefined), refused]);
    }
    if (this.#audio.state !== "running" || this.#timer === undefined) return;
    for (const { at, hertz } of PAIRS) tone(this.#audio, this.#audio.currentTime + at, hertz);
  }
}

/** @param {AudioContext} audio @param {number} at seconds @param {number} hertz */
function tone(audio, at, hertz) {
  const oscillator = new OscillatorNode(audio, { frequency: hertz });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.12, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, at + 0.45);
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(at);
  oscillator.stop(at + 0.5);
}
