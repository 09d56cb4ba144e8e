"""An outside judge of the pages: axe finds what assistive technology would stumble over.

The clients of the API that we did not write have files of their own, `test_*_witness.py`.
"""

from playwright.sync_api import Browser

from tests.contract.emulator.console_page import Console
from tests.support.axe import WITHOUT_FRAMES, complaints


def test_axe_finds_nothing_to_complain_of(console: Console, chromium: Browser) -> None:
    """Login, list, record with the panel open, and the menu."""
    page = chromium.new_page(bypass_csp=True)
    page.goto(f"{console.org.url}/lightning/app/console")
    faults = complaints(page, WITHOUT_FRAMES)
    page.get_by_role("button", name="Agent A").click()
    page.get_by_role("link", name="Ada Lovelace").click()
    page.get_by_role("button", name="Phone", exact=True).click()
    page.get_by_role("button", name="Show navigation menu").click()
    faults += complaints(page, WITHOUT_FRAMES)
    page.close()

    assert [] == faults
