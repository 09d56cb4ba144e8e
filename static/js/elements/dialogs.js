/**
 * What the menu opens, put together in one module that is loaded with the first such choice: most
 * calls never need it.
 */

import { AddContactDialog } from "./add-contact.js";
import { ConflictDialog } from "./conflict.js";
import { DialListDialog } from "./dial-list-dialog.js";
import { DoNotCallDialog } from "./do-not-call.js";
import { h } from "./dom.js";
import { FollowUpDialog } from "./follow-up.js";
import { HintsDialog } from "./hints-dialog.js";
import { HistoryDialog } from "./history.js";
import { HotkeysDialog } from "./hotkeys-dialog.js";
import { LogCallDialog } from "./log-call.js";
import { LoggingSettings } from "./logging-settings.js";
import { SignOutDialog } from "./sign-out.js";

const LOOKS = new URL("../../css/dialogs.css", import.meta.url).href;

/**
 * @typedef {object} Dialogs
 * @property {ConflictDialog} conflict
 * @property {DialListDialog} dialList
 * @property {DoNotCallDialog} doNotCall
 * @property {FollowUpDialog} followUp
 * @property {HintsDialog} hints
 * @property {HistoryDialog} history
 * @property {HotkeysDialog} hotkeys
 * @property {LoggingSettings} logging
 * @property {SignOutDialog} signOut
 */

/** Once a page. @param {import("../core/words.js").Words} words @returns {Promise<Dialogs>} */
export async function makeDialogs(words) {
  await Promise.all([words.learn(), dressed()]);
  customElements.define("cti-conflict", ConflictDialog);
  customElements.define("cti-dial-list-dialog", DialListDialog);
  customElements.define("cti-do-not-call", DoNotCallDialog);
  customElements.define("cti-add-contact", AddContactDialog);
  customElements.define("cti-follow-up", FollowUpDialog);
  customElements.define("cti-hints", HintsDialog);
  customElements.define("cti-history", HistoryDialog);
  customElements.define("cti-hotkeys", HotkeysDialog);
  customElements.define("cti-log-call", LogCallDialog);
  customElements.define("cti-logging-settings", LoggingSettings);
  customElements.define("cti-sign-out", SignOutDialog);
  return {
    conflict: new ConflictDialog(words),
    dialList: new DialListDialog(words),
    doNotCall: new DoNotCallDialog(words),
    followUp: new FollowUpDialog(words),
    hints: new HintsDialog(words),
    history: new HistoryDialog(words),
    hotkeys: new HotkeysDialog(words),
    logging: new LoggingSettings(words),
    signOut: new SignOutDialog(words),
  };
}

/** @returns {Promise<unknown>} kept once the looks are there, or cannot be had */
function dressed() {
  const link = h("link", { rel: "stylesheet", href: LOOKS });
  const loaded = new Promise((kept) => {
    link.addEventListener("load", kept);
    link.addEventListener("error", kept);
  });
  document.head.append(link);
  return loaded;
}
