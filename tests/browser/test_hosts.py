"""What every page around the softphone has to do for it (design.md D10), in real pages."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.support.console_page import ConsolePage
from tests.support.hosts import IN_SALESFORCE, LIGHTNING, OwnTabPage
from tests.support.seat import Seat

OF_THE_USERS = ZoneInfo("America/Los_Angeles")
"""Time zone of the stand-in's users: a call is dated by its agent's day."""


def _name(kind: type[ConsolePage]) -> str:
    return kind.__name__


@pytest.fixture(params=IN_SALESFORCE, ids=_name)
def host(request: pytest.FixtureRequest, context: BrowserContext, seat: Seat) -> ConsolePage:
    """An agent in each kind of page that Salesforce has."""
    kind: type[ConsolePage] = request.param
    return kind(context, seat)


@pytest.fixture(params=LIGHTNING, ids=_name)
def lightning(request: pytest.FixtureRequest, context: BrowserContext, seat: Seat) -> ConsolePage:
    """An agent in each of those that say when they are not ready."""
    kind: type[ConsolePage] = request.param
    return kind(context, seat)


@pytest.fixture
def own_tab(context: BrowserContext, seat: Seat) -> OwnTabPage:
    """An agent whose softphone stands in no page."""
    return OwnTabPage(context, seat)


@pytest.mark.requirement("S2-24")
def test_a_record_is_open_because_its_page_is(host: ConsolePage) -> None:
    """No click inside the page; coming back to the tab opens nothing again."""
    host.seat.call("0999")
    host.answer()
    expect(host.button("Assign")).to_have_accessible_description(
        "Salesforce has not reported an open record"
    )
    host.open_record("Account", "Analytical Engines")
    expect(host.assigned().first).to_contain_text("Analytical Engines")
    host.button("Del Analytical Engines").click()
    expect(host.button("Assign Analytical Engines")).to_be_enabled()
    host.refocus()

    expect(host.button("Assign Analytical Engines")).to_be_enabled()
    expect(host.assigned()).to_have_count(0)


@pytest.mark.requirement("S2-6")
def test_a_candidate_can_be_looked_at(host: ConsolePage) -> None:
    """The page is asked to show her; she is in it and the open record."""
    host.seat.call("0188")
    host.answer()
    host.button("Open Grace Hopper").click()

    expect(host.heading()).to_contain_text("Grace Hopper")
    expect(host.assigned().first).to_contain_text("Grace Hopper")


@pytest.mark.requirement("B-26")
def test_a_number_clicked_twice_makes_one_call(host: ConsolePage) -> None:
    """The panel shows itself, and the call belongs to the record the number stood on."""
    host.open_record("Contact", "Ada Lovelace")
    host.minimise()
    number = host.number("(415) 555-0101")
    number.click()
    number.click(force=True)

    host.expect_phase("talking")
    assert host.is_open()
    expect(host.assigned().first).to_contain_text("you")
    assert 1 == len(host.seat.desk().calls)


def test_a_page_that_is_not_ready_is_waited_for(lightning: ConsolePage) -> None:
    """Its container fails at first; once it answers all works, clicks and reports too."""
    host = lightning
    host.at_next_load("standin.containerReady(false)")
    host.reload()
    host.expect_phase("ready")
    expect(host.panel.get_by_text("Salesforce is not ready for the softphone yet")).to_be_visible()
    host.page.evaluate("standin.containerReady(true)")
    expect(host.panel.get_by_text("Salesforce is not ready")).to_be_hidden()
    host.open_record("Contact", "Ada Lovelace")
    host.number("(415) 555-0101").click()

    host.expect_phase("talking")
    expect(host.assigned().first).to_contain_text("you")


@pytest.mark.requirement("S1-11")
@pytest.mark.requirement("S1-19")
@pytest.mark.requirement("S2-17")
def test_the_task_stands_on_the_page_after_save(host: ConsolePage) -> None:
    """The page is asked to read itself again; the Task's own page has text, and no markup."""
    host.open_record("Case", "00001026")
    call = host.seat.call("0101")
    host.answer()
    host.button("Assign Case 00001026").click()
    expect(host.assigned()).to_have_count(2)
    host.running.on_the_phone(call, "hang_up")
    host.expect_phase("wrap-up")
    host.panel.get_by_role("textbox", name="Notes").fill("Cam is worn.\n<b>Spare</b> sent.")
    host.save()
    task = host.running.task_of(call)

    expect(host.logged(task)).to_have_count(1)
    assert (
        host.running.record_id("Contact", "Ada Lovelace"),
        host.running.record_id("Case", "00001026"),
        True,
        "Call",
        f"{datetime.now(OF_THE_USERS):%Y-%m-%d}",
    ) == tuple(
        task[name] for name in ("WhoId", "WhatId", "IsClosed", "TaskSubtype", "ActivityDate")
    )
    host.show(task["Id"], task["Subject"])
    expect(host.content()).to_contain_text("delivered to")
    expect(host.content()).to_contain_text("Cam is worn.")
    expect(host.content()).to_contain_text("<b>Spare</b> sent.")


def test_outside_of_salesforce_the_softphone_says_what_is_missing(
    own_tab: OwnTabPage,
) -> None:
    """It is used all the same; what nobody reports is not awaited."""
    expect(own_tab.panel.get_by_text("Outside of Salesforce")).to_be_visible()
    own_tab.seat.call("0188")
    own_tab.answer()

    expect(own_tab.button("Assign")).to_have_accessible_description(
        "Salesforce has not reported an open record"
    )


def test_outside_of_salesforce_a_record_opens_in_a_tab_of_its_own(
    own_tab: OwnTabPage,
) -> None:
    """At the org's address; the call is not left for it."""
    own_tab.seat.call("0188")
    own_tab.answer()
    with own_tab.context.expect_page() as opened:
        own_tab.button("Open Grace Hopper").click()

    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("Grace Hopper")
    assert opened.value.url.startswith(own_tab.running.salesforce)
    own_tab.expect_phase("talking")
