"""What fills the two slots of a call, in the panel and in the Task (requirements 2.0, 2.2)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from cti_adapter.simulator.client import Placed
from tests.support.console_page import ConsolePage
from tests.support.running import Running
from tests.support.settings_change import change_policy


@pytest.fixture
def by_hand(running: Running) -> Iterator[Running]:
    """The product with Smart Assign off, until the test is over."""
    change_policy(running, smart_assign=False)
    yield running
    change_policy(running, smart_assign=True)


def item(agent: ConsolePage, label: str, mark: str) -> Locator:
    """See a record among those assigned, with its mark."""
    found = agent.assigned().filter(has=agent.button(f"Del {label}"))
    expect(found).to_contain_text(mark)
    return found


def saved(agent: ConsolePage, call: Placed) -> tuple[str | None, str | None]:
    """Hang up and save; return Name and Related To of the one Task."""
    agent.running.on_the_phone(call, "hang_up")
    agent.expect_phase("wrap-up")
    agent.save()
    task = agent.running.task_of(call)
    assert 1 == len(agent.running.tasks_of(call))
    return task.get("WhoId"), task.get("WhatId")


@pytest.mark.requirement("S0-2")
@pytest.mark.requirement("S0-18")
@pytest.mark.requirement("S0-22")
def test_what_is_opened_fills_its_slot_without_a_press(agent: ConsolePage) -> None:
    """An unknown caller: the agent finds who it is and what it is about, and both are on it."""
    agent.seat.call("0999")
    agent.answer()
    expect(agent.assigned()).to_have_count(0)
    agent.open_record("Contact", "Ada Lovelace")
    item(agent, "Ada Lovelace", "auto")
    agent.open_record("Opportunity", "Difference Engine")

    item(agent, "Difference Engine", "auto")
    expect(agent.assigned()).to_have_count(2)


@pytest.mark.requirement("S0-14")
@pytest.mark.requirement("S0-17")
@pytest.mark.requirement("S0-22")
def test_the_account_gives_way_to_the_case_also_one_made_in_the_call(agent: ConsolePage) -> None:
    """The Account was only looked at; the Case is what the call is about (DECISION 3)."""
    agent.seat.call("0101")
    agent.answer()
    agent.open_record("Account", "Analytical Engines")
    item(agent, "Analytical Engines", "auto")
    agent.open_record("Case", "00001026")
    item(agent, "Case 00001026", "auto")
    expect(agent.assigned()).to_have_count(2)
    agent.button("Del Case 00001026").click()
    account = agent.running.record_id("Account", "Analytical Engines")
    made = {"type": "Case", "referenceId": "new"}
    rows = agent.running.load({"attributes": made, "AccountId": account, "Subject": "Stalls"})
    (new,) = (row for row in agent.running.records("Case") if row["Id"] == rows["new"])
    agent.show(new["Id"], new["CaseNumber"])

    item(agent, f"Case {new['CaseNumber']}", "auto")
    agent.running.delete(new["Id"])


@pytest.mark.requirement("S0-22")
def test_an_org_that_answers_late_is_not_guessed_for(agent: ConsolePage) -> None:
    """Until its account is known the record is offered; then it is assigned (DECISION 45)."""
    agent.seat.call("0101")
    agent.answer()
    item(agent, "Ada Lovelace", "auto")
    account = agent.running.record_id("Account", "Analytical Engines")
    unheard_of = {"attributes": {"type": "Opportunity", "referenceId": "it"}, "Name": "Late Engine"}
    stage = {"AccountId": account, "StageName": "Prospecting", "CloseDate": "2026-12-31"}
    agent.running.load(unheard_of | stage)  # what another test has opened is known already
    agent.running.fault("GET /query", "slow", delay_ms=2_000)
    agent.open_record("Opportunity", "Late Engine")
    expect(agent.panel.get_by_text("checking the account")).to_be_visible()

    item(agent, "Late Engine", "auto")


@pytest.mark.requirement("S0-13")
@pytest.mark.requirement("S0-24")
def test_a_custom_record_is_related_where_its_activities_are_tracked(agent: ConsolePage) -> None:
    """The badge's object takes no activities, the project's does."""
    call = agent.seat.call("0101")
    agent.answer()
    item(agent, "Ada Lovelace", "auto")
    agent.open_record("Badge__c", "B-Seven")
    refused = agent.button("Assign")
    expect(refused).to_have_attribute("aria-disabled", "true")
    expect(refused).to_have_accessible_description("activities are not tracked for this object")
    project = agent.open_record("Project__c", "Bombe")
    agent.button("Assign Bombe").click()
    item(agent, "Bombe", "you")

    assert (agent.running.record_id("Contact", "Ada Lovelace"), project) == saved(agent, call)


@pytest.mark.requirement("S0-15")
def test_by_hand_assign_adds_and_leaves_the_contact_in_place(
    by_hand: Running, agent: ConsolePage
) -> None:
    """Without Smart Assign two presses tie two records, and the one Task carries both."""
    call = agent.seat.call("0999")
    agent.answer()
    ada = agent.open_record("Contact", "Ada Lovelace")
    agent.button("Assign Ada Lovelace").click()
    item(agent, "Ada Lovelace", "you")
    case = agent.open_record("Case", "00001026")
    agent.button("Assign Case 00001026").click()
    item(agent, "Case 00001026", "you")
    expect(agent.assigned()).to_have_count(2)

    assert (ada, case) == saved(agent, call)
    assert by_hand is agent.running


@pytest.mark.requirement("S0-5")
def test_a_call_belongs_to_the_record_it_was_started_from(agent: ConsolePage) -> None:
    """A number that is clicked is the agent's word; one that is typed is matched."""
    agent.open_record("Lead", "Alan Turing")
    agent.page.get_by_role("button", name="Call ").first.click()
    item(agent, "Alan Turing", "you")
    agent.button("Hang up").click()
    agent.save()
    agent.open_record("Case", "00001026")
    agent.minimise()  # the panel covers the number
    agent.page.get_by_role("button", name="Call ").first.click()
    item(agent, "Case 00001026", "you")
    agent.button("Hang up").click()
    agent.save()
    agent.panel.get_by_role("textbox", name="Number").fill("+14155550101")
    agent.button("Dial").click()

    item(agent, "Ada Lovelace", "auto")


@pytest.mark.requirement("S2-51")
def test_a_further_contact_stands_beside_the_first(agent: ConsolePage) -> None:
    """Two of the customer's people on the line: the org shares activities, so both are named."""
    call = agent.seat.call("0101")
    agent.answer()
    item(agent, "Ada Lovelace", "auto")
    charles = agent.open_record("Contact", "Charles Babbage")
    agent.button("Add Charles Babbage").click()
    item(agent, "Charles Babbage", "you")
    item(agent, "Ada Lovelace", "auto")
    ada = agent.running.record_id("Contact", "Ada Lovelace")

    assert (ada, None) == saved(agent, call)
    assert [ada, charles] == agent.running.task_of(call)["TaskWhoIds"]
