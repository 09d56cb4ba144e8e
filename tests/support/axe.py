"""axe, an outside judge: what people with assistive technology would stumble over on a page.

It is given to the page by the test, never loaded by it: the page's policy allows no script of
others. Only what it finds wrong comes back; all it looked at would take longer than looking.
"""

from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[1] / "js" / "node_modules" / "axe-core" / "axe.min.js"
ALL_RULES: Mapping[str, object] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
}
"""What WCAG 2.2 asks for at level AA, the size of targets too, which axe leaves out by itself."""
CONTRAST: Mapping[str, object] = {"runOnly": ["color-contrast"]}
"""All that another look can change."""
WITHOUT_FRAMES: Mapping[str, object] = {"iframes": False}
"""The page of the host alone: what it embeds is judged by itself."""

_RUN = """async options => {
  const moving = document.getAnimations()
    .filter(one => one.effect?.getComputedTiming().endTime !== Infinity);
  // half-way, what changes its colour has a contrast of its own
  await Promise.allSettled(moving.map(one => one.finished));
  const { violations } = await axe.run(document, { ...options, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, any, all, none }) =>
    [id, `${html.slice(0, 120)} ${[...any, ...all, ...none][0]?.message ?? ""}`]));
}"""


def complaints(
    page: Page, options: Mapping[str, object] = ALL_RULES, *, but: frozenset[str] = frozenset()
) -> list[str]:
    """Return what axe finds on a page as it looks now, one line an element; nothing is [].

    Args:
        page: is left as it is; what moves there may come to rest first.
        options: of axe.run (https://www.deque.com/axe/core-documentation/api-documentation/).
        but: rules that this page breaks with a reason.
    """
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(f"{AXE.read_text(encoding='utf-8')};0")
    found: list[list[str]] = page.evaluate(_RUN, dict(options))
    return [f"{page.url} {rule}: {what}" for rule, what in found if rule not in but]


def complaints_by_day_and_night(page: Page) -> list[str]:
    """Judge a page by all rules in the light, and by its contrast in the dark."""
    page.emulate_media(color_scheme="light")
    found = complaints(page)
    page.emulate_media(color_scheme="dark")
    return found + complaints(page, CONTRAST)
