"""What happened during a call: the list 'Call events', and the same in the Task's comments."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.console_page import ConsolePage
from tests.support.panel_client import PanelClient
from tests.web.stage import OutsideCall, telephone_system


@pytest.mark.requirement("S1-12")
@pytest.mark.requirement("S1-13")
@pytest.mark.requirement("S1-14")
@pytest.mark.requirement("S1-15")
@pytest.mark.requirement("S1-17")
@pytest.mark.requirement("S1-19")
def test_a_call_that_was_held_and_handed_over_is_told_in_order(agent: ConsolePage) -> None:
    """Who takes over sees what the customer has been through, and so does who reads the Task."""
    first, second = agent.running.seat(), agent.seat
    call = OutsideCall(telephone_system(agent.running), first.line)
    call.tell("leg.offered", ago_s=90)
    call.tell("leg.connected", ago_s=80)
    call.tell("leg.held", ago_s=60)
    call.tell("leg.retrieved", ago_s=50)
    with PanelClient(first) as colleague:
        call_id = colleague.call(phase="talking")["id"]
        colleague.press(f"calls/{call_id}/notes", {"text": "first <b>"})
    handed = call.event("call.transferred", ago_s=40, kind="blind", from_agent=first.line)
    handed["data"]["to_agent"] = second.line
    call.system.tell(handed)
    call.tell("leg.ended", ago_s=40)
    call.tell("leg.offered", ago_s=30, agent=second.line)
    call.tell("leg.connected", ago_s=20, agent=second.line)
    agent.expect_phase("talking")
    agent.button("Call events").press("Enter")
    events = agent.panel.get_by_role("list", name="Call events").get_by_role("listitem")
    expect(agent.panel.get_by_role("textbox", name="Notes")).to_have_value("")
    agent.panel.get_by_role("textbox", name="Notes").fill("second")
    expect(events.nth(4)).to_contain_text("second")
    call.tell("call.ended")
    agent.expect_phase("wrap-up")
    story = [
        f"delivered to {first.name}",
        "  first <b>",
        f"answered by {first.name}",
        f"put on hold by {first.name}",
        f"resumed by {first.name}",
        f"transferred from {first.name} to {second.name}",
        "  second",
        f"delivered to {second.name}",
        f"answered by {second.name}",
        f"ended, last with {second.name}",
    ]

    expect(events).to_have_text(
        [re.compile(rf"\d:\d\d.*{re.escape(line)}") for line in story if not line.startswith(" ")]
    )
    agent.save()
    comments = agent.running.task_of(call.placed)["Description"].splitlines()
    told = [re.sub(r"^\d\d:\d\d:\d\d ", "", line) for line in comments]
    assert [f"{story[0]}, from +1 415-555-0101", *story[1:]] == told
