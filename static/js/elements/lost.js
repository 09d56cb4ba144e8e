/**
 * What stands in the panel while something around it is wrong: the connection is lost, or the page
 * cannot do its part. Always there: it is needed when nothing can be loaded.
 */

import { h, icon, text } from "./dom.js";
import { PanelElement } from "./element.js";

/** @typedef {import("../core/model.js").Model} Model */

export class PageLine extends PanelElement {
  /** @param {Model} model */
  update({ page }) {
    text(this, page === null ? "" : this.words.say(page));
  }
}

export class LostBanner extends PanelElement {
  since = h("span", { class: "lost__since" });

  /** @override */
  build() {
    const { words } = this;
    const title = h("strong", {}, words.say("lost.title"));
    const safe = h("span", {}, words.say("lost.safe"));
    this.append(this.#mark(), h("span", { class: "lost__words" }, title, this.since, safe));
  }

  #mark() {
    const mark = icon("sync");
    mark.classList.add("lost__mark");
    return mark;
  }

  /** @param {Model} model @param {number} at our clock, ms */
  update({ contactAt }, at) {
    const { words, since } = this;
    text(
      since,
      contactAt === null ? "" : words.say("lost.since", { age: words.age(at - contactAt) }),
    );
  }
}
