"""What an agent does about a call that nobody answered (B-31)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_history import rung
from tests.support.console_page import ConsolePage
from tests.web.stage import ADA


@pytest.mark.requirement("B-31")
def test_a_missed_caller_is_called_back_and_the_number_dialled_once_more(
    agent: ConsolePage,
) -> None:
    """From the list beside the dialler; who was called back is seen there."""
    rung(agent, queue="", number=ADA)
    missed = agent.panel.get_by_role("list", name="Missed calls").get_by_role("listitem")
    expect(missed).to_contain_text("Ada Lovelace")
    expect(missed).not_to_contain_text("called back")
    agent.button("Call back Ada Lovelace").click()
    expect(agent.panel.get_by_role("list", name="Assigned records")).to_contain_text("you")
    expect(missed).to_have_count(0)
    agent.button("Hang up").click()
    agent.save()
    agent.button("Follow-up task").click()
    dialog = agent.panel.get_by_role("dialog", name="Follow-up task")
    dialog.get_by_label("Due date").fill(in_a_week())
    dialog.get_by_role("button", name="Create task").click()
    expect(dialog).to_be_hidden()
    expect(agent.panel.get_by_role("status")).to_contain_text("follow-up task")
    (task,) = [each for each in agent.running.records("Task") if is_follow_up(agent, each)]
    ada = agent.running.record_id("Contact", "Ada Lovelace")

    assert (ada, in_a_week(), False) == (task["WhoId"], task["ActivityDate"], task["IsClosed"])
    assert not task.get("CTI_Call_Key__c")
    expect(missed).to_contain_text("called back")
    agent.button("Redial").click()
    expect(agent.panel.get_by_role("region", name="Call")).to_contain_text("Ada Lovelace")
    expect(agent.button("Hang up")).to_be_visible()


def in_a_week() -> str:
    return (datetime.now(UTC) + timedelta(days=7)).date().isoformat()


def is_follow_up(agent: ConsolePage, task: dict[str, Any]) -> bool:
    return bool(task["OwnerId"] == agent.seat.user_id and "Follow-up" in task["Subject"])
