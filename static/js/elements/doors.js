/**
 * What stands in the panel while nobody can work with it: not set up, not signed in. Native controls;
 * reasons stand as text beside the button they belong to. Loaded with the first of them.
 */

import { attribute, button, dress, h, icon, show, text } from "./dom.js";
import { define, PanelElement } from "./element.js";

/** @typedef {import("../core/model.js").Model} Model */

export class SignInDoor extends PanelElement {
  press = button(this.words.say("sign-in.button"), { class: "save", action: "sign-in" });
  trouble = h("p", { class: "door__trouble", role: "alert", hidden: true });

  /** @override */
  build() {
    const { words } = this;
    this.append(
      h("span", { class: "door__mark", "aria-hidden": "true" }, icon("call")),
      h("h1", { class: "door__title" }, words.say("sign-in.title")),
      h("p", { class: "door__hint" }, words.say("sign-in.hint")),
      this.press,
      this.trouble,
    );
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.press.addEventListener("click", () => this.tell("cti-sign-in", null), { signal });
  }

  /** @param {Model} model */
  update({ signIn: { step, trouble } }) {
    const waits = step === "waiting";
    attribute(this.press, "aria-busy", waits ? "true" : null);
    const waiting = waits ? this.words.say("sign-in.waiting") : "";
    const words = trouble === null ? waiting : this.words.say(trouble);
    text(this.trouble, words);
    attribute(this.trouble, "data-waits", trouble === null);
    show(this.trouble, words !== "");
  }
}

export class SetUpDoor extends PanelElement {
  cause = h("p", { class: "door__hint" });
  press = button(this.words.say("set-up.check"), { class: "save", action: "check" });

  /** @override */
  build() {
    this.append(
      h(
        "span",
        { class: "door__mark door__mark--warning", "aria-hidden": "true" },
        icon("warning"),
      ),
      h("h1", { class: "door__title" }, this.words.say("set-up.title")),
      this.cause,
      this.press,
    );
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.press.addEventListener("click", () => this.tell("cti-check", null), { signal });
  }

  /** @param {Model} model */
  update({ setUpCause }) {
    text(this.cause, this.words.say(setUpCause ?? "set-up.server"));
  }
}

/**
 * @typedef {{ signIn: SignInDoor, setUp: SetUpDoor }} Doors
 */

/** Loaded where there is no way in. @param {import("../core/words.js").Words} words */
export async function makeDoors(words) {
  dress("doors");
  await words.learn();
  define("cti-sign-in", SignInDoor);
  define("cti-set-up", SetUpDoor);
  return { signIn: new SignInDoor(words), setUp: new SetUpDoor(words) };
}
