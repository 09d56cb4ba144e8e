"""The companion: an agent's day without any window of Salesforce, in one page that stays open."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.browser import test_assign, test_log
from tests.support.axe import CONTRAST, complaints, complaints_by_day_and_night
from tests.support.companion_page import CompanionPage
from tests.support.console_page import ConsolePage
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.support.settings_change import change_policy
from tests.support.sign_out_trigger import SignOutTrigger

NARROW, WIDE = ViewportSize(width=400, height=640), ViewportSize(width=1200, height=800)
"""A tab in Teams beside a chat, and a window."""


@pytest.fixture(scope="module")
def companion(chromium: Browser, running: Running) -> Iterator[CompanionPage]:
    """An agent who signed in to the companion this morning, and has opened nothing else."""
    context = chromium.new_context(viewport=WIDE, locale="en-US")
    page = CompanionPage(context, running.seat(signed_in=False), sign_in=False)
    page.sign_in()
    yield page
    context.close()


@pytest.fixture
def agent(companion: CompanionPage) -> Iterator[CompanionPage]:
    """The same agent, whose last call is over however a story ended."""
    yield companion
    companion.finish()


@pytest.fixture
def with_option(running: Running) -> Iterator[None]:
    """The option 'Show do-not-log' is on, until the test is over."""
    change_policy(running, show_do_not_log=True)
    yield
    change_policy(running, show_do_not_log=False)


@pytest.fixture
def with_check(running: Running) -> Iterator[None]:
    """'Presence logout check' is on, until the test is over."""
    change_policy(running, presence_logout_check=True)
    yield
    change_policy(running, presence_logout_check=False)


@pytest.mark.requirement("S4-26")
@pytest.mark.requirement("B-21")
def test_an_agent_without_salesforce_takes_a_call_and_has_it_logged(agent: CompanionPage) -> None:
    """What no page reports is looked for; the Task is the one the softphone would have had."""
    assert agent.seat.desk().sign_in.companion.is_open
    unasked = agent.panel.get_by_role("checkbox")
    call = agent.seat.call("0188", queue="Support")
    agent.expect_phase("ringing")
    expect(unasked).to_have_count(0)
    agent.answer()
    expect(agent.panel.get_by_text("Outside of Salesforce")).to_be_hidden()
    expect(agent.panel.get_by_role("button", name="Assign")).to_be_hidden()
    expect(unasked).to_have_count(0)
    expect(agent.panel.get_by_role("group", name="Logging")).to_contain_text(
        "logged by the companion"
    )
    agent.find("difference", "Difference Engine")
    agent.find("babbage", "Charles Babbage")
    expect(agent.assigned()).to_have_count(2)
    agent.button("Hold").click()
    agent.expect_phase("held")
    expect(unasked).to_have_count(0)
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


@pytest.mark.requirement("S4-2")
@pytest.mark.requirement("S4-3")
@pytest.mark.requirement("S4-5")
@pytest.mark.requirement("S4-6")
@pytest.mark.requirement("S4-8")
@pytest.mark.requirement("S4-27")
@pytest.mark.usefixtures("with_option")
def test_the_checkbox_follows_presence_phase_and_the_other_client(agent: CompanionPage) -> None:
    """It is there in Logout only, keeps its state, and is the same wherever it is switched."""
    box = agent.panel.get_by_role("checkbox", name="Do not log the call in Salesforce")
    presence = agent.panel.get_by_role("combobox", name="Presence", exact=True)
    with PanelClient(agent.seat) as softphone:
        agent.seat.call("0101")
        agent.expect_phase("ringing")
        path = f"calls/{softphone.call(phase='ringing')['id']}/do-not-log"
        expect(agent.panel.get_by_role("group", name="Logging")).to_contain_text("softphone")
        expect(box).to_be_hidden()
        presence.select_option("Logout")
        expect(box).not_to_be_checked()
        box.check()
        told(softphone, checked=True)
        agent.answer()
        expect(box).to_be_checked()
        softphone.press(path, {"checked": False})
        expect(box).not_to_be_checked()
        softphone.press(path, {"checked": True})
        expect(box).to_be_checked()
        agent.button("Hold").click()
        agent.expect_phase("held")

        expect(box).to_be_checked()
        box.uncheck()
        told(softphone, checked=False)
        presence.select_option("Available")
        expect(box).to_be_hidden()
        softphone.sign_out()


@pytest.mark.requirement("S4-19")
@pytest.mark.usefixtures("with_option", "with_check")
def test_a_sign_out_of_the_org_shows_the_checkbox_during_the_call(agent: CompanionPage) -> None:
    """The org tells of it, and whoever keeps talking may choose from then on (DECISION 34)."""
    running = agent.running
    trigger = SignOutTrigger(running)
    box = agent.panel.get_by_role("checkbox", name="Do not log the call in Salesforce")
    group = agent.panel.get_by_role("group", name="Logging")
    with PanelClient(agent.seat) as softphone:
        call = agent.seat.call("0101")
        agent.expect_phase("ringing")
        agent.answer()
        expect(group).to_contain_text("Will be logged by the softphone")
        expect(box).to_be_hidden()
        trigger.sign_out(agent.seat)

        expect(box).to_be_visible()
        expect(box).not_to_be_checked()
        expect(group).to_contain_text("Will be logged by the companion")
        softphone.sign_out()
    running.on_the_phone(call, "hang_up")
    agent.expect_phase("wrap-up")


def told(softphone: PanelClient, *, checked: bool) -> None:
    """Wait until the server has told the other client how the checkbox stands."""

    def says_so() -> bool:
        softphone.listen()
        calls = [one for one in softphone.calls.values() if one["phase"] in {"ringing", "held"}]
        return [checked] == [one["logging"]["checked"] for one in calls]

    until(says_so, f"a checkbox that is told: {checked}")


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
