/**
 * Pattern: a modal dialog with a search box and a group of radio buttons. Whom the call goes to: a
 * colleague, the call's own queue, or the number that is typed; at once, or after asking them.
 * Loaded with the first press of 'Transfer'.
 */

import { callerOf } from "../core/selectors.js";
import { attribute, button, disable, dress, freshId, h, keyed, show, text } from "./dom.js";
import { define } from "./element.js";
import { MenuDialog } from "./menu-dialog.js";

/** @typedef {import("../core/types.js").CallView} CallView */
/** @typedef {import("../core/types.js").ColleaguesAnswer} ColleaguesAnswer */
/** @typedef {import("../core/types.js").ColleagueView} ColleagueView */
/** @typedef {import("../core/words.js").Code} Code */
/** @typedef {{ to: string } | { queue: string }} Goal */
/** @typedef {{ key: string, name: string, about: string, state: string, goal: Goal }} Choice */

const SOON_MS = 200;
const NUMBER = /^\+?[\d\s()./-]{2,}$/;
const LEAVABLE = new Set(["talking", "held"]);

export class HandOnDialog extends MenuDialog {
  /** @type {CallView | null} */
  #call = null;
  /** @type {ColleaguesAnswer} */
  #found = { colleagues: [], more: false, queue: "" };
  /** @type {Choice[]} */
  #choices = [];
  #chosen = "";
  #asked = 0;
  #connected = true;
  #waits = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #soon;
  #group = freshId("to");
  box = h("input", {
    id: freshId("colleague"),
    type: "search",
    class: "hand-on__box",
    autocomplete: "off",
    spellcheck: false,
    placeholder: this.words.say("hand-on.example"),
  });
  list = h("div", {
    class: "hand-on__list",
    role: "radiogroup",
    "aria-label": this.words.say("hand-on.whom"),
  });
  none = h("p", { class: "hand-on__none", role: "status" });
  trouble = h("p", { class: "trouble", role: "alert" });
  first = button(this.words.say("hand-on.ask"), { class: "neutral hand-on__ask" });
  now = button(this.words.say("hand-on.now"), { class: "hand-on__now" });

