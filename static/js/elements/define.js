/**
 * Gives each element of the panel its name in the page. Done once, by softphone.js.
 */

import { ActionRow } from "./action-row.js";
import { CallAssignment } from "./assignment.js";
import { CallPanel } from "./call.js";
import { CallCard } from "./card.js";
import { CallControls } from "./controls.js";
import { Dialer } from "./dialer.js";
import { LostBanner, SetUpDoor, SignInDoor } from "./doors.js";
import { Keypad } from "./keypad.js";
import { CallNotes } from "./notes.js";
import { Panel } from "./panel.js";
import { StateStrip } from "./state-strip.js";
import { StatusLine } from "./status.js";

const NAMES = {
  "cti-actions": ActionRow,
  "cti-assignment": CallAssignment,
  "cti-call": CallPanel,
  "cti-card": CallCard,
  "cti-controls": CallControls,
  "cti-dialer": Dialer,
  "cti-keypad": Keypad,
  "cti-lost": LostBanner,
  "cti-notes": CallNotes,
  "cti-panel": Panel,
  "cti-set-up": SetUpDoor,
  "cti-sign-in": SignInDoor,
  "cti-state": StateStrip,
  "cti-status": StatusLine,
};

export function defineElements() {
  for (const [name, element] of Object.entries(NAMES)) {
    customElements.define(name, /** @type {CustomElementConstructor} */ (element));
  }
}
