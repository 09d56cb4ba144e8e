"""Who is calling: matches by number, and what the panel makes of them (requirements 2.0, 2.2)."""

import pytest
from playwright.sync_api import expect

from tests.support.console_page import ConsolePage


@pytest.mark.requirement("S0-6")
@pytest.mark.requirement("S2-1")
@pytest.mark.parametrize(
    ("number", "label"),
    [("0101", "Ada Lovelace"), ("0110", "Analytical Engines"), ("0130", "Alan Turing")],
)
def test_the_only_record_with_the_number_is_assigned(
    agent: ConsolePage, number: str, label: str
) -> None:
    """The agent sees who it is before saying hello, whether Contact, Account or Lead."""
    agent.seat.call(number)

    agent.expect_phase("ringing")
    expect(agent.assigned()).to_have_count(1)
    expect(agent.assigned().first).to_contain_text(label)
    expect(agent.assigned().first).to_contain_text("auto")
    expect(agent.call_card()).to_contain_text(label)


@pytest.mark.requirement("S2-1")
def test_the_caller_s_account_stands_on_the_card(agent: ConsolePage) -> None:
    """A name alone does not tell which company it is about."""
    agent.seat.call("0101")

    expect(agent.call_card()).to_contain_text("Ada Lovelace")
    expect(agent.call_card()).to_contain_text("Analytical Engines")


@pytest.mark.requirement("S0-7")
def test_nothing_is_assigned_when_several_records_have_the_number(agent: ConsolePage) -> None:
    """A switchboard number says which company calls, not who."""
    agent.seat.call("0199")

    expect(agent.matching()).to_have_count(2)
    expect(agent.assigned()).to_have_count(0)


@pytest.mark.requirement("S0-9")
def test_all_records_with_the_number_are_listed_with_type_and_account(agent: ConsolePage) -> None:
    """Two people of two companies share a number: the agent can tell them apart."""
    agent.seat.call("0188")

    expect(agent.matching()).to_have_count(2)
    for name, account in (
        ("Charles Babbage", "Analytical Engines"),
        ("Grace Hopper", "Compiler Works"),
    ):
        item = agent.matching().filter(has_text=name)
        expect(item).to_contain_text("Contact")
        expect(item).to_contain_text(account)


@pytest.mark.requirement("S0-10")
@pytest.mark.requirement("S2-7")
@pytest.mark.parametrize("name", ["Grace Hopper", "Charles Babbage"])
def test_the_chosen_match_is_assigned_and_marked_you(agent: ConsolePage, name: str) -> None:
    """One press on the name settles whose call it is."""
    agent.seat.call("0188")
    agent.panel.get_by_role("list", name="Matching records").get_by_role(
        "button", name=name, exact=True
    ).click()

    expect(agent.assigned()).to_have_count(1)
    expect(agent.assigned().first).to_contain_text(name)
    expect(agent.assigned().first).to_contain_text("you")
