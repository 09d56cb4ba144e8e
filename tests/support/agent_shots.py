"""The agent's guide as pictures: what stands in the panel before it is photographed, for bin/shots.

Kept beside the tests, whose pages and reference data it uses; nothing is accepted here.
"""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.support.console_page import ConsolePage


def held_back(agent: ConsolePage) -> None:
    """Ada is on the phone, and an opportunity of another account is open."""
    agent.seat.call("0101", queue="Support")
    agent.answer()
    agent.open_record("Opportunity", "Compiler rollout")
    expect(agent.panel.get_by_text("different account").first).to_be_visible()


def why(agent: ConsolePage) -> None:
    """Of several with the number one was opened; the reason is asked for."""
    agent.seat.call("0199", queue="Support")
    agent.answer()
    agent.open_record("Contact", "Mary Somerville")
    expect(agent.assigned()).to_have_count(1)
    agent.button("Why Mary Somerville").press("Enter")
    expect(agent.panel.get_by_role("list", name="Not taken")).to_be_visible()


def related_to(agent: ConsolePage) -> None:
    """The list of a field, in the middle of a search."""
    agent.seat.call("0101", queue="Support")
    agent.answer()
    agent.open_record("Case", "00001026")
    expect(agent.assigned()).to_have_count(2)
    field = agent.panel.get_by_role("combobox", name="Related To")
    field.fill("engine")
    expect(agent.panel.get_by_role("option", name="Difference Engine")).to_be_visible()


def talking(agent: ConsolePage) -> None:
    agent.seat.call("0101", queue="Support")
    agent.answer()
    agent.expect_phase("talking")


def handing_on(agent: ConsolePage) -> None:
    """Whom to hand the call to, or back into the queue it came through."""
    talking(agent)
    agent.button("Transfer").click()
    dialog = agent.panel.get_by_role("dialog", name="Transfer Ada Lovelace")
    dialog.get_by_role("radio", name="Agent B").check()


def asking(agent: ConsolePage) -> None:
    """Agent B is asked, and the customer waits."""
    handing_on(agent)
    agent.panel.get_by_role("button", name="Ask first").click()
    agent.expect_phase("consulting")


def second_call(agent: ConsolePage) -> None:
    """Another customer calls while the agent talks: two cards."""
    talking(agent)
    agent.seat.call("0130", queue="Support")
    expect(agent.button("Answer")).to_be_visible()


GUIDE: dict[str, Callable[[ConsolePage], None]] = {
    "guide-held-back": held_back,
    "guide-why": why,
    "guide-related-to": related_to,
    "guide-transfer": handing_on,
    "guide-asking": asking,
    "guide-two-calls": second_call,
}
"""Name of the picture, and what is done before it is taken."""
