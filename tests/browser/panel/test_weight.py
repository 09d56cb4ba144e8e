"""What a softphone costs to load (design.md §5): all at once, and not much of it."""

import gzip
import re
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.panel.stage import ROOT, Stage
from tests.browser.panel.states import STATES

FILE = re.compile(r"/static/[0-9a-f]{12}(/.+)")


def loaded(page: Page, stage: Stage, address: str) -> set[str]:
    """Return the paths in static/ of all files the page loads on its way to a call."""
    urls: set[str] = set()
    page.on("response", lambda response: urls.update([response.url]))
    stage.snapshot = STATES["talking"][1]()
    page.goto(address)
    page.wait_for_selector("#panel[data-phase='talking']")
    return {found[1] for url in urls if (found := FILE.fullmatch(urlsplit(url).path))}


def test_a_softphone_is_at_most_100_kb(page: Page, stage: Stage, address: str) -> None:
    """Every tab of every agent loads it; compressed, as a server sends it."""
    files = loaded(page, stage, address)
    size = sum(len(gzip.compress((ROOT / f"static{path}").read_bytes())) for path in files)

    assert size <= 100_000


def test_every_module_is_asked_for_at_once(page: Page, stage: Stage, address: str) -> None:
    """No module waits for another to be read; a new one belongs on the list of the page."""
    modules = {path for path in loaded(page, stage, address) if path.endswith(".js")}
    listed = page.eval_on_selector_all(
        "link[rel=modulepreload]",
        "links => links.map(link => new URL(link.href).pathname.replace(/^.static.[^/]+/, ''))",
    )

    assert modules - {"/js/softphone.js"} == set(listed)


def test_a_softphone_that_is_loaded_again_asks_for_none_of_its_files(
    page: Page, stage: Stage, address: str
) -> None:
    """Agents reload and change pages all day: what the browser has is not even asked after."""
    first = loaded(page, stage, address)
    page.wait_for_load_state("networkidle")  # also of what comes after the first picture
    loaded(page, stage, address)
    sizes = page.evaluate(
        "performance.getEntriesByType('resource').map(one => [one.name, one.transferSize])"
    )
    again = {
        found[1]: size for name, size in sizes if (found := FILE.fullmatch(urlsplit(name).path))
    }

    assert len(first & set(again)) > 40
    assert set() == {path for path, size in again.items() if size and path in first}
