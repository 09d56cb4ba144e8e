/**
 * What the menu opens, put together in one module that is loaded with the first such choice: most
 * calls never need it.
 */

import { AddContactDialog } from "./add-contact.js";
import { ConflictDialog } from "./conflict.js";
import { DialListDialog } from "./dial-list-dialog.js";
import { DoNotCallDialog } from "./do-not-call.js";
import { dress } from "./dom.js";
import { define } from "./element.js";
import { FollowUpDialog } from "./follow-up.js";
import { HintsDialog } from "./hints-dialog.js";
import { HistoryDialog } from "./history.js";
import { HotkeysDialog } from "./hotkeys-dialog.js";
import { LogCallDialog } from "./log-call.js";
import { LoggingSettings } from "./logging-settings.js";
import { SignOutDialog } from "./sign-out.js";

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

/** Once a panel. @param {import("../core/words.js").Words} words @returns {Promise<Dialogs>} */
export async function makeDialogs(words) {
  await Promise.all([words.learn(), dress("dialogs")]);
  define("cti-conflict", ConflictDialog);
  define("cti-dial-list-dialog", DialListDialog);
  define("cti-do-not-call", DoNotCallDialog);
  define("cti-add-contact", AddContactDialog);
  define("cti-follow-up", FollowUpDialog);
  define("cti-hints", HintsDialog);
  define("cti-history", HistoryDialog);
  define("cti-hotkeys", HotkeysDialog);
  define("cti-log-call", LogCallDialog);
  define("cti-logging-settings", LoggingSettings);
  define("cti-sign-out", SignOutDialog);
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
