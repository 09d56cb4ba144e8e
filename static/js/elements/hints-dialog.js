/**
 * Pattern: a modal dialog with a note. All hints of the admin, whatever the situation (DECISION 24).
 */

import { attribute, dress, h } from "./dom.js";
import { hintText } from "./hint.js";
import { MenuDialog } from "./menu-dialog.js";

/** @typedef {import("../core/types.js").HintView} HintView */

export class HintsDialog extends MenuDialog {
  #shown = "";
  note = h("div", { role: "note", class: "hints", "aria-label": this.words.say("hint.name") });

  /** @override */
  build() {
    dress("hints");
    this.furnish("menu.hints", this.note);
  }

  /** @param {HintView[]} hints */
  update(hints) {
    const shown = JSON.stringify(hints);
    if (this.#shown === shown) return;
    this.#shown = shown;
    const none = h("p", { class: "hints__none" }, this.words.say("hint.none"));
    this.note.replaceChildren(
      ...(hints.length > 0 ? hints.map((hint) => this.#part(hint)) : [none]),
    );
    attribute(this.note, "data-empty", hints.length === 0);
  }

  /** @param {HintView} hint */
  #part(hint) {
    const when = this.words.say(/** @type {const} */ (`hint.${hint.situation}`));
    return h("section", {}, h("h3", { class: "hints__when" }, when), hintText(hint, this.words));
  }
}
