/**
 * The whole panel, from the state strip to the live region: which parts stand, and in which order
 * (requirements 5.2 and 5.3). It is given the model and shows it; it knows nothing else.
 */

import { isElsewhere } from "../core/lease.js";
import { isReadOnly } from "../core/presence.js";
import { canDial, inOrder, isPending, phaseOf, shownCall } from "../core/selectors.js";
import { CallPanel } from "./call.js";
import { Dialer } from "./dialer.js";
import { attribute, h, keyed, show, text } from "./dom.js";
import { PanelElement } from "./element.js";
import { LostBanner, PageLine } from "./lost.js";
import { StateStrip } from "./state-strip.js";
import { StatusLine } from "./status.js";

/** @typedef {import("../core/model.js").Model} Model */
/** @typedef {import("../core/types.js").CallView} CallView */

export class Panel extends PanelElement {
  /** What stands beside the dialler. @type {import("./idle.js").Idle | null} */
  #idle = null;
  #asked = false;
  strip = new StateStrip(this.words);
  lost = new LostBanner(this.words);
  /** Loaded where another browser has the lease. @type {import("./elsewhere.js").Elsewhere | null} */
  #elsewhere = null;
  #sought = false;
  logout = h("p", { class: "panel__logout" });
  page = new PageLine(this.words);
  /** Loaded where there is no way in. @type {import("./doors.js").Doors | null} */
  #doors = null;
  #knocked = false;
  calls = h("div", { class: "calls" });
  dialer = new Dialer(this.words);
  body = h("div", { class: "body" }, this.calls, this.dialer);
  status = new StatusLine(this.words);

  /** @override */
  build() {
    this.append(this.strip, this.lost, this.logout, this.page, this.body, this.status);
  }

  /**
   * @param {Model} model
   * @param {import("./notes.js").DraftOf} draftOf
   * @param {number} at our clock, ms
   */
  update(model, draftOf, at) {
    const phase = phaseOf(model);
    const shown = shownCall(model);
    const dials = canDial(model);
    const idle = phase === "reconnecting" && shown === null && model.seq >= 0;
    this.strip.update(model, at);
    show(this.lost, phase === "reconnecting");
    this.lost.update(model, at);
    show(this.logout, phase === "logout" && isReadOnly(model));
    const { companion } = model.desk.presence;
    text(this.logout, this.words.say(companion ? "presence.read-only" : "presence.nowhere"));
    this.#beside(model, phase === "elsewhere", at);
    const aside = shown !== null || phase === "set-up-needed"; // a call says itself what is missing
    show(this.page, model.page !== null && !aside);
    this.page.update(model);
    this.#atTheDoor(model, phase);
    const inCall = this.calls.contains(document.activeElement);
    keyed(
      this.calls,
      inOrder(model).map((call) => ({ call, key: call.id })),
      () => new CallPanel(this.words),
      (row, { call }) => row.update(call, { model, draftOf, shown: call === shown, at }),
    );
    attribute(this.calls, "data-busy", !dials && shown !== null);
    show(this.dialer, dials || idle);
    const elsewhere = isElsewhere(model);
    this.dialer.update({ enabled: dials, elsewhere, waits: isPending(model, "dial", at) });
    this.#besides(model, dials, at);
    if (inCall && !this.calls.contains(document.activeElement)) this.#keepFocus();
    this.status.update(model.said, at);
    if (this.parentElement) attribute(this.parentElement, "data-phase", phase);
  }

  /** @param {Model} model @param {string} phase */
  #atTheDoor(model, phase) {
    const [outside, bare] = [phase === "signed-out", phase === "set-up-needed"];
    if (this.#doors !== null) {
      const { signIn, setUp } = this.#doors;
      show(setUp, bare);
      setUp.update(model);
      show(signIn, outside);
      signIn.update(model);
    } else if ((outside || bare) && !this.#knocked) {
      this.#knocked = true;
      this.#askDoors();
    }
  }

  async #askDoors() {
    try {
      const { makeDoors } = await import("./doors.js");
      this.#doors = await makeDoors(this.words);
      this.body.prepend(this.#doors.setUp, this.#doors.signIn);
      this.tell("cti-redraw", null);
    } catch {
      this.#knocked = false; // the line is down: it is asked for again
    }
  }

  /** @param {Model} model @param {boolean} elsewhere @param {number} at most panels never are */
  #beside(model, elsewhere, at) {
    if (this.#elsewhere !== null) {
      show(this.#elsewhere, elsewhere);
      this.#elsewhere.update(model, at);
    } else if (elsewhere && !this.#sought) {
      this.#sought = true;
      import("./elsewhere.js").then(({ makeElsewhere }) => {
        this.#elsewhere = makeElsewhere(this.words);
        this.logout.after(this.#elsewhere);
        this.tell("cti-redraw", null);
      });
    }
  }

  /** @param {Model} model @param {boolean} dials @param {number} at most panels never need it */
  #besides(model, dials, at) {
    this.#idle?.update(model, dials, at);
    const { missed, last_dialled: number, dial_list: list } = model.desk;
    if (this.#asked || !dials || !(missed.length || number || list)) return;
    this.#asked = true;
    import("./idle.js").then(async ({ makeIdle }) => {
      this.#idle = await makeIdle(this.words, this.dialer);
      this.tell("cti-redraw", null);
    });
  }

  /** The call it stood in has gone: it goes on with the next call, or where one is dialled. */
  #keepFocus() {
    const call = this.calls.querySelector("[data-call-id]");
    if (call instanceof HTMLElement) call.focus();
    else this.dialer.field.focus();
  }
}
