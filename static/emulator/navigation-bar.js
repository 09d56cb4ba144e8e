/** The bar of standard navigation: home and a link per object; the one shown is marked. */

import { el, part } from "./dom.js";

/**
 * @param {import("./single-page.js").SinglePage} place
 * @param {{type: string, plural: string}[]} navigation
 * @param {import("./app.js").App} app
 */
export function navigationBar(place, navigation, app) {
  const links = [
    link("Home", "/lightning/page/home", "Home"),
    ...navigation.map(({ type, plural }) => link(plural, `/lightning/o/${type}/list`, type)),
  ];
  part("navigation-bar").replaceChildren(...links.map((each) => el("li", {}, each)));
  part("navigation-bar").addEventListener("click", (event) => {
    const chosen = event.target instanceof Element && event.target.closest("a");
    if (!chosen || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    app.attempt(() => place.follow(chosen.getAttribute("href") ?? "/"));
  });
  place.addEventListener("changed", () => {
    const { navigation: shown, current } = place;
    const here = current?.objectType ?? (shown.kind === "list" ? shown.name : shown.kind);
    for (const each of links) {
      const marked = each.dataset.name?.toLowerCase() === here.toLowerCase();
      if (marked) each.setAttribute("aria-current", "page");
      else each.removeAttribute("aria-current");
    }
  });
}

/** @param {string} label @param {string} href @param {string} name */
function link(label, href, name) {
  return el("a", { href, "data-name": name }, label);
}
