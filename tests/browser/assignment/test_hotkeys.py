"""The agent's own keys, from one browser to another (B-18)."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.support.console_page import ConsolePage
from tests.support.seat import Seat


def keys(agent: ConsolePage) -> Locator:
    """The list of keys, opened from the menu."""
    agent.button("Menu").click()
    agent.panel.get_by_role("menuitem", name="Keyboard shortcuts").click()
    return agent.panel.get_by_role("dialog", name="Keyboard shortcuts")


@pytest.mark.requirement("B-18")
def test_taken_keys_are_refused_and_others_follow_the_agent_to_another_browser(
    context: BrowserContext, chromium: Browser, seat: Seat
) -> None:
    """Two actions on one key would do the one nobody meant."""
    agent = ConsolePage(context, seat)
    listed = keys(agent)
    listed.get_by_role("button", name="Change Hold or resume").click()
    agent.page.keyboard.press("Alt+Shift+M")
    expect(listed).to_contain_text("Alt + Shift + M is taken by Mute or unmute")
    agent.page.keyboard.press("Alt+Shift+Q")
    expect(listed.get_by_role("row", name="Hold or resume")).to_contain_text("AltShiftQ")
    agent.page.close()
    with chromium.new_context(locale="en-US") as elsewhere:
        other = ConsolePage(elsewhere, seat)
        expect(keys(other).get_by_role("row", name="Hold or resume")).to_contain_text("AltShiftQ")
        other.panel.get_by_role("button", name="Close").click()
        seat.call("0101")
        other.answer()
        other.button("Mute").press("Alt+Shift+Q")

        other.expect_phase("held")
