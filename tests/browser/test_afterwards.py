"""What an agent does to a call that is logged, and who decides where Salesforce differs (B-3)."""

import pytest
from playwright.sync_api import expect

from tests.browser.assignment.test_comboboxes import choose
from tests.support.console_page import ConsolePage
from tests.support.patience import until


@pytest.mark.requirement("B-3")
def test_an_older_change_is_undone_from_the_history_and_a_conflict_is_shown_first(
    agent: ConsolePage,
) -> None:
    """Somebody has another Contact in Salesforce: both are shown, and the agent's press decides."""
    call = agent.seat.call("0199")
    agent.answer()
    agent.matching().get_by_role("button", name="Charles Babbage", exact=True).click()
    agent.running.on_the_phone(call, "hang_up")
    agent.expect_phase("wrap-up")
    agent.save()
    agent.button("Undo").click()
    agent.expect_phase("wrap-up")
    choose(agent, "Name", "Mary Somerville")
    agent.save()
    task = agent.running.task_of(call)
    charles, mary, grace = (
        agent.running.record_id("Contact", name)
        for name in ("Charles Babbage", "Mary Somerville", "Grace Hopper")
    )
    assert mary == task["WhoId"]
    agent.running.change("Task", task["Id"], WhoId=grace)
    agent.button("Menu").click()
    agent.panel.get_by_role("menuitem", name="Call history").click()
    past = agent.panel.get_by_role("list", name="Call history").get_by_role("listitem")
    past.first.get_by_role("button", name="Undo").click()
    asked = agent.panel.get_by_role("alertdialog", name="Changed in Salesforce")
    expect(asked).to_contain_text("yours: Charles Babbage")
    expect(asked).to_contain_text("in Salesforce: Grace Hopper")
    assert grace == agent.running.task_of(call)["WhoId"]
    asked.get_by_role("button", name="Write mine").click()

    expect(asked).to_have_count(0)
    until(lambda: agent.running.task_of(call)["WhoId"] == charles, "the earlier Contact")
    assert task["Id"] == agent.running.task_of(call)["Id"]
    expect(past.first).to_contain_text("Charles Babbage")
