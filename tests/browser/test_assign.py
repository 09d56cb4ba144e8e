"""The one Assign button, Del, Undo and the warning (requirements 2.0, B-2)."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.console_page import ConsolePage
from tests.support.patience import until


@pytest.mark.requirement("S0-12")
def test_assign_makes_the_call_the_record_s(agent: ConsolePage) -> None:
    """With the wanted record open before the call, one press ties it, and the card shows it."""
    agent.open_record("Contact", "Ada Lovelace")
    agent.seat.call("0999")
    agent.answer()
    agent.button("Assign Ada Lovelace").click()

    expect(agent.call_card()).to_contain_text("Ada Lovelace")
    expect(agent.call_card()).to_contain_text("Analytical Engines")
    expect(agent.call_card()).to_contain_text("+1 415-555-0999")
    expect(agent.assigned()).to_have_count(1)
    expect(agent.assigned().first).to_contain_text("Ada Lovelace")
    expect(agent.assigned().first).to_contain_text("you")


@pytest.mark.requirement("S0-29")
def test_what_was_deleted_does_not_come_back_by_itself(agent: ConsolePage) -> None:
    """Del means no: opening the page again changes nothing, the agent's own press does."""
    agent.seat.call("0101")
    agent.answer()
    agent.open_record("Case", "00001026")
    expect(agent.assigned()).to_have_count(2)
    agent.button("Del Case 00001026").click()
    expect(agent.assigned()).to_have_count(1)
    expect(agent.button("Undo")).to_be_enabled()
    agent.open_record("Case", "00001027")
    agent.button("Del Case 00001027").click()
    agent.open_record("Case", "00001026")

    expect(agent.button("Assign Case 00001026")).to_be_enabled()
    expect(agent.assigned()).to_have_count(1)
    agent.button("Assign Case 00001026").click()
    expect(agent.assigned()).to_have_count(2)


@pytest.mark.requirement("S0-29")
def test_undo_brings_a_deleted_record_back(agent: ConsolePage) -> None:
    """A slip of the finger costs one press."""
    agent.seat.call("0101")
    agent.answer()
    agent.button("Del Ada Lovelace").click()
    expect(agent.assigned()).to_have_count(0)
    agent.button("Undo").click()

    expect(agent.assigned()).to_have_count(1)
    expect(agent.assigned().first).to_contain_text("auto")


@pytest.mark.requirement("S0-30")
def test_a_call_without_a_record_warns_until_it_has_one(agent: ConsolePage) -> None:
    """The agent learns before Save that nobody will find this call again."""
    call = agent.seat.call("0999")
    agent.answer()
    agent.running.on_the_phone(call, "hang_up")
    agent.expect_phase("wrap-up")
    expect(agent.alert()).to_be_visible()
    agent.open_record("Contact", "Ada Lovelace")

    expect(agent.assigned()).to_have_count(1)
    expect(agent.alert()).to_have_count(0)


@pytest.mark.requirement("S0-31")
def test_the_list_stands_together_with_assign_del_and_save(agent: ConsolePage) -> None:
    """Everything about the assignment is in one place."""
    call = agent.seat.call("0101")
    agent.answer()
    expect(agent.panel.get_by_role("list", name="Assigned records")).to_be_visible()
    expect(agent.assigning()).to_have_count(1)
    expect(agent.button("Del Ada Lovelace")).to_be_visible()
    agent.running.on_the_phone(call, "hang_up")

    expect(agent.button("Save")).to_be_visible()
    expect(agent.panel.get_by_role("list", name="Assigned records")).to_be_visible()


@pytest.mark.requirement("B-2")
def test_assign_never_takes_another_record_than_the_one_it_named(agent: ConsolePage) -> None:
    """The page moved on and nobody noticed: nothing is assigned, the button tells the new name."""
    agent.open_record("Case", "00001026")
    agent.seat.call("0999")
    agent.answer()
    expect(agent.button("Assign Case 00001026")).to_be_enabled()
    agent.answer_when_asked(agent.running.record_id("Case", "00001027"))
    agent.button("Assign Case 00001026").click()

    expect(agent.button("Assign Case 00001027")).to_be_enabled()
    expect(agent.assigned()).to_have_count(0)
    expect(agent.panel.get_by_role("status")).to_contain_text("open record has changed")


@pytest.mark.requirement("B-2")
def test_assign_takes_nothing_when_the_page_shows_no_record(agent: ConsolePage) -> None:
    """The agent went to a list; the last record is not what is meant any more."""
    agent.open_record("Case", "00001026")
    agent.seat.call("0999")
    agent.answer()
    agent.answers_with("getAppViewInfo", "{returnValue: {url: location.href}}")
    agent.button("Assign Case 00001026").click()

    disabled = agent.button("Assign")
    expect(disabled).to_have_attribute("aria-disabled", "true")
    expect(agent.assigned()).to_have_count(0)


@pytest.mark.requirement("B-2")
def test_assign_goes_by_what_it_named_when_the_page_is_silent(agent: ConsolePage) -> None:
    """A page that does not answer in 400 ms does not stop the agent, who is told the age."""
    agent.open_record("Case", "00001026")
    agent.seat.call("0999")
    agent.answer()
    agent.answer_when_asked("silent")
    agent.button("Assign Case 00001026").click()

    expect(agent.assigned()).to_have_count(1)
    expect(agent.assigned().first).to_contain_text("Case 00001026")
    expect(agent.panel.get_by_role("status")).to_contain_text(
        re.compile(r"Case 00001026, seen \d+ s ago, is assigned")
    )


@pytest.mark.requirement("B-2")
def test_the_button_tells_how_old_its_knowledge_is(agent: ConsolePage) -> None:
    """After half a minute the description says so; the panel's clock is moved, not waited for.

    What the server says next sets the clock right: who comes too late to read moves it again.
    """
    agent.page.clock.install()
    agent.page.clock.resume()
    agent.open_record("Case", "00001026")
    agent.seat.call("0999")
    agent.answer()
    button = agent.button("Assign Case 00001026")
    expect(button).to_have_accessible_description(re.compile("seen just now"))

    def is_told_half_a_minute_later() -> bool:
        agent.page.clock.fast_forward(30_000)
        try:
            expect(button).to_have_accessible_description(
                re.compile(r"seen 3\d s ago"), timeout=500
            )
        except AssertionError:
            return False
        return True

    until(is_told_half_a_minute_later, "the age of what the page said")
