/**
 * Pattern: a modal dialog with a table. The agent's keys; each can be changed by pressing others. One
 * that is taken is refused, and the other action named (B-18).
 */

import { combinationOf, isChoosable, labels, takenBy } from "../core/hotkeys.js";
import { attribute, button, h, keyed, pressed, text } from "./dom.js";
import { MenuDialog } from "./menu-dialog.js";

/** @typedef {import("../core/hotkeys.js").Hotkeys} Hotkeys */

const MAC = /mac/i.test(navigator.platform);
const MODIFIERS = new Set(["Alt", "AltGraph", "Shift", "Control", "Meta"]);

export class HotkeysDialog extends MenuDialog {
  /** @type {Hotkeys} */
  #hotkeys = {};
  /** The action that waits for its keys. */
  #waits = "";
  lead = h("p", { class: "hotkeys__lead" }, this.words.say("hotkeys.lead"));
  said = h("p", { class: "hotkeys__said", "aria-live": "polite" });
  rows = h("tbody");
  table = h("table", { class: "hotkeys", "aria-labelledby": this.heading.id }, this.rows);
  reset = button(this.words.say("hotkeys.reset"), { class: "link" });

  /** @override */
  build() {
    this.furnish("menu.hotkeys", this.lead, this.said, this.table);
    this.row.prepend(this.reset);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    super.listen(signal);
    const { dialog, reset, table } = this;
    table.addEventListener("click", (event) => this.#chosen(event), { signal });
    table.addEventListener("focusout", () => this.#stop(), { signal });
    dialog.addEventListener("keydown", (event) => this.#key(event), { signal });
    dialog.addEventListener("close", () => text(this.said, ""), { signal });
    reset.addEventListener("click", () => this.tell("cti-hotkeys", { hotkeys: {} }), { signal });
  }

  /** @param {Hotkeys} hotkeys in force */
  update(hotkeys) {
    if (this.#hotkeys === hotkeys) return;
    this.#hotkeys = hotkeys;
    this.#draw();
  }

  /** The server did not take them. */
  notKept() {
    this.#say(this.words.say("hotkeys.not-kept"), true);
  }

  #draw() {
    keyed(
      this.rows,
      Object.entries(this.#hotkeys).map(([key, combination]) => ({ key, combination })),
      ({ key }) => this.#row(key),
      (row, { key, combination }) => this.#dress(row, key, combination),
    );
  }

  /** @param {string} action */
  #row(action) {
    const name = this.#name(action);
    const change = button(this.words.say("hotkeys.change"), { class: "link", action });
    attribute(change, "aria-label", this.words.say("hotkeys.change-name", { action: name }));
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, name),
      h("td", { class: "hotkeys__keys" }),
      h("td", {}, change),
    );
  }

  /** @param {HTMLElement} row @param {string} action @param {string} combination */
  #dress(row, action, combination) {
    const keys = row.querySelector(".hotkeys__keys");
    const waits = this.#waits === action;
    attribute(row, "data-waits", waits);
    if (waits) keys?.replaceChildren(this.words.say("hotkeys.press"));
    else if (combination === "") keys?.replaceChildren(this.words.say("hotkeys.none"));
    else keys?.replaceChildren(...labels(combination, MAC).map((key) => h("kbd", {}, key)));
  }

  /** @param {MouseEvent} event */
  #chosen(event) {
    const action = pressed(event)?.dataset.action;
    if (action === undefined) return;
    this.#waits = action;
    this.#draw();
    this.#say(this.words.say("hotkeys.waits", { action: this.#name(action) }), false);
  }

  #stop() {
    if (this.#waits === "") return;
    this.#waits = "";
    this.#draw();
  }

  /** @param {KeyboardEvent} event while an action waits every key is meant for it, but Tab leaves */
  #key(event) {
    if (this.#waits === "" || event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    if (MODIFIERS.has(event.key) || event.repeat) return;
    if (event.key === "Escape") this.#cancelled();
    else if (event.key === "Delete" || event.key === "Backspace") this.#keep("");
    else this.#take(combinationOf(event));
  }

  #cancelled() {
    this.#stop();
    text(this.said, "");
  }

  /** @param {string} combination */
  #take(combination) {
    const { words } = this;
    const other = takenBy(this.#hotkeys, this.#waits, combination);
    const keys = labels(combination, MAC).join(" + ");
    if (!isChoosable(combination)) this.#say(words.say("hotkeys.unfit"), true);
    else if (other === null) this.#keep(combination);
    else this.#say(words.say("hotkeys.taken", { keys, action: this.#name(other) }), true);
  }

  /** @param {string} combination "" for no key */
  #keep(combination) {
    const action = this.#waits;
    const keys = labels(combination, MAC).join(" + ") || this.words.say("hotkeys.none");
    this.#stop();
    this.#say(this.words.say("hotkeys.kept", { action: this.#name(action), keys }), false);
    this.tell("cti-hotkeys", { hotkeys: { ...this.#hotkeys, [action]: combination } });
  }

  /** @param {string} words @param {boolean} refused */
  #say(words, refused) {
    attribute(this.said, "data-refused", refused);
    text(this.said, words);
  }

  /** @param {string} action */
  #name(action) {
    return this.words.text({ code: `hotkey.${action}`, params: {} });
  }
}
