/**
 * Pattern: a region with a list and two buttons, which are about its first item. Whom to call next;
 * the whole list stands in a dialog of the menu (dial-list-dialog.js).
 */

import { DialEntryRow, nameOf } from "./dial-entry.js";
import {
  attribute,
  button,
  disable,
  freshId,
  h,
  keyed,
  pending,
  pressed,
  show,
  text,
} from "./dom.js";
import { PanelElement } from "./element.js";

/** @typedef {import("../core/types.js").DialEntryView} DialEntryView */
/** @typedef {import("../core/types.js").DialListView} DialListView */

export class DialList extends PanelElement {
  /** @type {DialEntryView | null} */
  #next = null;
  /** @type {WeakMap<HTMLElement, DialEntryRow>} */
  #rows = new WeakMap();
  heading = h(
    "h2",
    { class: "title", id: freshId("dial-list") },
    this.words.say("dial-list.title"),
  );
  list = h("ul", {
    role: "list",
    class: "entries",
    "aria-label": this.words.say("dial-list.entries"),
  });
  more = h("p", { class: "entries__more" });
  dial = button(this.words.say("dial-list.dial"), { icon: "call", class: "dialer__button" });
  skip = button(this.words.say("dial-list.skip"), { class: "neutral" });
  region = h(
    "section",
    { class: "dial-list", "aria-labelledby": this.heading.id },
    this.heading,
    this.list,
    this.more,
    h("div", { class: "dial-list__row" }, this.dial, this.skip),
  );

  /** @override */
  build() {
    this.append(this.region);
  }

  /** @override @param {AbortSignal} signal */
  listen(signal) {
    this.region.addEventListener("click", (event) => this.#pressed(event), { signal });
  }

  /** @param {DialListView} list @param {{ dials: boolean, waits: boolean }} more */
  update({ entries, more }, { dials, waits }) {
    this.#next = entries[0] ?? null;
    keyed(
      this.list,
      entries.map((entry) => ({ key: entry.id, entry })),
      () => this.#row(),
      (node, { entry }) => this.#rows.get(node)?.update(entry),
    );
    const first = this.#next && this.list.firstElementChild?.querySelector(".entry__told");
    if (first) {
      first.id ||= freshId("entry");
      attribute(this.dial, "aria-describedby", first.id);
      attribute(this.skip, "aria-describedby", first.id);
    }
    text(this.more, this.words.say("dial-list.more", { n: more }));
    show(this.more, more > 0);
    disable(this.dial, !dials);
    pending(this.dial, waits, this.words);
  }

  #row() {
    const row = new DialEntryRow();
    this.#rows.set(row.node, row);
    return row.node;
  }

  /** @param {MouseEvent} event */
  #pressed(event) {
    const press = pressed(event);
    const next = this.#next;
    if (press === null || next === null) return;
    if (press === this.dial) {
      this.tell("cti-dial", { number: next.number, record: null, entry: next.id });
    } else if (press === this.skip) {
      this.tell("cti-dial-list", { what: "skip", entry: next.id, name: nameOf(next) });
    }
  }
}
