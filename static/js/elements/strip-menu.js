/**
 * Patterns: APG menu button; a native modal dialog for the one question before signing out.
 * https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/
 */

import { attribute, freshId, h, icon, show } from "./dom.js";
import { PanelElement } from "./element.js";

export class StripMenu extends PanelElement {
  #busy = false;
  #id = freshId("menu");
  opener = h(
    "button",
    {
      type: "button",
      class: "strip__menu",
      "aria-label": this.words.say("panel.menu"),
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-controls": this.#id,
    },
    icon("rows"),
  );
  out = h(
    "button",
    { type: "button", role: "menuitem", class: "menu__item", tabindex: -1 },
    icon("logout"),
    this.words.say("panel.sign-out"),
  );
  menu = h(
    "div",
    {
      role: "menu",
      id: this.#id,
      class: "menu",
      "aria-label": this.words.say("panel.menu"),
      hidden: true,
    },
    this.out,
  );
  question = this.#question();

  /** @override */
  build() {
    this.append(this.opener, this.menu, this.question);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    const { opener, menu, out, question } = this;
    opener.addEventListener("click", () => this.#open(menu.hidden === true), { signal });
    opener.addEventListener("keydown", (event) => this.#openerKey(event), { signal });
    menu.addEventListener("keydown", (event) => this.#menuKey(event), { signal });
    menu.addEventListener("focusout", (event) => this.#left(event), { signal });
    out.addEventListener("click", () => this.#signOut(), { signal });
    question.addEventListener("close", () => this.#answered(), { signal });
  }

  /** @param {{ signedIn: boolean, busy: boolean }} state busy: a call is not finished */
  update({ signedIn, busy }) {
    this.#busy = busy;
    show(this.opener, signedIn);
    if (!signedIn && !this.menu.hidden) this.#open(false);
  }

  /** @param {boolean} open */
  #open(open) {
    show(this.menu, open);
    attribute(this.opener, "aria-expanded", String(open));
    if (open) this.out.focus();
  }

  /** @param {KeyboardEvent} event */
  #openerKey(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    this.#open(true);
  }

  /** @param {KeyboardEvent} event */
  #menuKey(event) {
    if (event.key === "Tab") this.#open(false);
    if (event.key !== "Escape") return;
    this.#open(false);
    this.opener.focus();
  }

  /** @param {FocusEvent} event a press on the opener closes by itself */
  #left(event) {
    if (event.relatedTarget !== this.opener && event.relatedTarget !== this.out) this.#open(false);
  }

  #signOut() {
    this.#open(false);
    if (this.#busy) this.question.showModal();
    else this.tell("cti-sign-out", null);
  }

  #answered() {
    const { returnValue } = this.question;
    this.question.returnValue = "";
    if (returnValue === "out") this.tell("cti-sign-out", null);
    else this.opener.focus();
  }

  #question() {
    const { words } = this;
    const title = h("h2", { id: `${this.#id}-title`, class: "dialog__title" });
    const body = h("p", { id: `${this.#id}-body` }, words.say("sign-out.body"));
    title.append(words.say("sign-out.title"));
    return h(
      "dialog",
      {
        class: "dialog",
        role: "alertdialog",
        "aria-labelledby": title.id,
        "aria-describedby": body.id,
      },
      title,
      body,
      h(
        "form",
        { method: "dialog", class: "dialog__row" },
        h("button", { class: "neutral", value: "stay" }, words.say("sign-out.stay")),
        h("button", { class: "danger", value: "out" }, words.say("panel.sign-out")),
      ),
    );
  }
}
