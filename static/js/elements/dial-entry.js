/**
 * One entry of the dial list as a row: who, and under which number. The region and the dialog show
 * the same; their looks are loaded with the first of them.
 */

import { dress, h, show, text } from "./dom.js";

/** @typedef {import("../core/types.js").DialEntryView} DialEntryView */

export class DialEntryRow {
  party = h("strong", { class: "entry__party", dir: "auto" });
  facts = h("span", { class: "entry__facts", dir: "auto" });
  told = h("span", { class: "entry__told" }, this.party, this.facts);
  node = h("li", { class: "entry" }, this.told);

  constructor() {
    dress("dial-list");
  }

  /** @param {DialEntryView} entry */
  update({ label, about, number }) {
    const facts = [about, label === "" ? "" : number].filter(Boolean).join(" · ");
    text(this.party, label || number);
    text(this.facts, facts);
    show(this.facts, facts !== "");
  }
}

/** @param {DialEntryView} entry @returns {string} how it is called in words */
export function nameOf({ label, number }) {
  return label || number;
}
