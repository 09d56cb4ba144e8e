"""A reload where the frame may keep nothing costs one click (B-7, D9).

Where it may, it costs none: test_hosts.py goes through all phases in every host.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.support.console_page import ConsolePage
from tests.support.own_chromium import own_chromium
from tests.support.running import Seat


@pytest.fixture
def denying(chromium: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser that denies the embedded softphone all storage."""
    with own_chromium(chromium.browser_type, tmp_path, frame_may_store=False) as context:
        yield context


@pytest.mark.requirement("B-7")
def test_a_refresh_costs_one_click_with_all_storage_denied_in_the_frame(
    denying: BrowserContext, seat: Seat
) -> None:
    """Nothing can be kept in the frame: one press on Sign in brings back the same screen."""
    agent = ConsolePage(denying, seat, sign_in=False)
    agent.sign_in()
    seat.call("0101")
    agent.answer()
    agent.panel.get_by_role("textbox", name="Notes").fill("asked for a spare cam")
    expect(agent.panel.get_by_text("saved", exact=False).first).to_be_visible()
    agent.reload()
    agent.expect_phase("signed-out")
    agent.button("Sign in").click()
    agent.expect_phase("talking")

    expect(agent.panel.get_by_role("textbox", name="Notes")).to_have_value("asked for a spare cam")
    expect(agent.assigned().first).to_contain_text("Ada Lovelace")
