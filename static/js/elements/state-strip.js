/**
 * Patterns: APG menu button for the menu of the strip; a native modal dialog for the one question.
 * https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/
 */

import { callsOf, isRunning, phaseOf, shownCall } from "../core/selectors.js";
import { attribute, button, freshId, h, show, text } from "./dom.js";
import { PanelElement } from "./element.js";

/** @typedef {import("../core/model.js").Model} Model */

export class StateStrip extends PanelElement {
  #running = false;

  /** @override */
  build() {
    const { words } = this;
    const menu = freshId("menu");
    this.dot = h("span", { class: "dot", "aria-hidden": "true" });
    this.word = h("span", { class: "strip__word" });
    this.line = h("span", { class: "strip__line" });
    this.connection = h("span", { class: "hidden-text" });
    this.opener = h("button", {
      type: "button",
      class: "strip__menu",
      "aria-label": words.say("panel.menu"),
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-controls": menu,
    });
    this.opener.append(...button("", { icon: "rows" }).childNodes);
    this.out = h("button", {
      type: "button",
      role: "menuitem",
      class: "menu__item",
      tabindex: "-1",
    });
    this.out.append(...button(words.say("panel.sign-out"), { icon: "logout" }).childNodes);
    this.menu = h("div", { role: "menu", id: menu, class: "menu", hidden: true }, this.out);
    attribute(this.menu, "aria-label", words.say("panel.menu"));
    this.question = this.#question();
    this.append(
      h("span", { class: "strip__state" }, this.dot, this.word),
      this.connection,
      this.line,
      this.opener,
      this.menu,
      this.question,
    );
  }

  #question() {
    const { words } = this;
    const [title, body] = [freshId("title"), freshId("body")];
    return h(
      "dialog",
      { class: "dialog", role: "alertdialog", "aria-labelledby": title, "aria-describedby": body },
      h("h2", { id: title, class: "dialog__title" }, words.say("sign-out.title")),
      h("p", { id: body }, words.say("sign-out.body")),
      h(
        "form",
        { method: "dialog", class: "dialog__row" },
        h("button", { class: "neutral", value: "stay" }, words.say("sign-out.stay")),
        h("button", { class: "danger", value: "out" }, words.say("panel.sign-out")),
      ),
    );
  }

  /**
   * @override
   * @param {AbortSignal} signal
   */
  listen(signal) {
    const { opener, menu, out, question } = this;
    opener?.addEventListener("click", () => this.#open(menu?.hidden === true), { signal });
    opener?.addEventListener(
      "keydown",
      (event) => {
        if (event.key === "ArrowDown" || event.key === "ArrowUp") this.#open(true, event);
      },
      { signal },
    );
    menu?.addEventListener("keydown", (event) => this.#menuKey(event), { signal });
    menu?.addEventListener("focusout", () => this.#leave(), { signal });
    out?.addEventListener("click", () => this.#signOut(), { signal });
    question?.addEventListener(
      "close",
      () => {
        if (question.returnValue === "out") this.tell("cti-sign-out", null);
        question.returnValue = "";
        opener?.focus();
      },
      { signal },
    );
  }

  /** @param {Model} model */
  update(model) {
    this.built();
    const { words, dot, word, line, connection, opener } = this;
    if (!dot || !word || !line || !connection || !opener) return;
    const phase = phaseOf(model);
    const live = model.connection === "live";
    attribute(dot, "data-state", phase);
    text(
      word,
      phase === "starting"
        ? words.say("panel.starting")
        : words.say(/** @type {const} */ (`phase.${phase}`)),
    );
    attribute(this, "data-state", phase);
    const agent = model.agent;
    text(line, agent === null ? "" : agent.line || agent.name);
    const signedIn = model.session === "signed-in";
    text(connection, words.say(live && signedIn ? "panel.connected" : "panel.not-connected"));
    show(opener, signedIn);
    this.#running = callsOf(model).some(isRunning) || shownCall(model)?.phase === "wrap-up";
    if (!signedIn) this.#open(false);
  }

  /** @param {boolean} open @param {Event} [event] */
  #open(open, event) {
    event?.preventDefault();
    if (!this.menu || !this.opener) return;
    show(this.menu, open);
    attribute(this.opener, "aria-expanded", String(open));
    if (open) this.out?.focus();
  }

  /** @param {KeyboardEvent} event */
  #menuKey(event) {
    if (event.key !== "Escape" && event.key !== "Tab") return;
    this.#open(false);
    if (event.key === "Escape") this.opener?.focus();
  }

  #leave() {
    queueMicrotask(() => {
      if (!this.menu?.contains(document.activeElement)) this.#open(false);
    });
  }

  #signOut() {
    this.#open(false);
    if (this.#running) this.question?.showModal();
    else this.tell("cti-sign-out", null);
  }
}
