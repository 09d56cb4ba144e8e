/**
 * Windows over the page. A question is a modal dialog of the browser. A form is a dialog that
 * belongs to one tab, as in a console: it covers the page and leaves tabs and softphone usable.
 */

import { el, part } from "./dom.js";
import { icon } from "./icons.js";

/**
 * Ask a question; resolves to the action chosen, the first one when it is closed otherwise.
 *
 * @param {{title: string, text: string, actions: string[]}} question the last action is the main one
 * @returns {Promise<string>}
 */
export function confirmDialog({ title, text, actions }) {
  return new Promise((resolve) => {
    const buttons = actions.map((action, place) =>
      el(
        "button",
        { value: action, class: place === actions.length - 1 ? "button brand" : "button" },
        action,
      ),
    );
    const dialog = /** @type {HTMLDialogElement} */ (
      el(
        "dialog",
        { class: "question", "aria-labelledby": "question-title" },
        el("h2", { id: "question-title" }, title),
        el("p", {}, text),
        el("form", { method: "dialog", class: "modal-actions" }, ...buttons),
      )
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue || (actions[0] ?? ""));
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** @type {FormModal | null} the form that is open, perhaps over a tab that is not shown */
let opened = null;

/** Show the open form over its own tab alone. @param {string} key of the place shown now */
export function followPlace(key) {
  opened?.show(opened.key === key);
}

/** A form over the page of one tab. */
export class FormModal {
  #node;
  #title;

  /**
   * @param {string} title
   * @param {HTMLElement} body
   * @param {{label: string, brand?: boolean, act: () => void}[]} actions
   * @param {() => void} close what Escape and the cross do
   * @param {string} key of the place it belongs to
   */
  constructor(title, body, actions, close, key) {
    this.key = key;
    opened?.close();
    opened = this;
    const buttons = actions.map(({ label, brand, act }) =>
      el(
        "button",
        { type: "button", class: brand ? "button brand" : "button", on: { click: act } },
        label,
      ),
    );
    this.#title = el("h2", { id: "modal-title" }, title);
    const cross = { type: "button", class: "modal-close", "aria-label": "Cancel and close" };
    this.#node = el(
      "section",
      { class: "modal", role: "dialog", "aria-labelledby": "modal-title" },
      el("div", { class: "modal-head" }, this.#title),
      el("button", { ...cross, on: { click: close } }, icon("close")),
      el("div", { class: "modal-body" }, body),
      el("div", { class: "modal-actions" }, ...buttons),
    );
    this.#node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.stopPropagation();
      close();
    });
    part("modals").replaceChildren(this.#node);
    this.show(true);
    /** @type {HTMLElement | null} */ (
      this.#node.querySelector("input, select, textarea")
    )?.focus();
  }

  /** @param {boolean} shown whether the tab it belongs to is the one shown */
  show(shown) {
    part("modals").hidden = !shown;
    part("page").toggleAttribute("inert", shown);
  }

  close() {
    if (opened === this) opened = null;
    this.show(false);
    this.#node.remove();
  }
}
