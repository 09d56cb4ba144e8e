"""The softphone in Classic, where every navigation loads it anew."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.support.classic_page import ClassicPage
from tests.support.own_chromium import own_chromium
from tests.support.seat import Seat


@pytest.fixture
def denying(chromium: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser that denies the embedded softphone all storage."""
    with own_chromium(chromium.browser_type, tmp_path, frame_may_store=False) as context:
        yield context


@pytest.mark.requirement("B-7")
@pytest.mark.requirement("A-3")
def test_a_call_lives_through_every_navigation(blocking: BrowserContext, seat: Seat) -> None:
    """Ringing, talking, held, in wrap-up: each page loads the softphone, and the call is there."""
    agent = ClassicPage(blocking, seat)
    call = seat.call("0101")
    agent.expect_phase("ringing")
    account, case = ("Account", "Analytical Engines"), ("Case", "00001026")
    agent.open_record(*account)
    agent.expect_same_screen("ringing")
    agent.answer()
    notes = agent.panel.get_by_role("textbox", name="Notes")
    notes.fill("stalls after 40 turns")
    expect(agent.panel.get_by_text("saved", exact=False).first).to_be_visible()
    agent.open_record(*case)
    agent.expect_same_screen("talking")
    expect(notes).to_have_value("stalls after 40 turns")
    expect(agent.assigned().filter(has_text="Case 00001026")).to_have_count(1)
    agent.button("Hold").click()
    agent.expect_phase("held")
    agent.reload()
    agent.expect_same_screen("held")
    agent.running.on_the_phone(call, "hang_up")
    agent.expect_phase("wrap-up")
    ada = agent.open_record("Contact", "Ada Lovelace")
    agent.expect_same_screen("wrap-up")
    expect(notes).to_have_value("stalls after 40 turns")
    agent.save()
    task = seat.running.task_of(call)

    expect(agent.logged(task)).to_contain_text(task["Subject"])
    assert 1 == len(seat.running.tasks_of(call))
    assert ("Completed", True, ada) == (task["Status"], task["IsClosed"], task["WhoId"])
    assert "stalls after 40 turns" in task["Description"]


@pytest.mark.requirement("B-7")
def test_with_all_storage_denied_a_page_costs_one_click(
    denying: BrowserContext, seat: Seat
) -> None:
    """Nothing tells one page of the tab from the next: what was opened is offered, not assigned."""
    agent = ClassicPage(denying, seat, sign_in=False)
    agent.sign_in()
    call = seat.call("0101")
    agent.answer()
    agent.open_record("Case", "00001026")
    agent.expect_phase("signed-out")
    agent.button("Sign in").click()
    agent.expect_phase("talking")
    agent.button("Assign Case 00001026").click()
    expect(agent.assigned()).to_have_count(2)
    agent.running.on_the_phone(call, "hang_up")
    agent.save()

    task = seat.running.task_of(call)
    assert seat.running.record_id("Case", "00001026") == task["WhatId"]


def test_a_candidate_is_popped_by_a_navigation(blocking: BrowserContext, seat: Seat) -> None:
    """The page goes to her record, which opens her; a form with half a sentence is left alone."""
    agent = ClassicPage(blocking, seat)
    seat.call("0188")
    agent.answer()
    agent.button("Open Grace Hopper").click()
    expect(agent.heading()).to_contain_text("Grace Hopper")
    expect(agent.assigned().first).to_contain_text("Grace Hopper")
    agent.page.goto(f"{seat.running.salesforce}/003/e")
    agent.page.get_by_label("Last Name").fill("half a na")
    agent.button("Open Grace Hopper").click()
    expect(agent.panel.get_by_text("Salesforce did not open Grace Hopper")).to_be_visible()

    expect(agent.page.get_by_label("Last Name")).to_have_value("half a na")
