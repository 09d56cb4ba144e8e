"""A reload costs no click, in any phase and in every host; where the frame may keep nothing, one.

Requirements A-3 and B-7, decision D9.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.support.console_page import ConsolePage
from tests.support.hosts import IN_SALESFORCE
from tests.support.own_chromium import own_chromium
from tests.support.seat import Seat

_UNPARTITIONED = "document.cookie = 'probe=1; SameSite=None; Secure', document.cookie"


@pytest.fixture(params=IN_SALESFORCE, ids=lambda kind: kind.__name__)
def new_here(request: pytest.FixtureRequest, blocking: BrowserContext, seat: Seat) -> ConsolePage:
    """An agent in each of them whom the browser does not know, and who presses Sign in."""
    kind: type[ConsolePage] = request.param
    page = kind(blocking, seat, sign_in=False)
    page.sign_in()
    return page


@pytest.fixture
def denying(chromium: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser that denies the embedded softphone all storage."""
    with own_chromium(chromium.browser_type, tmp_path, frame_may_store=False) as context:
        yield context


@pytest.mark.requirement("B-7", "B-29")
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


@pytest.mark.requirement("A-3", "B-7", "B-29")
def test_a_reload_in_any_phase_brings_back_the_same_screen(new_here: ConsolePage) -> None:
    """No click with third-party cookies blocked, no missed call, nothing typed is lost."""
    frame = next(each for each in new_here.page.frames if "/softphone" in each.url)
    assert "" == frame.evaluate(_UNPARTITIONED), "this browser lets third parties keep cookies"
    call = new_here.seat.call("0101")
    new_here.expect_phase("ringing")
    new_here.reload()
    new_here.expect_same_screen("ringing")
    new_here.answer()
    notes = new_here.panel.get_by_role("textbox", name="Notes")
    notes.fill("stalls after 40 turns")
    expect(new_here.panel.get_by_text("saved", exact=False).first).to_be_visible()
    new_here.reload()
    new_here.expect_same_screen("talking")
    expect(notes).to_have_value("stalls after 40 turns")
    new_here.button("Hold").click()
    new_here.expect_phase("held")
    new_here.reload()
    new_here.expect_same_screen("held")
    new_here.running.on_the_phone(call, "hang_up")
    new_here.expect_phase("wrap-up")
    new_here.reload()
    new_here.expect_same_screen("wrap-up")
    expect(new_here.assigned().first).to_contain_text("Ada Lovelace")
    expect(notes).to_have_value("stalls after 40 turns")
    new_here.save()

    assert "stalls after 40 turns" in new_here.running.task_of(call)["Description"]
    assert 1 == len(new_here.running.tasks_of(call))
