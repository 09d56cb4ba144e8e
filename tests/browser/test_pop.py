"""The page shows the caller by itself, and what the agent looks at is not thereby assigned."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.support.console_page import ConsolePage
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import QUIET, Running
from tests.support.seat import Seat
from tests.support.settings_change import change_policy


@pytest.fixture(scope="module")
def popping(running: Running) -> Iterator[Running]:
    """The product of an admin who wants pops and no automatic assignment."""
    change_policy(running, pop="on-answer", smart_assign=False)
    yield running
    change_policy(running, pop=QUIET.pop, smart_assign=True)


@pytest.fixture
def agent(
    popping: Running, around: type[ConsolePage], context: BrowserContext, seat: Seat
) -> ConsolePage:
    """An agent of that admin."""
    assert popping is seat.running
    return around(context, seat)


@pytest.mark.requirement("S2-4")
@pytest.mark.requirement("S2-6")
def test_several_callers_pop_as_a_search_and_each_can_be_opened(agent: ConsolePage) -> None:
    """Salesforce shows the same two as the panel; opening one decides nothing."""
    agent.seat.call("0188")
    agent.answer()
    expect(agent.heading()).to_contain_text("4155550188")
    found = agent.page.get_by_role("main")
    expect(found.get_by_role("link", name="Charles Babbage")).to_be_visible()
    expect(found.get_by_role("link", name="Grace Hopper")).to_be_visible()
    agent.button("Open Grace Hopper").click()
    expect(agent.heading()).to_contain_text("Grace Hopper")

    expect(agent.button("Assign Grace Hopper")).to_be_enabled()
    expect(agent.assigned()).to_have_count(0)


def test_the_one_caller_pops_but_never_over_a_record(agent: ConsolePage) -> None:
    """A record page may be in edit, and no page tells (B-27)."""
    agent.seat.call("0101")
    agent.answer()
    expect(agent.heading()).to_contain_text("Ada Lovelace")
    agent.button("Hang up").click()
    agent.expect_phase("wrap-up")
    agent.open_record("Case", "00001026")
    agent.seat.call("0130")
    agent.answer()
    agent.button("Assign Case 00001026").click()

    expect(agent.assigned().first).to_contain_text("Case 00001026")
    expect(agent.heading()).to_contain_text("00001026")


@pytest.mark.requirement("S0-11")
@pytest.mark.requirement("S0-12")
def test_by_hand_the_open_contact_is_assigned_by_press(agent: ConsolePage) -> None:
    """Nothing by itself; one press, and the call is hers, with her account and her number."""
    agent.seat.call("0999")
    agent.answer()
    agent.open_record("Contact", "Ada Lovelace")
    expect(agent.button("Assign Ada Lovelace")).to_be_enabled()
    expect(agent.assigned()).to_have_count(0)
    agent.button("Assign Ada Lovelace").click()

    expect(agent.assigned()).to_have_count(1)
    expect(agent.assigned().first).to_contain_text("Ada Lovelace")
    for shown in ("Ada Lovelace", "Analytical Engines", "(415) 555-0101"):
        expect(agent.call_card()).to_contain_text(shown)


@pytest.mark.requirement("B-23")
def test_who_is_handed_a_call_sees_what_the_colleague_had(agent: ConsolePage) -> None:
    """Records, notes and events while it rings; their page shows the Case at the answer."""
    first = agent.running.seat()
    case = {"id": agent.running.record_id("Case", "00001026"), "type": "Case", "name": "00001026"}
    with PanelClient(first) as colleague:
        first.call("0101")
        rings = colleague.call(phase="ringing", matching="done")
        at = f"calls/{rings['id']}"
        colleague.press(f"{at}/answer")
        colleague.call(phase="talking")
        colleague.press(f"{at}/choose", {"record_id": rings["matches"][0]["id"]})
        colleague.show(case)
        nothing = {"answered": False, "record": None}
        colleague.press(f"{at}/assign", {"record_id": case["id"], "page": nothing})
        until(lambda: len(colleague.assigned()) == 2, "both records")
        colleague.press(f"{at}/notes", {"text": "asked for refund"})
        colleague.press(f"{at}/transfer", {"to": agent.seat.line})
    agent.expect_phase("ringing")
    events = agent.panel.get_by_role("list", name="Call events")

    expect(agent.assigned()).to_have_count(2)
    expect(agent.assigned().first).to_contain_text("Ada Lovelace")
    expect(agent.assigned().last).to_contain_text("Case 00001026")
    expect(events).to_contain_text(f"delivered to {first.name}")
    expect(events).to_contain_text("asked for refund")
    expect(events).to_contain_text(f"transferred from {first.name} to {agent.seat.name}")
    expect(agent.heading()).not_to_contain_text("00001026")
    agent.answer()
    expect(agent.heading()).to_contain_text("00001026")
