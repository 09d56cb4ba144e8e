"""What an agent does about a call that nobody answered (B-31)."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_history import rung
from tests.support.console_page import ConsolePage
from tests.web.stage import ADA


@pytest.mark.requirement("B-31")
def test_a_missed_caller_is_called_back_and_the_number_dialled_once_more(
    agent: ConsolePage,
) -> None:
    """From the list beside the dialler; who was called back is seen there."""
    rung(agent, queue="", number=ADA)
    missed = agent.panel.get_by_role("list", name="Missed calls").get_by_role("listitem")
    expect(missed).to_contain_text("Ada Lovelace")
    expect(missed).not_to_contain_text("called back")
    agent.button("Call back Ada Lovelace").click()
    expect(agent.panel.get_by_role("list", name="Assigned records")).to_contain_text("you")
    expect(missed).to_have_count(0)
    agent.button("Hang up").click()
    agent.button("Save").click()

    expect(missed).to_contain_text("called back")
    agent.button("Redial").click()
    expect(agent.panel.get_by_role("region", name="Call")).to_contain_text("Ada Lovelace")
    expect(agent.button("Hang up")).to_be_visible()
