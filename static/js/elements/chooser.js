/**
 * Pattern: combobox with a listbox popup, list autocomplete (APG). It lists what the call knows and,
 * from three characters on, what Salesforce finds. The focus stays in the field; nothing is chosen
 * but by Enter or a click, and leaving restores what is assigned.
 */

import { beside, canAdd, FEWEST, fitting, onThisCall, toldOf } from "../core/options.js";
import { labelIn } from "../core/selectors.js";
import { attribute, button, changeLabel, h, pressed, show, text } from "./dom.js";
import { OptionList } from "./option-list.js";
import { place } from "./popup-place.js";

/** @typedef {import("../core/types.js").CallView} CallView */
/** @typedef {import("../core/types.js").FoundView} FoundView */
/** @typedef {import("../core/options.js").Slot} Slot */
/** @typedef {import("../core/words.js").Code} Code */
/** @typedef {import("./combobox.js").ComboboxMore} ComboboxMore */

const WAIT_MS = 200;
/** @type {{ text: string, records: FoundView[], more: boolean, code: Code | null }} */
const NOTHING = { text: "", records: [], more: false, code: null };

export class Chooser {
  #element;
  #words;
  #field;
  #slot;
  #list;
  /** @type {CallView | null} */
  #call = null;
  /** @type {ComboboxMore | null} */
  #more = null;
  /** What is typed, null: the field shows what is assigned. @type {string | null} */
  #typed = null;
  isOpen = false;
  #looked = NOTHING;
  /** Open Cases of this customer. */
  #cases = NOTHING;
  #looking = new AbortController();
  #lookingForCases = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #said = h("p", { class: "options__said" });
  #add = button("", { class: "neutral options__add", action: "add" });
  #foot = h("div", { class: "options__foot" }, this.#said, this.#add);
  #popup;

