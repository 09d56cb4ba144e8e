/**
 * A field that refers to a record: typed text finds records, one is chosen. APG pattern: combobox
 * with a list box; Up and Down move, Enter chooses, Escape closes. Also the global search box's.
 */

import { el } from "./dom.js";
import { tile } from "./icons.js";

const TYPING_MS = 150;

/** @typedef {{id: string, title: string, type: string, label: string, second: unknown}} Suggestion */

/**
 * Give an input a list of suggestions.
 *
 * @param {HTMLInputElement} input
 * @param {{
 *   find: (text: string) => Promise<Suggestion[]>,
 *   chosen: (one: Suggestion) => void,
 *   first?: (text: string) => HTMLElement,
 * }} how `first` makes an option above the found ones; choosing it is the input's own Enter
 * @returns {HTMLElement} the list, to be put behind the input
 */
export function suggest(input, { find, chosen, first }) {
  const id = `${input.id}-suggestions`;
  const list = el("div", {
    id,
    role: "listbox",
    "aria-label": "Suggestions",
    class: "suggestions",
  });
  list.hidden = true;
  /** @type {Suggestion[]} */
  let found = [];
  let asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let typing;
  const attributes = { role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list" };
  for (const [name, value] of Object.entries({ ...attributes, "aria-controls": id }))
    input.setAttribute(name, value);

  const options = () => /** @type {HTMLElement[]} */ ([...list.children]);
  const close = () => {
    asked += 1;
    clearTimeout(typing);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (/** @type {HTMLElement} */ option) => {
    const one = found.find((each) => each.id === option.dataset.id);
    close();
    if (one) chosen(one);
    else input.form?.requestSubmit();
  };
  const mark = (/** @type {HTMLElement | undefined} */ option) => {
    for (const each of options()) each.setAttribute("aria-selected", String(each === option));
    if (option) input.setAttribute("aria-activedescendant", option.id);
  };
  const open = async () => {
    const turn = ++asked;
    const text = input.value.trim();
    const answer = await find(text);
    if (turn !== asked) return;
    found = answer;
    const rows = found.map((one) =>
      el(
        "div",
        { role: "option", "aria-selected": "false", "data-id": one.id },
        tile(one.type),
        el(
          "span",
          {},
          el("strong", {}, one.title),
          el("small", {}, [one.label, one.second].filter(Boolean).join(" · ")),
        ),
      ),
    );
    const all = first && text ? [first(text), ...rows] : rows;
    all.forEach((row, place) => {
      row.id = `${id}-${place}`;
    });
    list.replaceChildren(...all);
    list.hidden = all.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };

  input.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => void open(), TYPING_MS);
  });
  input.addEventListener("click", () => void open());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return void (event.key === "ArrowDown" && open());
    const at = options().findIndex((each) => each.getAttribute("aria-selected") === "true");
    const count = options().length;
    if (event.key === "ArrowDown") mark(options()[(at + 1) % count]);
    else if (event.key === "ArrowUp") mark(options()[(at - 1 + count) % count]);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && at >= 0) choose(/** @type {HTMLElement} */ (options()[at]));
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target instanceof Element && event.target.closest('[role="option"]');
    if (option instanceof HTMLElement) choose(option);
  });
  return list;
}
