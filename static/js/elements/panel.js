/**
 * The whole panel, from the state strip to the live region: which parts stand, and in which order
 * (requirements 5.2 and 5.3). It is given the model and shows it; it knows nothing else.
 */

import { canDial, inOrder, isPending, phaseOf, shownCall } from "../core/selectors.js";
import { CallPanel } from "./call.js";
import { Dialer } from "./dialer.js";
import { attribute, h, keyed, show } from "./dom.js";
import { LostBanner, SetUpDoor, SignInDoor } from "./doors.js";
import { PanelElement } from "./element.js";
import { StateStrip } from "./state-strip.js";
import { StatusLine } from "./status.js";

/** @typedef {import("../core/model.js").Model} Model */
/** @typedef {import("../core/types.js").CallView} CallView */

export class Panel extends PanelElement {
  /** @override */
  build() {
    const { words } = this;
    this.strip = new StateStrip(words);
    this.lost = new LostBanner(words);
    this.setUp = new SetUpDoor(words);
    this.signIn = new SignInDoor(words);
    this.calls = h("div", { class: "calls" });
    this.dialer = new Dialer(words);
    this.status = new StatusLine(words);
    this.append(
      this.strip,
      this.lost,
      h("div", { class: "body" }, this.setUp, this.signIn, this.calls, this.dialer),
      this.status,
    );
  }

  /**
   * @param {Model} model
   * @param {(call: CallView) => import("../core/draft.js").Draft} draftOf
   * @param {number} at our clock, ms
   */
  update(model, draftOf, at) {
    this.built();
    const { strip, lost, setUp, signIn, calls, dialer, status } = this;
    if (!strip || !lost || !setUp || !signIn || !calls || !dialer || !status) return;
    const phase = phaseOf(model);
    strip.update(model);
    show(lost, phase === "reconnecting");
    lost.update(model, at);
    show(setUp, phase === "set-up-needed");
    setUp.update(model);
    show(signIn, phase === "signed-out");
    signIn.update(model);
    const shown = shownCall(model);
    keyed(
      calls,
      inOrder(model).map((call) => ({ call, key: call.id })),
      () => new CallPanel(this.words),
      (row, { call }) =>
        row.update(call, { model, draft: draftOf(call), shown: call === shown, at }),
    );
    const dials = canDial(model);
    show(dialer, dials || (phase === "reconnecting" && shown === null && model.seq >= 0));
    dialer.update({ enabled: dials, waits: isPending(model, "dial", at) });
    status.update(model.said, at);
    const root = this.parentElement;
    if (root) attribute(root, "data-phase", phase);
  }

  /** The number was taken: the field is ready for the next one. */
  dialled() {
    this.dialer?.taken();
  }
}
