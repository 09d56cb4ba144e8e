/**
 * What the menu opens, put together in one module that is loaded with the first such choice: most
 * calls never need it.
 */

import { HintsDialog } from "./hints-dialog.js";
import { HotkeysDialog } from "./hotkeys-dialog.js";

/** @typedef {{ hints: HintsDialog, hotkeys: HotkeysDialog }} Dialogs */

/** Once a page. @param {import("../core/words.js").Words} words @returns {Dialogs} */
export function makeDialogs(words) {
  customElements.define("cti-hints", HintsDialog);
  customElements.define("cti-hotkeys", HotkeysDialog);
  return { hints: new HintsDialog(words), hotkeys: new HotkeysDialog(words) };
}
