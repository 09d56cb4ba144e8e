"""What does not fit beside what, and how the panel says so (requirements 2.0, DECISIONS 4, 8)."""

import pytest
from playwright.sync_api import expect

from tests.browser.assignment.test_slots import item, saved
from tests.support.console_page import ConsolePage


def expect_refused(agent: ConsolePage, reason: str) -> None:
    """See 'Assign' disabled with its reason."""
    expect(agent.button("Assign")).to_have_attribute("aria-disabled", "true")
    expect(agent.button("Assign")).to_have_accessible_description(reason)


@pytest.mark.requirement("S0-19")
def test_a_lead_takes_no_second_record(agent: ConsolePage) -> None:
    """Salesforce would refuse the Task; the agent learns it before the press."""
    agent.seat.call("0130")
    agent.answer()
    item(agent, "Alan Turing", "auto")
    agent.open_record("Case", "00001026")
    expect_refused(agent, "a lead takes no second record")

    expect(agent.assigned()).to_have_count(1)


@pytest.mark.requirement("S0-19")
def test_a_lead_displaces_what_came_by_itself_and_nothing_else(agent: ConsolePage) -> None:
    """One Undo brings the Case back; once it is the agent's own the lead is only offered."""
    agent.seat.call("0999")
    agent.answer()
    agent.open_record("Case", "00001026")
    item(agent, "Case 00001026", "auto")
    agent.open_record("Lead", "Alan Turing")
    item(agent, "Alan Turing", "auto")
    expect(agent.assigned()).to_have_count(1)
    agent.button("Undo").click()
    item(agent, "Case 00001026", "auto")
    expect(agent.assigned()).to_have_count(1)
    agent.open_record("Case", "00001026")
    agent.button("Assign Case 00001026").click()
    item(agent, "Case 00001026", "you")
    agent.open_record("Lead", "Alan Turing")
    expect_refused(agent, "a lead takes no second record")

    expect(agent.assigned()).to_have_count(1)


@pytest.mark.requirement("S0-20")
def test_beside_a_contact_stands_one_further_record(agent: ConsolePage) -> None:
    """The agent pressed Assign on the Case; looking at the Opportunity changes nothing."""
    call = agent.seat.call("0101")
    agent.answer()
    case = agent.open_record("Case", "00001026")
    item(agent, "Case 00001026", "auto")
    agent.button("Assign Case 00001026").click()
    item(agent, "Case 00001026", "you")
    agent.open_record("Opportunity", "Difference Engine")
    expect_refused(agent, "limit reached")

    assert (agent.running.record_id("Contact", "Ada Lovelace"), case) == saved(agent, call)


@pytest.mark.requirement("S0-21")
@pytest.mark.requirement("S2-25")
def test_beside_an_account_stands_a_contact_and_nothing_else(agent: ConsolePage) -> None:
    """The reason names the way out, and following the Account's contacts fills Name."""
    agent.seat.call("0110")
    agent.answer()
    item(agent, "Analytical Engines", "auto")
    agent.open_record("Case", "00001026")
    expect_refused(agent, "an account takes a contact only – choose the case in Related To")
    agent.open_record("Account", "Analytical Engines")
    agent.found("Ada Lovelace").first.click()
    expect(agent.heading()).to_contain_text("Ada Lovelace")

    item(agent, "Ada Lovelace", "auto")
    item(agent, "Analytical Engines", "auto")


@pytest.mark.requirement("S0-23")
def test_a_relationship_is_no_record_but_joins_two(agent: ConsolePage) -> None:
    """Nothing can be related to it; whom and what it joins can be chosen (DECISION 11)."""
    agent.seat.call("0999")
    agent.answer()
    relationship = agent.running.records("AccountContactRelation")[0]["Id"]
    agent.open_by_id(relationship)
    expect_refused(agent, "a relationship record takes no call – open its contact or its account")
    agent.panel.get_by_role("combobox", name="Name").click()
    expect(agent.panel.get_by_role("option", name="Ada Lovelace")).to_be_visible()
    agent.panel.get_by_role("combobox", name="Related To").click()

    expect(agent.panel.get_by_role("option", name="Compiler Works")).to_be_visible()
