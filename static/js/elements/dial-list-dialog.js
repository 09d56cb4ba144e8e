/**
 * Pattern: a modal dialog with a form and two lists. All of the dial list: lines are pasted or read
 * from a file, entries are taken off, and what was dialled says whether somebody was reached.
 */

import { when } from "../core/history.js";
import { DialEntryRow, nameOf } from "./dial-entry.js";
import {
  attribute,
  button,
  disable,
  dress,
  freshId,
  h,
  icon,
  keyed,
  pressed,
  show,
  text,
} from "./dom.js";
import { MenuDialog } from "./menu-dialog.js";
import { webAddress } from "./outcome.js";

/** @typedef {import("../core/types.js").DialListAnswer} DialListAnswer */
/** @typedef {import("../core/types.js").DialEntryView} DialEntryView */
/** @typedef {import("../core/types.js").DialledView} DialledView */

export class DialListDialog extends MenuDialog {
  #shown = "";
  #asked = 0;
  /** @type {WeakMap<HTMLElement, DialEntryRow>} */
  #rows = new WeakMap();
  /** @type {WeakMap<HTMLElement, DialledRow>} */
  #done = new WeakMap();
  lines = h("textarea", {
    id: freshId("lines"),
    class: "dial-lines__box",
    rows: 3,
    spellcheck: false,
    placeholder: "number,name,record\n+1 415 555 0101,Ada Lovelace,",
  });
  file = h("input", { type: "file", id: freshId("file"), accept: ".csv,.txt,text/csv" });
  add = h("button", { type: "submit", class: "filled" }, this.words.say("dial-list.add"));
  trouble = h("p", { class: "trouble", role: "alert" });
  said = h("p", { class: "dial-lines__said", "aria-live": "polite" });
  next = h("h3", { class: "title", id: freshId("next") }, this.words.say("dial-list.next"));
  entries = h("ul", { role: "list", class: "entries", "aria-labelledby": this.next.id });
  none = h("p", { class: "entries__more" }, this.words.say("dial-list.none"));
  past = h("h3", { class: "title", id: freshId("past") }, this.words.say("dial-list.dialled"));
  dialled = h("ul", { role: "list", class: "entries", "aria-labelledby": this.past.id });
  clear = button(this.words.say("dial-list.clear"), { class: "link" });
  form = h(
    "form",
    { class: "dial-lines", novalidate: true },
    h("label", { class: "title", for: this.lines.id }, this.words.say("dial-list.lines")),
    this.lines,
    h(
      "div",
      { class: "dial-lines__row" },
      this.file,
      h("label", { for: this.file.id, class: "neutral" }, this.words.say("dial-list.file")),
      this.add,
    ),
    this.trouble,
  );

