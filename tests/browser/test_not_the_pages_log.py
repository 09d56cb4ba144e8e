"""The log is the server's: what the page's own log function does is of no account (A-9)."""

import pytest
from playwright.sync_api import expect

from tests.support.console_page import ConsolePage
from tests.support.settings_change import change_policy

FAILS, HANGS = "{fault: 'SERVER_ERROR'}", "'silent'"
LIES = "{returnValue: {recordId: '00T000000000001AAA'}}"


@pytest.mark.requirement("A-9")
def test_whatever_the_pages_log_function_does_the_server_writes_one_task(
    agent: ConsolePage,
) -> None:
    """It fails, hangs, or says that it wrote what it did not: it is never asked."""
    running, outcome = agent.running, agent.panel.locator("cti-outcome")
    agent.answers_with("saveLog", FAILS)
    saved = agent.seat.call("0101")
    agent.answer()
    running.on_the_phone(saved, "hang_up")
    agent.expect_phase("wrap-up")
    agent.answers_with("saveLog", HANGS)
    agent.save()
    expect(outcome.get_by_text("Saved", exact=True)).to_be_visible()
    agent.answers_with("saveLog", LIES)
    change_policy(running, wrap_up_s=2)
    try:
        timed = agent.seat.call("0101")
        agent.answer()
        running.on_the_phone(timed, "hang_up")
        agent.expect_phase("saved")
    finally:
        change_policy(running, wrap_up_s=60)

    expect(outcome.get_by_text("Saved by the server", exact=True)).to_be_visible()
    assert [1, 1] == [len(running.tasks_of(each)) for each in (saved, timed)]
    assert 0 == agent.asked_of_page("saveLog")
