/**
 * Pattern: APG menu button: arrow keys move, Escape and a choice close. What the items open are
 * native modal dialogs, loaded with the first of them.
 * https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/
 */

import { attribute, freshId, h, icon, show } from "./dom.js";
import { PanelElement } from "./element.js";

/** @typedef {import("./dialogs.js").Dialogs} Dialogs */
/** @typedef {import("../core/model.js").Dialled} Dialled */
/** @typedef {import("../core/model.js").PageRecord} PageRecord */
/** @typedef {{ which: "conflict" | "followUp", callId: string, opener: HTMLElement }} Asked of a call */
/** @typedef {import("../core/types.js").DeskView} DeskView */
/** @typedef {import("../core/types.js").PanelSettings} PanelSettings */

export class StripMenu extends PanelElement {
  #busy = false;
  #rings = "";
  /** @type {import("../core/model.js").Client} */
  #client = "softphone";
  /** @type {PanelSettings | null} */
  #settings = null;
  /** @type {{ seq: number, desk: DeskView } | null} */
  #past = null;
  /** @type {Dialogs | null} */
  #dialogs = null;
  /** @type {Promise<Dialogs> | null} */
  #coming = null;
  #id = freshId("menu");
  opener = h(
    "button",
    {
      type: "button",
      class: "strip__menu",
      "aria-label": this.words.say("panel.menu"),
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-controls": this.#id,
    },
    icon("rows"),
  );
  /** What the menu offers, top to bottom. @type {[HTMLElement, () => void][]} */
  items = [
    [this.#item("menu.history", "record"), () => this.#show("history")],
    [this.#item("menu.add-to-dial-list", "call"), () => this.#addOpen()],
    [this.#item("menu.dial-list", "rows"), () => this.#show("dialList")],
    [this.#item("menu.hints", "light_bulb"), () => this.#show("hints")],
    [this.#item("menu.logging", "record"), () => this.#show("logging")],
    [this.#item("menu.hotkeys", "keypad"), () => this.#show("hotkeys")],
    [this.#item("panel.sign-out", "logout"), () => this.#signOut()],
  ];
  menu = h(
    "div",
    {
      role: "menu",
      id: this.#id,
      class: "menu",
      "aria-label": this.words.say("panel.menu"),
      hidden: true,
    },
    ...this.items.map(([item]) => item),
  );

  /** @override */
  build() {
    this.append(this.opener, this.menu);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    const { opener, menu } = this;
    opener.addEventListener("click", () => this.#open(menu.hidden === true), { signal });
    opener.addEventListener("keydown", (event) => this.#openerKey(event), { signal });
    menu.addEventListener("keydown", (event) => this.#menuKey(event), { signal });
    menu.addEventListener("focusout", (event) => this.#left(event), { signal });
    for (const [item, act] of this.items) {
      item.addEventListener("click", () => this.#chosen(act), { signal });
    }
  }

  /**
   * @param {object} state
   * @param {boolean} state.signedIn
   * @param {boolean} state.busy a call is not finished
   * @param {string} state.rings the call that rings, "" where none does
   * @param {PanelSettings} state.settings
   * @param {number} state.seq of the newest message
   * @param {DeskView} state.desk
   * @param {import("../core/model.js").Own} state.own
   */
  update({ signedIn, busy, rings, settings, seq, desk, own }) {
    this.#busy = busy;
    this.#rings = rings;
    this.#client = own.client;
    this.#past = { seq, desk };
    this.#settings = settings;
    this.#tellDialogs();
    show(this.opener, signedIn);
    if (!signedIn && !this.menu.hidden) this.#open(false);
  }

  /** The server did not take the agent's keys. */
  hotkeysNotKept() {
    this.#dialogs?.hotkeys.notKept();
  }

  /** @param {"dialList" | "hints" | "history" | "hotkeys" | "logging" | "signOut"} which */
  async #show(which) {
    (await this.#all())[which].open(this.opener);
  }

  /** @param {Asked} asked */
  async ask({ which, callId, opener }) {
    (await this.#all())[which].ask(callId, opener);
  }

  /** Asks before a number is dialled. @param {Dialled} dialled @param {PageRecord[]} marked */
  async warn(dialled, marked) {
    (await this.#all()).doNotCall.ask(dialled, marked);
  }

  /** @returns {Promise<Dialogs>} */
  async #all() {
    this.#coming ??= import("./dialogs.js").then(({ makeDialogs }) => makeDialogs(this.words));
    if (this.#dialogs === null) {
      this.#dialogs = await this.#coming;
      this.append(...Object.values(this.#dialogs));
    }
    this.#tellDialogs();
    return this.#dialogs;
  }

  #tellDialogs() {
    if (this.#settings === null) return;
    this.#dialogs?.doNotCall.update(this.#rings);
    if (this.#past !== null) {
      this.#dialogs?.history.update(this.#past);
      this.#dialogs?.dialList.update(this.#past.desk.dial_list);
      this.#dialogs?.signOut.update(this.#past.desk.presence, this.#client);
    }
    this.#dialogs?.hints.update(this.#settings.hints);
    this.#dialogs?.hotkeys.update(this.#settings.hotkeys);
    this.#dialogs?.logging.update(this.#settings);
  }

  /** @param {import("../core/words.js").Code} code @param {string} picture */
  #item(code, picture) {
    return h(
      "button",
      { type: "button", role: "menuitem", class: "menu__item", tabindex: -1 },
      icon(picture),
      this.words.say(code),
    );
  }

  /** @param {boolean} open @param {number} [at] which item has the focus then */
  #open(open, at = 0) {
    show(this.menu, open);
    attribute(this.opener, "aria-expanded", String(open));
    if (open) this.items.at(at)?.[0].focus();
  }

  /** @param {() => void} act the focus has a place to come back to first */
  #chosen(act) {
    this.opener.focus();
    this.#open(false);
    act();
  }

  /** @param {KeyboardEvent} event */
  #openerKey(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    this.#open(true, event.key === "ArrowUp" ? -1 : 0);
  }

  /** @param {KeyboardEvent} event */
  #menuKey(event) {
    if (event.key === "Tab") this.#open(false);
    if (event.key === "Escape") {
      this.#open(false);
      this.opener.focus();
    }
    const at = this.items.findIndex(([item]) => item === event.target);
    const last = this.items.length - 1;
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -at, End: last - at }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.items.at((at + step) % this.items.length)?.[0].focus();
  }

  /** @param {FocusEvent} event a press on the opener closes by itself */
  #left(event) {
    const to = /** @type {Node | null} */ (event.relatedTarget);
    if (to !== this.opener && !this.menu.contains(to)) this.#open(false);
  }

  /** Whoever is open in Salesforce is to be called. */
  #addOpen() {
    const open = this.#past?.desk.open_record ?? null;
    const record = open && { id: open.id, type: open.type, name: open.label };
    this.tell("cti-dial-list", { what: "add", record });
  }

  #signOut() {
    if (this.#busy) this.#show("signOut");
    else this.tell("cti-sign-out", null);
  }
}
