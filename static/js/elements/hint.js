/**
 * Pattern: a note. What the admin tells agents in the situation of this call (DECISION 24); it takes
 * no focus and is said once, in the live region. It can be put away for the rest of the call.
 */

import { linked, secureAddress } from "../core/hints.js";
import { attribute, button, dress, h, icon, keyed, show } from "./dom.js";
import { define, PanelElement } from "./element.js";

/** @typedef {import("../core/types.js").HintView} HintView */
/** @typedef {import("../core/words.js").Words} Words */

export class HintNote extends PanelElement {
  #callId = "";
  /** @type {HintView[]} */
  #hints = [];
  texts = h("div", { class: "hint__texts" });
  away = button("", { icon: "close", class: "hint__away" });

  /** @override */
  build() {
    attribute(this, "role", "note");
    attribute(this, "aria-label", this.words.say("hint.name"));
    attribute(this.away, "aria-label", this.words.say("hint.away"));
    this.append(icon("info"), this.texts, this.away);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.away.addEventListener("click", () => this.#putAway(), { signal });
  }

  /** @param {string} callId @param {HintView[]} hints that hold now */
  update(callId, hints) {
    if (hints.length > 0) dress("hints");
    show(this, hints.length > 0);
    this.#callId = callId;
    this.#hints = hints;
    keyed(
      this.texts,
      hints.map((hint) => ({ hint, key: JSON.stringify(hint) })),
      ({ hint }) => hintText(hint, this.words),
      () => {},
    );
  }

  #putAway() {
    const situations = this.#hints.map(({ situation }) => situation);
    this.tell("cti-hints-dismissed", { callId: this.#callId, situations });
  }
}

/** Loaded with the first hint. @param {Words} words */
export function makeHint(words) {
  define("cti-hint", HintNote);
  return new HintNote(words);
}

/** @param {HintView} hint @param {Words} words @returns {HTMLElement} its lines, and its link */
export function hintText({ text, link }, words) {
  const parts = linked(text.trim()).map((part) =>
    part.href === null ? part.text : outside(part.href, part.text),
  );
  const leading = secureAddress(link);
  if (leading !== null) parts.push("\n", outside(leading, words.say("hint.leading-system")));
  return h("p", { class: "hint__text" }, ...parts);
}

/** @param {string} href @param {string} name */
function outside(href, name) {
  return h("a", { href, class: "hint__link", target: "_blank", rel: "noopener noreferrer" }, name);
}
