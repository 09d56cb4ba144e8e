"""A reload costs nothing: same phase, notes, assignments and timers (B-7, D9)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.support.console_page import ConsolePage
from tests.support.own_chromium import own_chromium
from tests.support.running import Seat

SAME_SCREEN_MS = 2_000
"""Requirement B-7: the same within two seconds."""

_UNPARTITIONED = "document.cookie = 'probe=1; SameSite=None; Secure', document.cookie"


@pytest.fixture
def blocking(chromium: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser that blocks third-party cookies."""
    with own_chromium(chromium.browser_type, tmp_path) as context:
        yield context


@pytest.fixture
def denying(chromium: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser that denies the embedded softphone all storage."""
    with own_chromium(chromium.browser_type, tmp_path, frame_may_store=False) as context:
        yield context


def _expect_same(agent: ConsolePage, phase: str) -> None:
    expect(agent.root).to_have_attribute("data-phase", phase, timeout=SAME_SCREEN_MS)


@pytest.mark.requirement("B-7")
def test_a_refresh_needs_no_click_with_third_party_cookies_blocked(
    blocking: BrowserContext, seat: Seat
) -> None:
    """Ringing, talking, held, wrap-up: each time the same screen, and no missed call."""
    agent = ConsolePage(blocking, seat)
    frame = next(each for each in agent.page.frames if "/softphone" in each.url)
    assert "" == frame.evaluate(_UNPARTITIONED), "this browser lets third parties keep cookies"
    call = seat.call("0101")
    agent.expect_phase("ringing")
    agent.reload()
    _expect_same(agent, "ringing")
    agent.answer()
    agent.panel.get_by_role("textbox", name="Notes").fill("stalls after 40 turns")
    expect(agent.panel.get_by_text("saved", exact=False).first).to_be_visible()
    agent.reload()
    _expect_same(agent, "talking")
    expect(agent.panel.get_by_role("textbox", name="Notes")).to_have_value("stalls after 40 turns")
    agent.button("Hold").click()
    agent.expect_phase("held")
    agent.reload()
    _expect_same(agent, "held")
    agent.running.on_the_phone(call, "hang_up")
    agent.expect_phase("wrap-up")
    agent.reload()
    _expect_same(agent, "wrap-up")
    expect(agent.assigned().first).to_contain_text("Ada Lovelace")
    expect(agent.panel.get_by_role("textbox", name="Notes")).to_have_value("stalls after 40 turns")
    agent.save()

    assert 1 == len(seat.running.tasks_of(call))
    assert "stalls after 40 turns" in seat.running.task_of(call)["Description"]


@pytest.mark.requirement("B-7")
def test_a_refresh_costs_one_click_with_all_storage_denied_in_the_frame(
    denying: BrowserContext, seat: Seat
) -> None:
    """Nothing can be kept in the frame: one press on Sign in brings back the same screen."""
    agent = ConsolePage(denying, seat)
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
