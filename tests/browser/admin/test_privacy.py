"""An admin erases a caller with the keyboard alone, and is asked before it happens (B-15)."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.admin.conftest import enter
from tests.support.axe import complaints_by_day_and_night
from tests.support.running import Running
from tests.web.stage import OtherOrg

NOBODYS = "+1 415 555 0987"


@pytest.mark.requirement("B-15")
def test_a_caller_is_erased_after_a_question_that_names_the_counts(
    context: BrowserContext, running: Running
) -> None:
    """Escape leaves everything; axe finds nothing on what is shown."""
    enter(context, running, OtherOrg(running).id)
    page = context.new_page()
    page.goto(f"{running.url}/admin/privacy")
    page.get_by_role("textbox", name="Telephone number").fill(NOBODYS)
    page.keyboard.press("Enter")
    table = page.get_by_role("table", name="What is kept, by kind")
    expect(table.get_by_role("row", name="Web forms 0")).to_be_visible()
    erase = page.get_by_role("button", name="Erase", exact=True)
    erase.focus()
    page.keyboard.press("Enter")
    question = page.get_by_role("dialog", name="Erase +1 415-555-0987?")
    expect(question).to_contain_text("0 calls lose number, names and notes")
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    expect(erase).to_be_focused()
    assert [] == complaints_by_day_and_night(page)

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("0 calls were erased.")
