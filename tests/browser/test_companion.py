"""The companion: an agent's day without any window of Salesforce, in one page that stays open."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.browser import test_assign, test_log
from tests.support.axe import CONTRAST, complaints, complaints_by_day_and_night
from tests.support.companion_page import CompanionPage
from tests.support.console_page import ConsolePage
from tests.support.running import Running

NARROW, WIDE = ViewportSize(width=400, height=640), ViewportSize(width=1200, height=800)
"""A tab in Teams beside a chat, and a window."""


@pytest.fixture(scope="module")
def companion(chromium: Browser, running: Running) -> Iterator[CompanionPage]:
    """An agent who signed in to the companion this morning, and has opened nothing else."""
    context = chromium.new_context(viewport=WIDE, locale="en-US")
    page = CompanionPage(context, running.seat(), sign_in=False)
    page.sign_in()
    yield page
    context.close()


@pytest.fixture
def agent(companion: CompanionPage) -> Iterator[CompanionPage]:
    """The same agent, whose last call is over however a story ended."""
    yield companion
    companion.finish()


@pytest.mark.requirement("S4-26")
@pytest.mark.requirement("B-21")
def test_an_agent_without_salesforce_takes_a_call_and_has_it_logged(agent: CompanionPage) -> None:
    """What no page reports is looked for; the Task is the one the softphone would have had."""
    assert agent.seat.desk().sign_in.companion.is_open
    call = agent.seat.call("0188", queue="Support")
    agent.answer()
    expect(agent.panel.get_by_text("Outside of Salesforce")).to_be_hidden()
    expect(agent.button("Assign")).to_be_hidden()
    agent.find("difference", "Difference Engine")
    agent.find("babbage", "Charles Babbage")
    expect(agent.assigned()).to_have_count(2)
    agent.button("Hold").click()
    agent.expect_phase("held")
    found = complaints_by_day_and_night(agent.page)
    agent.page.set_viewport_size(NARROW)
    found += complaints(agent.page, CONTRAST)
    agent.page.emulate_media(color_scheme="light")
    found += complaints(agent.page)
    agent.page.set_viewport_size(WIDE)
    agent.running.on_the_phone(call, "hang_up")
    agent.expect_phase("wrap-up")
    agent.panel.get_by_role("textbox", name="Notes").fill("Wants a spare cam.")
    agent.save()
    task = agent.running.task_of(call)

    assert [] == found
    assert 1 == len(agent.running.tasks_of(call))
    ids = agent.running.record_id
    assert (
        ids("Contact", "Charles Babbage"),
        ids("Opportunity", "Difference Engine"),
        agent.seat.user_id,
    ) == (task["WhoId"], task["WhatId"], task["OwnerId"])
    assert "Wants a spare cam." in task["Description"]


@pytest.mark.requirement("B-21")
@pytest.mark.parametrize(
    "row",
    [
        test_log.test_the_chosen_call_result_stands_on_the_task,
        test_assign.test_undo_brings_a_deleted_record_back,
    ],
)
def test_a_row_of_the_suite_passes_through_the_companion(
    agent: CompanionPage, row: Callable[[ConsolePage], None]
) -> None:
    """The story is the softphone's own; `pytest --through-companion` plays all of them."""
    row(agent)
