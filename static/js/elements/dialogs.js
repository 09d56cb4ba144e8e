/**
 * What the menu opens, put together in one module that is loaded with the first such choice: most
 * calls never need it.
 */

import { HintsDialog } from "./hints-dialog.js";
import { HistoryDialog } from "./history.js";
import { HotkeysDialog } from "./hotkeys-dialog.js";
import { LogCallDialog } from "./log-call.js";

/** @typedef {{ hints: HintsDialog, history: HistoryDialog, hotkeys: HotkeysDialog }} Dialogs */

/** Once a page. @param {import("../core/words.js").Words} words @returns {Promise<Dialogs>} */
export async function makeDialogs(words) {
  await words.learn();
  customElements.define("cti-hints", HintsDialog);
  customElements.define("cti-history", HistoryDialog);
  customElements.define("cti-hotkeys", HotkeysDialog);
  customElements.define("cti-log-call", LogCallDialog);
  return {
    hints: new HintsDialog(words),
    history: new HistoryDialog(words),
    hotkeys: new HotkeysDialog(words),
  };
}
