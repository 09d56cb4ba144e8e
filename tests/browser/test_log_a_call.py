"""What an agent does about a call that no telephone system told of (S1-21, DECISION 50)."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.console_page import ConsolePage
from tests.support.patience import until


@pytest.mark.requirement("S1-21")
def test_a_call_is_typed_in_and_stands_in_salesforce_on_the_open_record(agent: ConsolePage) -> None:
    """Time and length as people write them; what was understood is said back."""
    ada = agent.open_record("Contact", "Ada Lovelace")
    agent.button("Menu").click()
    agent.panel.get_by_role("menuitem", name="Call history").click()
    agent.button("Log a call").click()
    dialog = agent.panel.get_by_role("dialog", name="Log a call")
    expect(dialog).to_contain_text("Will be logged on Ada Lovelace")
    dialog.get_by_role("textbox", name="Number of the call").fill("(415) 555-0101")
    dialog.get_by_role("textbox", name="Time of the call").fill("yesterday")
    dialog.get_by_role("textbox", name="Duration of the call").fill("2 min")
    expect(dialog).to_contain_text("2:00")
    dialog.get_by_role("button", name="Log now").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Type when the call began")
    dialog.get_by_role("textbox", name="Time of the call").fill("00:00")
    dialog.get_by_role("button", name="Log now").click()

    expect(dialog).to_be_hidden()
    calls = agent.panel.get_by_role("list", name="Call history").get_by_role("listitem")
    expect(calls).to_have_text(re.compile("Ada Lovelace.*2:00.*typed by hand.*Saved", re.DOTALL))
    user = agent.seat.user_id
    (task,) = until(
        lambda: [each for each in agent.running.records("Task") if user == each["OwnerId"]],
        "the Task",
    )
    assert (ada, 120) == (task["WhoId"], task["CallDurationInSeconds"])
