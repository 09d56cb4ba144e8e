/**
 * Pattern: an alert dialog, modal. Somebody who has the number is marked 'Do Not Call': nothing is
 * dialled before 'Dial anyway' (B-31). A call that rings meanwhile closes it, so that it can be
 * answered; nothing is dialled then either.
 * https://www.w3.org/WAI/ARIA/apg/patterns/alertdialog/
 */

import { attribute, button, freshId, h, icon, show, text } from "./dom.js";
import { MenuDialog } from "./menu-dialog.js";

/** @typedef {import("../core/model.js").Dialled} Dialled */
/** @typedef {import("../core/model.js").PageRecord} PageRecord */

export class DoNotCallDialog extends MenuDialog {
  /** @type {Dialled | null} */
  #dialled = null;
  /** @type {PageRecord[]} */
  #marked = [];
  #rings = "";
  lead = h("p", { class: "do-not-call__lead", id: freshId("do-not-call") });
  who = h("ul", { role: "list", class: "do-not-call" });
  anyway = button(this.words.say("do-not-call.anyway"), { class: "danger" });

  /** @override */
  build() {
    attribute(this.dialog, "role", "alertdialog");
    attribute(this.dialog, "aria-describedby", this.lead.id);
    this.furnish("do-not-call.title", this.lead, this.who);
    this.heading.prepend(icon("warning"));
    this.row.prepend(this.anyway);
    text(this.close, this.words.say("do-not-call.leave"));
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    super.listen(signal);
    this.anyway.addEventListener("click", () => this.#goOn(), { signal });
    this.dialog.addEventListener("close", () => this.#leave(), { signal });
  }

  /** A call that begins to ring comes first. @param {string} rings which one, "" for none */
  update(rings) {
    const began = rings !== "" && rings !== this.#rings;
    this.#rings = rings;
    if (began && this.dialog.open) this.dialog.close();
  }

  /** @param {Dialled} dialled what the agent wanted @param {PageRecord[]} marked who is */
  ask(dialled, marked) {
    const opener = document.activeElement;
    this.#dialled = dialled;
    this.#marked = marked;
    const [first] = marked;
    const several = marked.length > 1;
    const code = several ? "do-not-call.several" : "do-not-call.one";
    text(this.lead, this.words.say(code, { record: first?.name ?? "" }));
    show(this.who, several);
    this.who.replaceChildren(...marked.map((record) => this.#named(record)));
    if (this.dialog.open) return; // the last number that was wanted is the one that counts
    this.open(opener instanceof HTMLElement ? opener : document.body);
    this.close.focus();
  }

  /** @param {PageRecord} record */
  #named({ name, type }) {
    const what = h("span", { class: "do-not-call__type" }, this.words.type(type));
    return h("li", {}, h("strong", { dir: "auto" }, name), " ", what);
  }

  #goOn() {
    const dialled = this.#dialled;
    const despite = this.#marked;
    this.dialog.close();
    if (dialled !== null) this.tell("cti-dial", { ...dialled, despite });
  }

  #leave() {
    this.#dialled = null;
  }
}
