"""'Name' and 'Related To' on all three paths, from the ring to the Task (requirements 2.2)."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.support.console_page import ConsolePage
from tests.support.patience import until
from tests.support.running import Running
from tests.support.settings_change import change_policy


@pytest.fixture
def not_smart(running: Running) -> Iterator[Running]:
    """The product with Smart Assign off, until the test is over."""
    change_policy(running, smart_assign=False)
    yield running
    change_policy(running, smart_assign=True)


def box(agent: ConsolePage, name: str) -> Locator:
    return agent.panel.get_by_role("combobox", name=name, exact=True)


def listed(agent: ConsolePage, name: str) -> Locator:
    """Open a combobox, untyped; its options."""
    box(agent, name).click()
    return agent.panel.get_by_role("listbox").get_by_role("option")


def choose(agent: ConsolePage, name: str, label: str) -> None:
    """Choose a record that is listed untyped."""
    listed(agent, name).filter(has_text=label).first.click()
    expect(box(agent, name)).to_have_value(label)


def type_in(agent: ConsolePage, name: str, text: str) -> Locator:
    """Type into a combobox; its options."""
    box(agent, name).fill(text)
    return agent.panel.get_by_role("listbox").get_by_role("option")


def saved(agent: ConsolePage, call: Any) -> dict[str, Any]:
    """Hang up and save; the one Task."""
    agent.running.on_the_phone(call, "hang_up")
    agent.expect_phase("wrap-up")
    agent.save()
    return agent.running.task_of(call)


def slots(agent: ConsolePage, task: dict[str, Any]) -> tuple[str, str]:
    """Return who and what a Task names, by their names."""
    names: dict[Any, str] = {
        row["Id"]: row.get("CaseNumber") or row.get("Name", "")
        for kind in ("Contact", "Account", "Case")
        for row in agent.running.records(kind)
    }
    return names.get(task.get("WhoId"), ""), names.get(task.get("WhatId"), "")


@pytest.mark.requirement("S2-9")
@pytest.mark.requirement("S2-10")
@pytest.mark.requirement("S2-11")
@pytest.mark.requirement("S2-14")
@pytest.mark.requirement("S2-15")
def test_a_known_caller_ends_with_the_account_or_with_the_case(agent: ConsolePage) -> None:
    """Path 1: the account where there is no case; the case as soon as its page has been opened."""
    first = agent.seat.call("0101")
    agent.answer()
    expect(listed(agent, "Related To")).to_have_count(1)
    agent.page.keyboard.press("Escape")
    choose(agent, "Related To", "Analytical Engines")
    with_account = slots(agent, saved(agent, first))

    second = agent.seat.call("0101")
    agent.answer()
    choose(agent, "Related To", "Analytical Engines")
    expect(listed(agent, "Related To").filter(has_text="Case 00001026")).to_have_count(0)
    agent.open_record("Case", "00001026")
    choose(agent, "Related To", "Case 00001026")
    expect(listed(agent, "Related To").filter(has_text="Analytical Engines")).not_to_have_count(0)
    agent.page.keyboard.press("Escape")

    assert ("Ada Lovelace", "Analytical Engines") == with_account
    assert ("Ada Lovelace", "00001026") == slots(agent, saved(agent, second))


@pytest.mark.requirement("S2-2")
@pytest.mark.requirement("S2-26")
def test_the_open_contact_is_listed_and_stands_in_name_once_assigned(
    not_smart: Running, agent: ConsolePage
) -> None:
    """With Smart Assign off the agent says who it is, by button or in the field."""
    del not_smart
    agent.open_record("Contact", "Ada Lovelace")
    agent.seat.call("0999")
    agent.answer()
    expect(listed(agent, "Name")).to_contain_text(["Ada Lovelace"])
    agent.page.keyboard.press("Escape")
    expect(box(agent, "Name")).to_have_value("")
    agent.button("Assign Ada Lovelace").click()

    expect(box(agent, "Name")).to_have_value("Ada Lovelace")


@pytest.mark.requirement("S2-22")
@pytest.mark.requirement("S2-23")
@pytest.mark.requirement("S2-30")
@pytest.mark.requirement("S2-31")
@pytest.mark.requirement("S2-32")
@pytest.mark.requirement("S2-34")
def test_a_caller_found_by_way_of_the_account_ends_with_the_case(agent: ConsolePage) -> None:
    """Path 2: account by press, contact by opening, case by choice; the Task is that of path 1."""
    agent.open_record("Account", "Analytical Engines")
    call = agent.seat.call("0999")
    agent.answer()
    agent.button("Assign Analytical Engines").click()
    expect(box(agent, "Related To")).to_have_value("Analytical Engines")
    expect(agent.assigned()).to_contain_text(["Analytical Engines"])
    agent.open_record("Contact", "Ada Lovelace")
    expect(box(agent, "Name")).to_have_value("Ada Lovelace")
    agent.open_record("Case", "00001027")
    agent.open_record("Contact", "Ada Lovelace")
    choose(agent, "Related To", "Case 00001027")
    agent.running.on_the_phone(call, "hang_up")
    agent.expect_phase("wrap-up")
    agent.panel.get_by_role("combobox", name="Call result").select_option("Solved")
    agent.panel.get_by_role("textbox", name="Notes").fill("sent the cam")
    agent.save()
    task = agent.running.task_of(call)

    assert ("Ada Lovelace", "00001027") == slots(agent, task)
    assert "Solved" == task["CallDisposition"]
    assert "sent the cam" in task["Description"]
    agent.open_record("Case", "00001027")
    expect(agent.logged(task)).to_be_visible()


@pytest.mark.requirement("S2-27")
@pytest.mark.requirement("S2-48")
def test_a_call_without_a_case_ends_with_the_account(agent: ConsolePage) -> None:
    """Opened and chosen, with or without a person; no warning stands in the way."""
    alone = agent.seat.call("0999")
    agent.answer()
    agent.open_record("Account", "Analytical Engines")
    choose(agent, "Related To", "Analytical Engines")
    expect(agent.assigned()).to_contain_text(["you"])
    without = slots(agent, saved(agent, alone))
    both = agent.seat.call("0999")
    agent.answer()
    choose(agent, "Related To", "Analytical Engines")
    agent.open_record("Contact", "Ada Lovelace")
    expect(box(agent, "Name")).to_have_value("Ada Lovelace")
    expect(agent.alert()).to_have_count(0)

    assert ("", "Analytical Engines") == without
    assert ("Ada Lovelace", "Analytical Engines") == slots(agent, saved(agent, both))


@pytest.mark.requirement("S2-37")
@pytest.mark.requirement("S2-38")
def test_a_person_nobody_opened_is_found_by_typing(agent: ConsolePage) -> None:
    """By name, by number, by the start of the address; then handled like any other."""
    call = agent.seat.call("0999")
    agent.answer()
    for typed in ("Lovel", "0101", "ada.love"):
        expect(type_in(agent, "Name", typed)).to_contain_text(["Ada Lovelace"])
    agent.page.keyboard.press("ArrowDown")
    agent.page.keyboard.press("Enter")
    expect(box(agent, "Name")).to_have_value("Ada Lovelace")

    assert ("Ada Lovelace", "") == slots(agent, saved(agent, call))


@pytest.mark.requirement("S2-47")
@pytest.mark.requirement("S2-50")
def test_a_contact_made_during_the_call_is_listed_when_its_page_opens(agent: ConsolePage) -> None:
    """Path 3: no search finds the newcomer yet, the opened page is enough; then the case."""
    call = agent.seat.call("0999")
    agent.answer()
    made = {"attributes": {"type": "Contact", "referenceId": "new"}, "LastName": "Newcomer"}
    contact = agent.running.load(made)["new"]
    agent.show(contact, "Newcomer")
    expect(listed(agent, "Name")).to_contain_text(["Newcomer"])
    agent.page.keyboard.press("Escape")
    expect(box(agent, "Name")).to_have_value("Newcomer")
    agent.open_record("Case", "00001026")
    choose(agent, "Related To", "Case 00001026")
    task = saved(agent, call)

    assert ("Newcomer", "00001026") == slots(agent, task)
    expect(agent.logged(task)).to_be_visible()

    other = agent.running.record_id("Case", "00001027")
    agent.running.change("Task", task["Id"], WhatId=other)
    agent.button("Undo").click()
    agent.expect_phase("wrap-up")
    agent.panel.get_by_role("textbox", name="Notes").fill("Called back")
    agent.save()
    until(
        lambda: "Called back" in agent.running.task_of(call).get("Description", ""),
        "the Task with the note",
    )

    assert ("Newcomer", "00001027") == slots(agent, agent.running.task_of(call))
