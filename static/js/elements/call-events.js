/**
 * Pattern: a list named 'Call events': what happened during the call, oldest first, each with its
 * time and with what was typed inside it. Loaded when it is first asked for; the newest stands in view.
 */

import { dress, h, keyed, text } from "./dom.js";
import { define, PanelElement } from "./element.js";

/** @typedef {import("../core/types.js").CallEventView} CallEventView */

export class CallEvents extends PanelElement {
  #last = "";
  list = h("ol", {
    role: "list",
    class: "events",
    tabindex: 0, // it scrolls: whoever has no pointer scrolls it too
    "aria-label": this.words.say("event.list"),
  });

  /** @override */
  build() {
    this.append(this.list);
  }

  /** @param {CallEventView[]} events */
  update(events) {
    keyed(
      this.list,
      events.map((event) => ({ ...event, key: event.id })),
      () => h("li", { class: "events__one" }, h("time"), h("span"), h("p", { dir: "auto" })),
      (row, event) => {
        const [time, said, notes] = row.children;
        if (time) text(time, this.words.time(event.at));
        if (said) text(said, this.words.text(event.text));
        if (notes) text(notes, event.notes);
      },
    );
    const last = events.at(-1)?.id ?? "";
    if (last === this.#last || this.list.scrollHeight <= this.list.clientHeight) return;
    this.list.scrollTop = this.list.scrollHeight; // once it is shown, and its style is there
    this.#last = last;
  }
}

/** @param {import("../core/words.js").Words} words */
export function callEvents(words) {
  define("cti-events", CallEvents);
  dress("call-events");
  return new CallEvents(words);
}
