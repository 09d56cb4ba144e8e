"""Combobox 'Presence', and what 'Logout' leaves of the softphone (requirements.md 2.4, 5.2)."""

import pytest
from playwright.sync_api import Locator, expect

from tests.support.axe import complaints
from tests.support.companion_page import CompanionPage
from tests.support.console_page import ConsolePage


def presence(agent: ConsolePage) -> Locator:
    """The combobox in the state strip."""
    return agent.panel.get_by_role("combobox", name="Presence", exact=True)


@pytest.mark.requirement("S4-25")
def test_in_logout_the_companion_takes_the_call_and_the_softphone_shows_it(
    agent: ConsolePage,
) -> None:
    """The agent goes on working in Salesforce; who comes back to Available has the call there."""
    companion = CompanionPage(agent.page.context, agent.seat, sign_in=False)
    companion.button("Sign in").click()
    companion.expect_phase("elsewhere")
    presence(agent).select_option("Away – Break")
    agent.expect_phase("away")
    presence(companion).select_option("Logout")
    agent.expect_phase("logout")
    expect(presence(agent)).to_have_value("logout")
    agent.seat.call("0101")
    companion.expect_phase("ringing")
    expect(agent.panel.get_by_role("region", name="Call", exact=True)).to_be_visible()
    expect(agent.panel.get_by_role("group", name="Logging", exact=True)).to_be_visible()
    expect(agent.button("Answer")).to_be_hidden()
    expect(agent.panel.get_by_role("alertdialog", name="Incoming call")).to_be_hidden()
    companion.button("Answer").click()
    companion.expect_phase("talking")
    agent.expect_phase("logout")
    expect(agent.button("Hang up")).to_be_hidden()
    found = complaints(agent.page)
    presence(agent).select_option("Available")
    agent.expect_phase("talking")
    expect(agent.button("Hang up")).to_be_visible()
    companion.button("Hang up").click()
    agent.expect_phase("wrap-up")

    assert [] == found
