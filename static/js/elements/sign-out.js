/**
 * Pattern: an alert dialog, modal. Asks once before signing out during a call, and says who will log.
 * https://www.w3.org/WAI/ARIA/apg/patterns/alertdialog/
 */

import { freshId, h, text } from "./dom.js";
import { PanelElement } from "./element.js";

export class SignOutDialog extends PanelElement {
  /** @type {HTMLElement | null} */
  #opener = null;
  heading = h("h2", { id: freshId("sign-out"), class: "dialog__title" });
  body = h("p", { id: freshId("sign-out") });
  dialog = h("dialog", {
    class: "dialog",
    role: "alertdialog",
    "aria-labelledby": this.heading.id,
    "aria-describedby": this.body.id,
  });

  /** @override */
  build() {
    const { words } = this;
    this.heading.append(words.say("sign-out.title"));
    const row = h(
      "form",
      { method: "dialog", class: "dialog__row" },
      h("button", { class: "neutral", value: "stay" }, words.say("sign-out.stay")),
      h("button", { class: "danger", value: "out" }, words.say("panel.sign-out")),
    );
    this.dialog.append(this.heading, this.body, row);
    this.append(this.dialog);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.dialog.addEventListener("close", () => this.#answered(), { signal });
  }

  /**
   * Who logs then: the other client, where the agent is signed in there, else whom the settings name.
   * @param {import("../core/types.js").PresenceView} presence
   * @param {import("../core/model.js").Client} client which of the two this is
   */
  update(presence, client) {
    const companion = client === "softphone" && presence.companion && "companion";
    const softphone = client === "companion" && presence.salesforce && "softphone";
    text(this.body, this.words.say(`sign-out.${companion || softphone || "settings"}`));
  }

  /** @param {HTMLElement} opener has the focus afterwards */
  open(opener) {
    this.#opener = opener;
    this.dialog.showModal();
  }

  #answered() {
    const { returnValue } = this.dialog;
    this.dialog.returnValue = "";
    if (returnValue === "out") this.tell("cti-sign-out", null);
    else this.#opener?.focus();
  }
}