  /** @override */
  build() {
    dress("dial-list");
    const parts = [this.next, this.entries, this.none, this.past, this.dialled];
    this.furnish("menu.dial-list", this.form, this.said, ...parts);
    this.row.prepend(this.clear);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    super.listen(signal);
    this.form.addEventListener("submit", (event) => this.#submitted(event), { signal });
    this.file.addEventListener("change", () => this.#chosen(), { signal });
    this.clear.addEventListener("click", () => this.#takeOff(null), { signal });
    this.entries.addEventListener(
      "click",
      (event) => {
        const entry = pressed(event)?.dataset.action;
        if (entry !== undefined) this.#takeOff(entry);
      },
      { signal },
    );
  }

  /** @override @param {HTMLElement} opener */
  open(opener) {
    super.open(opener);
    text(this.said, "");
    text(this.trouble, "");
    this.#load();
  }

  /** @param {import("../core/types.js").DialListView | null} list as the panel was told of it last */
  update(list) {
    const shown = JSON.stringify(list);
    if (shown === this.#shown) return;
    this.#shown = shown;
    if (this.dialog.open) this.#load();
  }

  async #load() {
    this.#asked += 1;
    const turn = this.#asked;
    /** @type {DialListAnswer | null} */
    const answer = await new Promise((answered) =>
      this.tell("cti-dial-list", { what: "read", answered }),
    );
    if (turn !== this.#asked) return;
    if (answer === null) return text(this.said, this.words.say("dial-list.not-read"));
    this.#draw(answer);
  }

  /** @param {DialListAnswer} answer */
  #draw({ entries, dialled }) {
    const now = Date.now();
    keyed(
      this.entries,
      entries.map((entry) => ({ key: entry.id, entry })),
      ({ key }) => this.#entry(key),
      (node, { entry }) => {
        this.#rows.get(node)?.update(entry);
        const name = this.words.say("dial-list.take-off", { record: nameOf(entry) });
        node.querySelector("button")?.setAttribute("aria-label", name);
      },
    );
    keyed(
      this.dialled,
      dialled.map((done) => ({ key: done.entry.id, done })),
      () => this.#dialled(),
      (node, { done }) => this.#done.get(node)?.tellOf(done, now),
    );
    show(this.none, entries.length === 0);
    show(this.past, dialled.length > 0);
    show(this.dialled, dialled.length > 0);
    disable(this.clear, entries.length + dialled.length === 0);
  }

  /** @param {string} entry */
  #entry(entry) {
    const row = new DialEntryRow();
    row.node.append(
      h("button", { type: "button", class: "link", "data-action": entry }, icon("close")),
    );
    this.#rows.set(row.node, row);
    return row.node;
  }

  #dialled() {
    const row = new DialledRow(this.words);
    this.#done.set(row.node, row);
    return row.node;
  }

  /** @param {string | null} entry null: all of them */
  #takeOff(entry) {
    if (entry === null && this.clear.getAttribute("aria-disabled") === "true") return;
    this.heading.focus(); // what was pressed goes
    this.tell("cti-dial-list", { what: "take-off", entry, answered: this.#answered });
  }

  /** @param {SubmitEvent} event */
  #submitted(event) {
    event.preventDefault();
    const csv = this.lines.value;
    if (this.add.getAttribute("aria-disabled") === "true") return;
    if (csv.trim() === "") return this.lines.focus();
    disable(this.add, true);
    /** @param {import("../core/types.js").Text | null} trouble */
    const answered = (trouble) => {
      disable(this.add, false);
      this.#answered(trouble);
      if (trouble === null) this.lines.value = "";
      else this.lines.focus();
    };
    this.tell("cti-dial-list", { what: "paste", csv, answered });
  }

  async #chosen() {
    const file = this.file.files?.[0];
    if (file !== undefined) this.lines.value = await file.text();
    this.file.value = "";
    this.lines.focus();
  }

  /** @param {import("../core/types.js").Text | null} trouble null: the server took it */
  #answered = (trouble) => {
    text(this.trouble, trouble === null ? "" : this.words.text(trouble));
    attribute(this.lines, "aria-invalid", trouble === null ? null : "true");
    if (trouble === null) this.#load();
  };
}

/** @type {Record<DialledView["outcome"], import("../core/words.js").Code>} */
const OUTCOMES = {
  running: "dial-list.running",
  reached: "dial-list.reached",
  "not-reached": "dial-list.not-reached",
};

class DialledRow extends DialEntryRow {
  /** @param {import("../core/words.js").Words} words */
  constructor(words) {
    super();
    this.words = words;
    const link = { class: "link", target: "_blank", rel: "noopener" };
    this.task = h("a", link, words.say("save.open-task"));
    this.outcome = h("span", { class: "entry__outcome" });
    this.told.append(this.outcome);
    this.node.append(this.task);
  }

  /** @param {DialledView} done @param {number} now ms */
  tellOf({ entry, at, outcome, task_url: task }, now) {
    this.update(entry);
    const moment = when(at, this.words, now);
    text(this.outcome, `${moment} · ${this.words.say(OUTCOMES[outcome])}`);
    attribute(this.node, "data-outcome", outcome);
    attribute(this.task, "href", webAddress(task));
    show(this.task, task !== null);
  }
}
