"""A record of another account is held back: red, in words, and the agent's to decide (A-6, B-4)."""

import pytest
from playwright.sync_api import Locator, expect

from tests.support.console_page import ConsolePage


def opened_beside_ada(agent: ConsolePage) -> Locator:
    """Take Ada's call and open the opportunity of another account; return its line."""
    agent.seat.call("0101")
    agent.answer()
    expect(agent.assigned()).to_have_count(1)
    rollout = agent.open_record("Opportunity", "Compiler rollout")
    return agent.panel.locator(f"[data-record-id='{rollout}'][data-relation='other-account']")


def colour(element: Locator) -> tuple[int, int, int]:
    """Return the colour of a text: red, green, blue."""
    text: str = element.evaluate("node => getComputedStyle(node).color")
    red, green, blue = text.removeprefix("rgb(").rstrip(")").split(", ")
    return int(red), int(green), int(blue)


@pytest.mark.requirement("S0-25")
@pytest.mark.requirement("S0-26")
def test_a_record_of_another_account_is_red_and_stays_out(agent: ConsolePage) -> None:
    """Opening alone never ties a call to another customer, however long it lasts."""
    line = opened_beside_ada(agent)
    said = line.get_by_text("different account – Compiler Works")
    expect(said).to_be_visible()
    red, green, blue = colour(said)
    assert red > 2 * max(green, blue)
    expect(said.locator("..").locator("[data-icon=warning]")).to_be_visible()
    agent.page.clock.install()
    agent.page.clock.fast_forward(5_000)
    agent.button("Hang up").click()
    agent.expect_phase("wrap-up")

    expect(line).to_be_visible()
    expect(agent.assigned()).to_have_count(1)
    expect(agent.assigned().first).to_contain_text("Ada Lovelace")


@pytest.mark.requirement("A-6")
@pytest.mark.requirement("S0-27")
@pytest.mark.requirement("S0-28")
@pytest.mark.requirement("S0-29")
def test_a_held_back_record_is_assigned_by_press_and_after_del_by_press_alone(
    agent: ConsolePage,
) -> None:
    """Red; pressed: normal and the agent's; deleted: gone, and opening it again changes nothing."""
    line = opened_beside_ada(agent)
    expect(line).to_be_visible()
    agent.button("Assign Compiler rollout").click()
    item = agent.assigned().filter(has_text="Compiler rollout")
    expect(item).to_contain_text("you")
    expect(item).to_have_attribute("data-relation", "assigned")
    normal = colour(agent.assigned().filter(has_text="Ada Lovelace").locator(".record__label"))
    assert normal == colour(item.locator(".record__label"))
    expect(line).to_have_count(0)
    agent.button("Del Compiler rollout").click()
    expect(item).to_have_count(0)
    expect(agent.button("Undo")).to_have_accessible_description("puts Compiler rollout back")
    agent.open_record("Contact", "Ada Lovelace")
    agent.open_record("Opportunity", "Compiler rollout")
    expect(line).to_be_visible()
    expect(agent.assigned()).to_have_count(1)
    agent.button("Assign Compiler rollout").click()

    expect(item).to_contain_text("you")


@pytest.mark.requirement("B-4")
def test_why_names_rule_and_number_and_what_was_not_taken(agent: ConsolePage) -> None:
    """Nobody has to guess why the product took this one and not the other."""
    first = agent.seat.call("0101")
    agent.answer()
    agent.button("Why Ada Lovelace").click()
    line = "Ada Lovelace: the only record with the number +1 415-555-0101"
    expect(agent.panel.get_by_text(line)).to_be_visible()
    agent.running.on_the_phone(first, "hang_up")
    agent.save()
    agent.seat.call("0199")
    agent.answer()
    agent.open_record("Contact", "Mary Somerville")
    agent.button("Why Mary Somerville").click()

    expect(agent.panel.get_by_text("Mary Somerville: of several matches")).to_be_visible()
    expect(agent.panel.get_by_role("list", name="Not taken").get_by_role("listitem")).to_have_text(
        ["Charles Babbage · Contact · one of several records with the number"]
    )
