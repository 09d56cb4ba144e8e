"""Calls about a Task: its number clicked on its page, and the dial list (S1-5, S1-6)."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.support.console_page import ConsolePage

NUMBER = "(415) 555-0101"


def a_task(agent: ConsolePage, subject: str) -> str:
    """Make a Task to call Ada; return its id."""
    row = {
        "attributes": {"type": "Task", "referenceId": "it"},
        "Subject": subject,
        "Description": "About the cam",
        "WhoId": agent.running.record_id("Contact", "Ada Lovelace"),
        "Status": "Not Started",
    }
    return agent.running.load(row)["it"]


def finish(agent: ConsolePage) -> None:
    """Hang up and save."""
    agent.button("Hang up").click()
    agent.expect_phase("wrap-up")
    agent.save()


def add(agent: ConsolePage) -> None:
    """Have the open record added to the dial list."""
    agent.button("Menu").click()
    agent.panel.get_by_role("menuitem", name="Add to dial list", exact=True).click()


def entries(agent: ConsolePage) -> Locator:
    region = agent.panel.get_by_role("region", name="Dial list")
    return region.get_by_role("list", name="Dial entries").get_by_role("listitem")


def completed(agent: ConsolePage, at: str) -> tuple[Any, ...]:
    """Return what the call wrote into a Task, and how many Tasks this agent owns."""
    tasks = agent.running.records("Task")
    (task,) = (row for row in tasks if row["Id"] == at)
    mine = [row["Id"] for row in tasks if row["OwnerId"] == agent.seat.user_id]
    kept = task["Description"].startswith("About the cam\n\n")
    return task["Status"], task["CallType"], kept, len(mine)


@pytest.mark.requirement("S1-5", "S1-6", "S1-7", "S1-8", "A-14")
def test_calls_from_a_task_and_from_the_dial_list_complete_their_tasks(agent: ConsolePage) -> None:
    """Ada is assigned as `you`, no Task is made, and what somebody edits meanwhile is told."""
    clicked, listed = a_task(agent, "Call Ada back"), a_task(agent, "Ask Ada for the plans")
    agent.show(clicked, "Call Ada back")
    agent.number(NUMBER).click()
    expect(agent.assigned()).to_contain_text(["Ada Lovelace"])
    expect(agent.assigned()).to_contain_text(["you"])
    logging = agent.panel.get_by_role("group", name="Logging")
    expect(logging).to_contain_text("in the task it was dialled from")
    agent.running.change("Task", clicked, Subject="Call Ada about the cam")
    finish(agent)
    expect(agent.panel.get_by_text("Changed in Salesforce meanwhile")).to_contain_text("Subject")
    assert ("Completed", "Outbound", True, 1) == completed(agent, clicked)

    agent.show(listed, "Ask Ada for the plans")
    add(agent)
    expect(entries(agent)).to_contain_text(["Ask Ada for the plans"])
    agent.open_record("Lead", "Alan Turing")
    add(agent)
    expect(entries(agent)).to_contain_text(["Ask Ada for the plans", "Alan Turing"])
    agent.button("Skip").click()
    expect(entries(agent)).to_contain_text(["Alan Turing", "Ask Ada for the plans"])
    agent.button("Skip").click()
    expect(entries(agent)).to_contain_text(["Ask Ada for the plans", "Alan Turing"])
    agent.button("Dial next").click()
    expect(agent.assigned()).to_contain_text(["Ada Lovelace"])
    finish(agent)
    expect(entries(agent)).to_contain_text(["Alan Turing"])
    assert ("Completed", "Outbound", True, 2) == completed(agent, listed)
