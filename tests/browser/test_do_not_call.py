"""Somebody who wants no calls is called after a warning only, however they are dialled (B-31)."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_click_to_dial import NUMBER
from tests.support.console_page import ConsolePage
from tests.web.test_do_not_call import marked

__all__ = ["marked"]


@pytest.mark.requirement("B-31")
def test_who_is_marked_is_named_and_nothing_is_dialled_before_dial_anyway(
    agent: ConsolePage, marked: dict[str, str]
) -> None:
    """Clicked on her page, typed, and dialled once more."""
    dialog = agent.panel.get_by_role("alertdialog", name="Do not call")
    agent.open_record("Contact", marked["name"])
    agent.number(NUMBER).click()
    expect(dialog).to_contain_text("Ada Lovelace is marked 'Do Not Call'")
    expect(dialog.get_by_role("button", name="Do not dial")).to_be_focused()
    dialog.get_by_role("button", name="Do not dial").click()
    expect(dialog).to_be_hidden()

    field = agent.panel.get_by_role("textbox", name="Number")
    field.fill("415 555 0101")
    agent.button("Dial").click()
    expect(dialog).to_contain_text("Ada Lovelace")
    assert () == agent.seat.desk().calls
    dialog.get_by_role("button", name="Dial anyway").click()
    expect(agent.call_card()).to_contain_text("Ada Lovelace")
    assert 1 == len(agent.seat.desk().calls)
    agent.button("Hang up").click()
    agent.save()

    expect(field).to_have_value("")
    agent.button("Redial").click()
    expect(dialog).to_contain_text("Ada Lovelace")
    assert ["saved"] == [call.phase for call in agent.seat.desk().calls]
