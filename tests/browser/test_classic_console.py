"""The softphone in the Classic console, which reports primary tabs and no subtabs."""

from playwright.sync_api import BrowserContext, expect

from tests.support.classic_console_page import ClassicConsolePage
from tests.support.seat import Seat


def test_a_subtab_is_an_opened_record_too(context: BrowserContext, seat: Seat) -> None:
    """Nobody tells of it, so the page is asked; the panel never goes away."""
    agent = ClassicConsolePage(context, seat)
    call = seat.call("0101")
    agent.answer()
    agent.open_record("Account", "Analytical Engines")
    agent.open_subtab("Case", "00001026")
    expect(agent.assigned().filter(has_text="Case 00001026")).to_have_count(1)
    agent.running.on_the_phone(call, "hang_up")
    agent.save()

    task = seat.running.task_of(call)
    expect(agent.logged(task)).to_have_count(1)
    assert seat.running.record_id("Case", "00001026") == task["WhatId"]
