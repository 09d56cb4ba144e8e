"""Who is calling: matches by number, and what the panel makes of them (requirements 2.0, 2.2)."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.console_page import ConsolePage

THIRTY = "+14155550530"
"""A number of thirty contacts, which `crowd` puts into the org."""


@pytest.mark.requirement("S0-6")
@pytest.mark.requirement("S2-1")
@pytest.mark.parametrize(
    ("number", "label"),
    [("0101", "Ada Lovelace"), ("0110", "Analytical Engines"), ("0130", "Alan Turing")],
)
def test_the_only_record_with_the_number_is_assigned(
    agent: ConsolePage, number: str, label: str
) -> None:
    """The agent sees who it is before saying hello, whether Contact, Account or Lead.

    A name alone does not tell which company it is about: the account stands on the card.
    """
    agent.seat.call(number)

    agent.expect_phase("ringing")
    expect(agent.assigned()).to_have_count(1)
    expect(agent.assigned().first).to_contain_text(label)
    expect(agent.assigned().first).to_contain_text("auto")
    expect(agent.call_card()).to_contain_text(label)
    if label != "Alan Turing":
        expect(agent.call_card()).to_contain_text("Analytical Engines")


@pytest.mark.requirement("S0-7")
@pytest.mark.requirement("S0-8")
def test_of_several_with_the_number_the_one_that_is_opened_is_assigned(agent: ConsolePage) -> None:
    """A switchboard number says which company calls, not who; the opened page says it."""
    agent.seat.call("0199")
    expect(agent.matching()).to_have_count(2)
    expect(agent.assigned()).to_have_count(0)
    agent.open_record("Contact", "Mary Somerville")

    expect(agent.assigned()).to_have_count(1)
    expect(agent.assigned().first).to_contain_text("Mary Somerville")
    expect(agent.assigned().first).to_contain_text("auto")


@pytest.mark.requirement("S0-9")
@pytest.mark.requirement("S2-3")
@pytest.mark.requirement("S0-10")
@pytest.mark.requirement("S2-7")
@pytest.mark.requirement("S2-8")
@pytest.mark.parametrize("name", ["Grace Hopper", "Charles Babbage"])
def test_all_with_the_number_are_listed_and_the_chosen_one_is_assigned(
    agent: ConsolePage, name: str
) -> None:
    """Two people of two companies share a number: the agent can tell them apart, and choose."""
    agent.seat.call("0188")
    expect(agent.matching()).to_have_count(2)
    for each, account in (
        ("Charles Babbage", "Analytical Engines"),
        ("Grace Hopper", "Compiler Works"),
    ):
        item = agent.matching().filter(has_text=each)
        expect(item).to_contain_text("Contact")
        expect(item).to_contain_text(account)
    agent.panel.get_by_role("list", name="Matching records").get_by_role(
        "button", name=name, exact=True
    ).click()

    expect(agent.assigned()).to_have_count(1)
    expect(agent.assigned().first).to_contain_text(name)
    expect(agent.assigned().first).to_contain_text("you")
    expect(agent.panel.get_by_role("combobox", name="Name", exact=True)).to_have_value(name)


@pytest.mark.requirement("A-5")
def test_thirty_with_the_number_scroll_and_the_second_opened_is_only_offered(
    agent: ConsolePage,
) -> None:
    """A company whose every contact carries the switchboard number."""
    account = agent.running.record_id("Account", "Compiler Works")
    people = agent.running.load(
        *(
            {
                "attributes": {"type": "Contact", "referenceId": f"c{at}"},
                "LastName": f"Contact {at:02}",
                "AccountId": account,
                "Phone": THIRTY,
            }
            for at in range(30)
        )
    )
    agent.seat.call(THIRTY)
    expect(agent.matching()).to_have_count(30)
    expect(agent.assigned()).to_have_count(0)
    listed = agent.panel.get_by_role("list", name="Matching records")
    hidden, page = listed.evaluate(
        """list => [list.scrollHeight - list.clientHeight, getComputedStyle(list).overflowY]"""
    )
    agent.show(people["c7"], "Contact 07")
    expect(agent.assigned()).to_contain_text(re.compile("Contact 07.*auto", re.DOTALL))
    agent.show(people["c8"], "Contact 08")

    expect(agent.button("Assign Contact 08")).to_be_enabled()
    expect(agent.assigned()).to_have_count(1)
    expect(agent.assigned()).to_contain_text("Contact 07")
    assert hidden > 0
    assert page in {"auto", "scroll"}
