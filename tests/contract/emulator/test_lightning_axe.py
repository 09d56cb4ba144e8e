"""axe finds nothing to complain of on the pages of Lightning (requirements 5.7 in spirit)."""

from playwright.sync_api import Page, expect

from tests.contract.emulator.console_page import Console
from tests.support.axe import WITHOUT_FRAMES, complaints


def faults(page: Page) -> list[str]:
    """Return what axe finds on the page of the host."""
    return complaints(page, WITHOUT_FRAMES)


def test_in_the_console(console: Console) -> None:
    """Tabs with subtabs, split view, monitor, edit mode, modal, suggestions, results."""
    page = console.page
    console.open("analytical_engines")
    console.follow("Ada Lovelace")
    expect(console.main_heading()).to_have_text("Ada Lovelace")
    console.button("Open split view").click()
    console.button("Open CTI messages").click()
    found = faults(page)
    console.button("Edit").click()
    page.get_by_role("textbox", name="Last Name").fill("")
    console.button("Save").click()
    expect(page.get_by_role("alert")).to_be_visible()
    found += faults(page)
    page.evaluate("standin.create('Case')")
    expect(page.get_by_role("dialog", name="New Case")).to_be_visible()
    found += faults(page)
    page.get_by_role("dialog").get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_role("combobox", name="Search").press_sequentially("love")
    expect(page.get_by_role("option").first).to_be_visible()
    found += faults(page)
    page.get_by_role("combobox", name="Search").press("Enter")
    expect(console.main_heading()).to_contain_text("Search results")

    assert [] == found + faults(page)


def test_in_standard_navigation(outside: Console) -> None:
    """Home, a case, an open menu."""
    outside.enter("/lightning/app/standard")
    found = faults(outside.page)
    outside.open("case_1026")
    outside.button("Global Actions").click()

    assert [] == found + faults(outside.page)
