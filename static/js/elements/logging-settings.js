/**
 * Pattern: a modal dialog with text. Whether the agent's calls are logged by default, and whom to
 * ask about it; only an admin changes it (S4-34).
 */

import { h, text } from "./dom.js";
import { MenuDialog } from "./menu-dialog.js";

/** @typedef {import("../core/types.js").PanelSettings} PanelSettings */

export class LoggingSettings extends MenuDialog {
  standing = h("p", { class: "logging-settings__default" });
  ask = h("p", { class: "logging-settings__ask" });

  /** @override */
  build() {
    const meaning = h("p", {}, this.words.say("logging-settings.meaning"));
    this.furnish("menu.logging", this.standing, meaning, this.ask);
  }

  /** @param {PanelSettings} settings */
  update({ do_not_log, admin_contact }) {
    const { words } = this;
    text(this.standing, words.say(`logging-settings.${do_not_log ? "do-not-log" : "log"}`));
    const ask = admin_contact === "" ? "ask-admin" : "ask";
    text(this.ask, words.say(`logging-settings.${ask}`, { contact: admin_contact }));
  }
}
