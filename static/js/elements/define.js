/**
 * Gives each element of the panel its name in the page. Done once, by softphone.js.
 */

import { AssignedList } from "./assigned-list.js";
import { CallAssignment } from "./assignment.js";
import { CallPanel } from "./call.js";
import { CallCard } from "./card.js";
import { RecordCombobox } from "./combobox.js";
import { CallControls } from "./controls.js";
import { Dialer } from "./dialer.js";
import { define } from "./element.js";
import { Keypad } from "./keypad.js";
import { LogLine } from "./log-line.js";
import { LostBanner, PageLine } from "./lost.js";
import { CallNotes } from "./notes.js";
import { OpenRecord } from "./open-record.js";
import { Panel } from "./panel.js";
import { PresenceBox } from "./presence.js";
import { StateStrip } from "./state-strip.js";
import { StatusLine } from "./status.js";
import { StripMenu } from "./strip-menu.js";

const NAMES = {
  "cti-assigned": AssignedList,
  "cti-assignment": CallAssignment,
  "cti-call": CallPanel,
  "cti-card": CallCard,
  "cti-combobox": RecordCombobox,
  "cti-controls": CallControls,
  "cti-dialer": Dialer,
  "cti-keypad": Keypad,
  "cti-lost": LostBanner,
  "cti-log": LogLine,
  "cti-notes": CallNotes,
  "cti-open-record": OpenRecord,
  "cti-page": PageLine,
  "cti-panel": Panel,
  "cti-presence": PresenceBox,
  "cti-state": StateStrip,
  "cti-status": StatusLine,
  "cti-strip-menu": StripMenu,
};

export function defineElements() {
  for (const [name, element] of Object.entries(NAMES)) {
    define(name, /** @type {CustomElementConstructor} */ (element));
  }
}