  /** @param {import("./element.js").PanelElement} element @param {HTMLInputElement} field @param {Slot} slot */
  constructor(element, field, slot) {
    this.#element = element;
    this.#words = element.words;
    this.#field = field;
    this.#slot = slot;
    this.#list = new OptionList(element.words, field.labels?.[0]?.textContent ?? "");
    this.#popup = h("div", { class: "options", popover: "manual" }, this.#list.node, this.#foot);
    this.#popup.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#popup.addEventListener("click", (event) => this.#clicked(event));
    element.append(this.#popup);
    attribute(field, "aria-controls", this.#list.node.id);
  }

  get isTyped() {
    return this.#typed !== null;
  }

  /** @param {CallView} call @param {ComboboxMore} more */
  update(call, more) {
    const before = this.#call;
    this.#call = call;
    this.#more = more;
    if (before !== null && call.id !== before.id) this.close();
    if (before !== null && labelIn(call, "who") !== labelIn(before, "who")) this.#forgetCases();
    if (this.isOpen) this.#draw();
  }

  /** @param {string} value */
  typed(value) {
    this.#typed = value;
    this.#list.mark("");
    this.#looking.abort();
    clearTimeout(this.#timer);
    this.open();
    if (this.#isAsked()) this.#timer = setTimeout(() => this.#look(), WAIT_MS);
  }

  /** Whether what is typed is to be looked for, and has not been yet. */
  #isAsked() {
    const wanted = this.#typed?.trim() ?? "";
    return wanted.length >= FEWEST && (wanted !== this.#looked.text || this.#looked.code !== null);
  }

  #look() {
    const wanted = this.#typed?.trim() ?? "";
    this.#looking = new AbortController();
    this.#ask(wanted, this.#looking.signal, (looked) => {
      this.#looked = { ...looked, text: wanted };
      this.#draw();
      this.#element.tell("cti-say", this.#news());
    });
    this.#draw();
  }

  #lookForCases() {
    const wanted = this.#slot === "what" && this.#more?.lists && this.#cases === NOTHING;
    if (!wanted || this.#call === null || labelIn(this.#call, "who") === "") return;
    this.#cases = { ...NOTHING, text: "cases" };
    this.#lookingForCases = new AbortController();
    this.#ask("", this.#lookingForCases.signal, (looked) => {
      this.#cases = { ...looked, text: "cases" };
      if (this.isOpen) this.#draw();
    });
  }

  #forgetCases() {
    this.#lookingForCases.abort();
    this.#cases = NOTHING;
  }

  /** @param {string} wanted @param {AbortSignal} signal @param {(looked: typeof NOTHING) => void} then */
  #ask(wanted, signal, then) {
    const answered = (/** @type {import("../edge/finder.js").Looked} */ looked) =>
      then(looked.state === "done" ? { ...NOTHING, ...looked } : { ...NOTHING, code: looked.code });
    const callId = this.#call?.id;
    this.#element.tell("cti-look", { callId, slot: this.#slot, text: wanted, signal, answered });
  }

  open() {
    if (this.#call === null || !this.#more?.connected) return;
    if (!this.isOpen) {
      this.isOpen = true;
      this.#popup.showPopover();
      this.#lookForCases();
    }
    this.#draw();
  }

  close() {
    clearTimeout(this.#timer);
    this.#looking.abort();
    this.#typed = null;
    this.#looked = NOTHING;
    this.#list.mark("");
    if (this.isOpen) this.#popup.hidePopover();
    this.isOpen = false;
    attribute(this.#field, "aria-expanded", "false");
    attribute(this.#field, "aria-activedescendant", null);
    if (this.#call) this.#field.value = labelIn(this.#call, this.#slot);
  }

  #draw() {
    if (!this.isOpen || this.#call === null || this.#more === null) return;
    const found = this.#looked.records;
    const typed = (this.#typed ?? "").trim();
    const known = toldOf(onThisCall(this.#call, this.#more.open, this.#slot), [
      ...found,
      ...this.#cases.records,
    ]);
    const here = fitting(known, typed);
    const cases = fitting(beside(this.#cases.records, known), typed);
    const fresh = beside(found, [...here, ...cases]);
    const there = this.#isAsked() ? fitting(fresh, typed) : fresh; // until the answer is there
    this.#list.update(
      {
        "combobox.on-call": here,
        "combobox.cases": cases,
        "combobox.found": there,
      },
      (option) => this.#mayAdd(option),
    );
    attribute(this.#field, "aria-expanded", String(this.#list.size > 0));
    attribute(this.#list.node, "aria-busy", this.#isAsked() && this.#looked.code === null);
    attribute(this.#field, "aria-activedescendant", this.#list.activeId || null);
    this.#tellState(typed);
    place(this.#popup, this.#field);
  }

  /** @param {string} typed */
  #tellState(typed) {
    const { code, params } = this.#state(typed);
    text(this.#said, code === null ? "" : this.#words.say(code, params));
    const option = this.#list.active;
    const adds = this.#mayAdd(option);
    show(this.#add, adds);
    if (option && adds) {
      changeLabel(this.#add, this.#words.say("combobox.add", { record: option.record.label }));
    }
    show(this.#foot, adds || code !== null);
  }

  /** @param {string} typed @returns {{ code: Code | null, params?: Record<string, number> }} */
  #state(typed) {
    const { code, more, records } = this.#looked;
    if (typed.length < FEWEST) {
      const hint = typed !== "" || this.#list.size === 0;
      return { code: hint ? "combobox.type-more" : null };
    }
    if (code !== null && typed === this.#looked.text) return { code };
    if (this.#isAsked()) return { code: "combobox.searching" };
    if (more) return { code: "combobox.more" };
    return { code: records.length === 0 ? "combobox.nothing" : null };
  }

  /** @param {import("../core/options.js").Option | undefined} option */
  #mayAdd(option) {
    return this.#call !== null && canAdd(option, this.#call, !!this.#more?.shared);
  }

  /** What is said of an answer to those who do not see it. */
  #news() {
    const n = this.#list.size;
    if (this.#looked.code !== null) return { code: this.#looked.code, params: {} };
    if (n === 1) return { code: "combobox.one", params: {} };
    return { code: n === 0 ? "combobox.nothing" : "combobox.many", params: { n: String(n) } };
  }

  /** @param {string} key ArrowDown, ArrowUp, Enter or Escape */
  key(key) {
    if (key === "Enter") this.#enter();
    else if (key === "Escape") this.close();
    else this.#move(key === "ArrowDown" ? 1 : -1);
  }

  /** @param {number} step */
  #move(step) {
    if (this.isOpen) this.#list.move(step);
    this.open();
  }

  #enter() {
    const option = this.isOpen ? this.#list.active : undefined;
    if (option !== undefined) this.#choose(option);
    else if (this.#looked.code !== null) {
      this.#looked = NOTHING;
      this.#look();
    } else this.open();
  }

  /** @param {Event} event */
  #clicked(event) {
    const { target } = event;
    const byFoot = pressed(event)?.dataset.action === "add";
    const option = byFoot ? this.#list.active : this.#list.optionOf(target);
    if (option === undefined) return;
    const adds = byFoot || (target instanceof Element && target.closest(".option__add") !== null);
    if (adds) this.#send("add", { record_id: option.record.id });
    else this.#choose(option);
  }

  /** @param {import("../core/options.js").Option} option */
  #choose({ record }) {
    const slot = this.#slot === "any" ? (record.slot ?? "what") : this.#slot;
    const first = this.#call?.assigned.find((one) => one.slot === slot);
    if (first?.record.id === record.id && first.mark === "you") return this.close();
    this.#send("swap", { slot, record_id: record.id });
  }

  /** @param {string} command @param {Record<string, string>} body */
  #send(command, body) {
    const callId = this.#call?.id ?? "";
    this.#field.focus();
    this.close();
    this.#element.command(callId, command, body);
  }
}