  /** @override */
  build() {
    const label = h("label", { class: "title", for: this.box.id }, this.words.say("hand-on.find"));
    this.furnish("hand-on.title", label, this.box, this.list, this.none, this.trouble);
    this.close.className = "hand-on__close";
    this.row.append(this.first, this.now, this.close);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    super.listen(signal);
    this.addEventListener("click", (event) => event.stopPropagation(), { signal });
    this.box.addEventListener("input", () => this.#typed(), { signal });
    this.box.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.list.addEventListener("change", (event) => this.#picked(event), { signal });
    this.first.addEventListener("click", () => this.#press("consult"), { signal });
    this.now.addEventListener("click", () => this.#press("transfer"), { signal });
  }

  /** @param {CallView} call @param {HTMLElement} opener */
  ask(call, opener) {
    this.#call = call;
    this.#chosen = "";
    this.#found = { colleagues: [], more: false, queue: "" };
    this.box.value = "";
    this.#waits = false;
    this.#complain(null);
    const caller = callerOf(call, this.words);
    text(this.heading, this.words.say("hand-on.title", { caller }));
    this.open(opener);
    this.box.focus();
    this.#load();
  }

  /** @param {CallView} call @param {boolean} connected */
  update(call, connected) {
    if (!this.dialog.open || call.id !== this.#call?.id) return;
    this.#call = call;
    this.#connected = connected;
    if (LEAVABLE.has(call.phase)) this.#offer();
    else this.dialog.close(); // somebody was quicker: there is nothing left to hand on
  }

  #typed() {
    this.#complain(null);
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => this.#load(), SOON_MS);
    this.#draw();
  }

  #load() {
    this.#asked += 1;
    const turn = this.#asked;
    /** @param {ColleaguesAnswer | null} found */
    const answered = (found) => {
      if (turn !== this.#asked) return;
      if (found === null) return this.#complain("hand-on.not-read");
      this.#found = found;
      this.#draw();
    };
    const wanted = { callId: this.#call?.id ?? "", text: this.box.value.trim() };
    this.tell("cti-hand-on", { what: "find", ...wanted, answered });
  }

  #draw() {
    const { words } = this;
    const typed = this.box.value.trim();
    this.#choices = this.#found.colleagues.map((one) => this.#colleague(one));
    if (this.#found.queue !== "" && typed === "") this.#choices.push(this.#queue());
    const own = this.#found.colleagues.some(({ line }) => line === typed);
    if (NUMBER.test(typed) && !own) this.#choices.push(this.#number(typed));
    const stays = this.#choices.some(({ key }) => key === this.#chosen);
    if (!stays) this.#chosen = this.#choices.length === 1 ? (this.#choices[0]?.key ?? "") : "";
    keyed(
      this.list,
      this.#choices,
      ({ key }) => this.#option(key),
      (row, choice) => this.#show(row, choice),
    );
    const { length } = this.#choices;
    const told = length === 0 ? "hand-on.nobody" : this.#found.more ? "hand-on.more" : null;
    text(this.none, told === null ? "" : words.say(told));
    this.#offer();
  }

  /** @param {ColleagueView} one @returns {Choice} */
  #colleague({ line, name, state, reason }) {
    const { words } = this;
    const is =
      state === "away" && reason !== ""
        ? words.say("presence.away-for", { reason })
        : words.say(STATES[state]);
    return { key: `line ${line}`, name, about: `${line} · ${is}`, state, goal: { to: line } };
  }

  /** @returns {Choice} */
  #queue() {
    const { queue } = this.#found;
    const name = this.words.say("call.queue", { queue });
    const about = this.words.say("hand-on.waits-again");
    return { key: `queue ${queue}`, name, about, state: "queue", goal: { queue } };
  }

  /** @param {string} typed @returns {Choice} */
  #number(typed) {
    const about = this.words.say("hand-on.number");
    return { key: "number", name: typed, about, state: "number", goal: { to: typed } };
  }

  /** @param {string} key */
  #option(key) {
    const radio = h("input", { type: "radio", name: this.#group, value: key });
    const told = h("span", { class: "hand-on__name", dir: "auto" });
    return h(
      "label",
      { class: "hand-on__one" },
      radio,
      h("span", { class: "hand-on__dot", "aria-hidden": "true" }),
      h("span", { class: "hand-on__told" }, told, " ", h("span", { class: "hand-on__about" })),
    );
  }

  /** @param {HTMLElement} row @param {Choice} choice */
  #show(row, { key, name, about, state }) {
    const [told, more] = row.querySelectorAll(".hand-on__name, .hand-on__about");
    if (told) text(told, name);
    if (more) text(more, about);
    attribute(row, "data-state", state);
    const radio = row.querySelector("input");
    if (radio) radio.checked = key === this.#chosen;
  }

  /** Which of the two ways there are for what is chosen. */
  #offer() {
    const { first, now } = this;
    const [can, may] = [this.#call?.can ?? [], this.#call?.controls ?? []];
    const goal = this.#goal();
    const ready = this.#connected && !this.#waits && goal !== null;
    show(now, can.includes("transfer"));
    show(first, can.includes("consult"));
    disable(now, !(ready && may.includes("transfer")));
    disable(first, !(ready && may.includes("consult") && "to" in goal));
    const queue = goal !== null && "queue" in goal;
    const why = goal === null ? "hand-on.choose" : queue ? "hand-on.no-asking" : null;
    attribute(first, "aria-description", why === null ? null : this.words.say(why));
    attribute(now, "aria-description", goal === null ? this.words.say("hand-on.choose") : null);
  }

  #goal() {
    return this.#choices.find(({ key }) => key === this.#chosen)?.goal ?? null;
  }

  /** @param {Event} event */
  #picked(event) {
    if (!(event.target instanceof HTMLInputElement)) return;
    this.#chosen = event.target.value;
    this.#complain(null);
    this.#offer();
  }

  /** From the box the arrow goes into the list; Enter chooses, and hands nothing on. @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "ArrowDown" && event.key !== "Enter") return;
    event.preventDefault();
    const radios = [...this.list.querySelectorAll("input")];
    const to = radios.find(({ checked }) => checked) ?? radios[0];
    if (to === undefined) return;
    this.#chosen = to.value;
    to.checked = true;
    to.focus();
    this.#offer();
  }

  /** @param {"consult" | "transfer"} command */
  #press(command) {
    const goal = this.#goal();
    const pressed = command === "consult" ? this.first : this.now;
    if (pressed.getAttribute("aria-disabled") === "true") {
      if (goal === null) this.#complain("hand-on.choose");
      return;
    }
    this.#waits = true;
    this.#complain(null);
    this.#offer();
    /** @param {import("../core/types.js").Text | null} refused */
    const answered = (refused) => {
      this.#waits = false;
      if (refused === null) return this.dialog.close();
      text(this.trouble, this.words.text(refused));
      this.#offer();
    };
    const callId = this.#call?.id ?? "";
    this.tell("cti-hand-on", { what: "go", callId, command, goal, answered });
  }

  /** @param {Code | null} code */
  #complain(code) {
    text(this.trouble, code === null ? "" : this.words.say(code));
  }
}

/** @type {Record<ColleagueView["state"], Code>} */
const STATES = {
  available: "presence.available",
  "wrap-up": "phase.wrap-up",
  busy: "hand-on.busy",
  away: "presence.away",
  "signed-out": "hand-on.signed-out",
};

/** Once a call. @param {import("../core/words.js").Words} words */
export async function makeHandOn(words) {
  dress("dialogs");
  dress("hand-on");
  await words.learn();
  define("cti-hand-on", HandOnDialog);
  return new HandOnDialog(words);
}
