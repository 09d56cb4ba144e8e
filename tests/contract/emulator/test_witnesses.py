"""An outside judge of the pages: axe finds what assistive technology would stumble over.

The clients of the API that we did not write have files of their own, `test_*_witness.py`.
"""

from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.contract.emulator.console_page import Console

AXE = Path(__file__).parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"


def test_axe_finds_nothing_to_complain_of(console: Console, chromium: Browser) -> None:
    """Login, list, record with the panel open, and the menu."""
    page = chromium.new_page(bypass_csp=True)
    page.goto(f"{console.org.url}/lightning/app/console")
    faults = [*_faults(page)]
    page.get_by_role("button", name="Agent A").click()
    page.get_by_role("link", name="Ada Lovelace").click()
    page.get_by_role("button", name="Phone", exact=True).click()
    page.get_by_role("button", name="Show navigation menu").click()
    faults += _faults(page)
    page.close()

    assert [] == faults


def _faults(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found = page.evaluate("axe.run(document, { iframes: false })")["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]
