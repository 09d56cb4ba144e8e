/**
 * Why a record stands where it stands (B-4): one line with the rule and what it went by, and below
 * it the records that were not taken, each with its reason. It opens below its list and closes again.
 * Loaded when it is asked for the first time.
 */

import { attribute, freshId, h, show, text } from "./dom.js";
import { define, PanelElement } from "./element.js";

/** @typedef {import("../core/types.js").AssignedView} AssignedView */

export class Why extends PanelElement {
  /** @type {AssignedView | null} */
  #asked = null;
  #titleId = freshId("rejected");
  line = h("p", { class: "why__line" });
  heading = h("p", { class: "title", id: this.#titleId }, this.words.say("rejected.list"));
  rejected = h("ul", { role: "list", class: "why__rejected", "aria-labelledby": this.#titleId });

  /** @override */
  build() {
    attribute(this, "id", freshId("why"));
    show(this, false);
    this.append(this.line, this.heading, this.rejected);
  }

  /** @param {AssignedView | null} asked null: nobody asks */
  update(asked) {
    if (asked === this.#asked) return;
    this.#asked = asked;
    show(this, asked !== null);
    if (asked === null) return;
    const { words } = this;
    const because = words.text(asked.because);
    text(this.line, words.say("assigned.why-text", { record: asked.record.label, because }));
    show(this.heading, asked.rejected.length > 0);
    show(this.rejected, asked.rejected.length > 0);
    this.rejected.replaceChildren(
      ...asked.rejected.map(({ label, type, reason }) =>
        h(
          "li",
          {},
          h("span", { class: "why__who", dir: "auto" }, label),
          h("span", {}, ` · ${words.type(type)} · ${words.text(reason)}`),
        ),
      ),
    );
    const { more_rejected: more } = asked;
    const rest = words.say("rejected.more", { n: more });
    if (more > 0) this.rejected.append(h("li", {}, rest));
  }
}

define("cti-why", Why);
