"""What stands in Salesforce after a call (requirements 2.1, 2.2)."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.console_page import ConsolePage
from tests.support.patience import until
from tests.support.running import Running


@pytest.mark.requirement("S1-1")
@pytest.mark.requirement("S1-4")
def test_an_inbound_call_leaves_one_task(agent: ConsolePage) -> None:
    """Start, duration, number and customer are there for whoever looks next."""
    call = agent.seat.call("0101")
    agent.answer()
    agent.running.on_the_phone(call, "hang_up")
    agent.save()

    task = agent.running.task_of(call)
    assert 1 == len(agent.running.tasks_of(call))
    assert ("Inbound", agent.running.record_id("Contact", "Ada Lovelace")) == (
        task["CallType"],
        task["WhoId"],
    )
    assert task["IsClosed"]
    assert "Ada Lovelace" in task["Subject"]
    first = task["Description"].splitlines()[0]
    assert re.fullmatch(r"\d\d:\d\d:\d\d delivered to .+, from \+1 415-555-0101", first)
    assert 0 <= task["CallDurationInSeconds"] < 60


@pytest.mark.requirement("S1-1")
def test_an_outbound_call_leaves_one_task(agent: ConsolePage) -> None:
    """Who was called is as worth knowing as who called."""
    agent.panel.get_by_role("textbox", name="Number", exact=True).fill("+1 415 555 0120")
    agent.button("Dial").click()
    agent.expect_phase("talking")
    expect(agent.call_card()).to_contain_text("Grace Hopper")
    agent.button("Hang up").click()
    agent.save()
    until(lambda: tasks_of(agent), "a Task")

    (task,) = tasks_of(agent)
    assert ("Outbound", agent.running.record_id("Contact", "Grace Hopper")) == (
        task["CallType"],
        task["WhoId"],
    )
    first = task["Description"].splitlines()[0]
    assert re.fullmatch(r"\d\d:\d\d:\d\d dialled by .+, to \+1 415-555-0120", first)
    assert 0 <= task["CallDurationInSeconds"] < 60


def tasks_of(agent: ConsolePage) -> list[dict[str, Any]]:
    """Return the Tasks of this agent, who has had no other call."""
    tasks = agent.running.records("Task")
    return [task for task in tasks if task.get("OwnerId") == agent.seat.user_id]


@pytest.mark.requirement("S1-2")
def test_a_call_nobody_saves_is_logged_when_wrap_up_ends(
    agent: ConsolePage, short_wrap_up: Running
) -> None:
    """An agent who is dragged away loses nothing."""
    call = agent.seat.call("0101")
    agent.answer()
    short_wrap_up.on_the_phone(call, "hang_up")
    agent.expect_phase("saved")

    assert 1 == len(short_wrap_up.tasks_of(call))
    expect(agent.panel.get_by_text("Saved by the server").first).to_be_visible()


@pytest.mark.requirement("S2-12")
def test_the_chosen_call_result_stands_on_the_task(agent: ConsolePage) -> None:
    """How it went, in the words of the admin."""
    call = agent.seat.call("0101")
    agent.answer()
    agent.running.on_the_phone(call, "hang_up")
    agent.expect_phase("wrap-up")
    result = agent.panel.get_by_role("combobox", name="Call result")
    options = result.get_by_role("option").all_inner_texts()
    assert ["Solved", "Follow-up", "Voicemail", "Wrong number"] == [o for o in options if o][-4:]
    result.select_option("Solved")
    agent.save()

    assert "Solved" == agent.running.task_of(call)["CallDisposition"]


@pytest.mark.requirement("S2-13")
def test_notes_typed_in_wrap_up_stand_in_the_comments(agent: ConsolePage) -> None:
    """What was said is what the next agent reads."""
    call = agent.seat.call("0101")
    agent.answer()
    agent.running.on_the_phone(call, "hang_up")
    agent.expect_phase("wrap-up")
    agent.panel.get_by_role("textbox", name="Notes").fill("Cam is worn; <b>spare</b> sent.")
    agent.save()

    assert "Cam is worn; <b>spare</b> sent." in agent.running.task_of(call)["Description"]


@pytest.mark.requirement("S1-10")
def test_the_task_stands_in_the_activity_history_of_its_contact(agent: ConsolePage) -> None:
    """Asked for as Classic's related list asks for it."""
    call = agent.seat.call("0101")
    agent.answer()
    agent.running.on_the_phone(call, "hang_up")
    agent.save()
    task = agent.running.task_of(call)
    ada = agent.running.record_id("Contact", "Ada Lovelace")
    asked = "SELECT Id, (SELECT Id, Subject FROM ActivityHistories) FROM Contact WHERE Id = {ada}"
    (contact,) = agent.running.query(asked, ada=ada)

    assert (True, ada) == (task["IsClosed"], task["WhoId"])
    assert (task["Id"], task["Subject"]) in [
        (row["Id"], row["Subject"]) for row in contact["ActivityHistories"]["records"]
    ]


@pytest.mark.requirement("S2-14")
@pytest.mark.requirement("S2-15")
def test_path_1_ends_with_the_customer_and_the_case(agent: ConsolePage) -> None:
    """Found by number, case opened, result and note: one Task on both."""
    call = agent.seat.call("0101")
    agent.answer()
    agent.open_record("Case", "00001026")
    expect(agent.assigned()).to_have_count(2)
    agent.running.on_the_phone(call, "hang_up")
    agent.save()

    task = agent.running.task_of(call)
    assert agent.running.record_id("Contact", "Ada Lovelace") == task["WhoId"]
    assert agent.running.record_id("Case", "00001026") == task["WhatId"]
    link = agent.panel.get_by_role("link", name="Open task")
    expect(link).to_have_attribute("href", f"{agent.running.salesforce}/{task['Id']}")


def test_a_refused_log_says_so_and_is_written_after_retry(agent: ConsolePage) -> None:
    """The agent sees what happened in words; the server keeps the call."""
    call = agent.seat.call("0101")
    agent.answer()
    agent.running.on_the_phone(call, "hang_up")
    agent.running.fault(
        "POST /sobjects/Task",
        "reject:FIELD_CUSTOM_VALIDATION_EXCEPTION:Choose a reason before you log",
        times=20,
    )
    agent.button("Save").click()
    agent.expect_phase("not-saved")
    expect(agent.panel.get_by_text("Choose a reason before you log").first).to_be_visible()
    agent.running.no_more_faults()
    agent.button("Retry").click()
    agent.expect_phase("saved")

    assert 1 == len(agent.running.tasks_of(call))


def test_the_first_save_with_nothing_assigned_asks_once_more(agent: ConsolePage) -> None:
    """DECISION 6: the second Save saves."""
    call = agent.seat.call("0999")
    agent.answer()
    agent.running.on_the_phone(call, "hang_up")
    agent.expect_phase("wrap-up")
    agent.button("Save").click()
    expect(agent.panel.get_by_role("status")).to_contain_text("once more")
    agent.expect_phase("wrap-up")
    agent.save()

    task = agent.running.task_of(call)
    assert (None, None) == (task.get("WhoId"), task.get("WhatId"))
