/** A short message over the page, which goes by itself; a polite live region says it. */

import { el, part } from "./dom.js";
import { icon } from "./icons.js";

const SHOWN_MS = 4000;

/** @param {string} text @param {"success" | "error"} [kind] */
export function toast(text, kind = "success") {
  const made = el(
    "p",
    { class: "toast", "data-kind": kind },
    icon(kind === "success" ? "success" : "error"),
    el("span", {}, text),
  );
  part("toasts").append(made);
  setTimeout(() => made.remove(), SHOWN_MS);
}
