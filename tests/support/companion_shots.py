"""The companion as pictures: what stands in it before it is photographed, for bin/shots.

Nothing is accepted here.
"""

from playwright.sync_api import expect

from tests.support.companion_page import CompanionPage
from tests.support.console_page import ConsolePage


def looked_up(agent: ConsolePage) -> None:
    """A call in the companion: whom and what it is about has been looked up."""
    assert isinstance(agent, CompanionPage)
    agent.seat.call("0199", queue="Support")
    agent.answer()
    agent.find("difference", "Difference Engine")
    agent.panel.get_by_role("button", name="Mary Somerville", exact=True).click()
    expect(agent.assigned()).to_have_count(2)
    agent.panel.get_by_role("textbox", name="Notes").fill("Wants the drawings by Thursday.")
    expect(agent.panel.get_by_text("saved", exact=False).first).to_be_visible()


def looking_up(agent: ConsolePage) -> None:
    """The same, in the middle of it."""
    assert isinstance(agent, CompanionPage)
    agent.seat.call("0101", queue="Support")
    agent.answer()
    agent.finder().fill("engine")
    expect(agent.panel.get_by_role("option", name="Difference Engine")).to_be_visible()
