/**
 * What stands in the panel while it cannot work: not set up, not signed in, not connected. Native
 * controls; reasons stand as text beside the button they belong to.
 */

import { attribute, button, h, icon, show, text } from "./dom.js";
import { PanelElement } from "./element.js";

/** @typedef {import("../core/model.js").Model} Model */

export class SignInDoor extends PanelElement {
  /** @override */
  build() {
    const { words } = this;
    this.trouble = h("p", { class: "door__trouble", role: "alert" });
    this.press = button(words.say("sign-in.button"), { class: "save", action: "sign-in" });
    this.append(
      h("span", { class: "door__mark", "aria-hidden": "true" }, icon("call")),
      h("h1", { class: "door__title" }, words.say("sign-in.title")),
      h("p", { class: "door__hint" }, words.say("sign-in.hint")),
      this.press,
      this.trouble,
    );
  }

  /**
   * @override
   * @param {AbortSignal} signal
   */
  listen(signal) {
    this.press?.addEventListener("click", () => this.tell("cti-sign-in", null), { signal });
  }

  /** @param {Model} model */
  update({ signIn }) {
    this.built();
    if (!this.press || !this.trouble) return;
    const waits = signIn.step === "waiting";
    attribute(this.press, "aria-busy", waits ? "true" : null);
    const words =
      signIn.trouble === null
        ? waits
          ? this.words.say("sign-in.waiting")
          : ""
        : this.words.say(signIn.trouble, { detail: signIn.detail });
    text(this.trouble, words);
    attribute(this.trouble, "data-waits", signIn.trouble === null);
    show(this.trouble, words !== "");
  }
}

export class SetUpDoor extends PanelElement {
  /** @override */
  build() {
    const { words } = this;
    this.cause = h("p", { class: "door__hint" });
    this.press = button(words.say("set-up.check"), { class: "save", action: "check" });
    this.append(
      h(
        "span",
        { class: "door__mark door__mark--warning", "aria-hidden": "true" },
        icon("warning"),
      ),
      h("h1", { class: "door__title" }, words.say("set-up.title")),
      this.cause,
      this.press,
    );
  }

  /**
   * @override
   * @param {AbortSignal} signal
   */
  listen(signal) {
    this.press?.addEventListener("click", () => this.tell("cti-check", null), { signal });
  }

  /** @param {Model} model */
  update({ setUpCause }) {
    this.built();
    if (this.cause) text(this.cause, this.words.say(setUpCause ?? "set-up.server"));
  }
}

export class LostBanner extends PanelElement {
  /** @override */
  build() {
    const { words } = this;
    this.since = h("span", { class: "lost__since" });
    this.append(
      icon("sync"),
      h(
        "span",
        { class: "lost__words" },
        h("strong", {}, words.say("lost.title")),
        this.since,
        h("span", {}, words.say("lost.safe")),
      ),
    );
  }

  /** @param {Model} model @param {number} at our clock, ms */
  update({ contactAt }, at) {
    this.built();
    if (!this.since) return;
    const age = contactAt === null ? "" : this.words.age(at - contactAt);
    text(this.since, age === "" ? "" : this.words.say("lost.since", { age }));
  }
}
