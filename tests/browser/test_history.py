"""What an agent sees of past calls, and 'Log now' (B-16, S1-21)."""

import pytest
from playwright.sync_api import expect

from tests.support.console_page import ConsolePage
from tests.support.patience import until
from tests.web.stage import NOBODY, OutsideCall, telephone_system


@pytest.mark.requirement("B-16")
@pytest.mark.requirement("S1-21")
@pytest.mark.requirement("S2-52")
def test_the_unlogged_call_is_found_in_the_history_logged_and_completed_there(
    agent: ConsolePage,
) -> None:
    """One of five is missing in Salesforce: logged on the open record, a second name added."""
    missed = [rung(agent, queue="Support" if number == 2 else "") for number in range(5)]
    ada = agent.open_record("Contact", "Ada Lovelace")
    logged = [call for number, call in enumerate(missed) if number != 2]
    until(lambda: all(agent.running.tasks_of(call.placed) for call in logged), "their Tasks")
    agent.button("Menu").click()
    agent.panel.get_by_role("menuitem", name="Call history").click()
    calls = agent.panel.get_by_role("list", name="Call history").get_by_role("listitem")
    expect(calls).to_have_count(5)
    agent.panel.get_by_role("checkbox", name="Show unlogged only").check()
    expect(calls).to_have_count(1)
    expect(calls).to_contain_text("Not logged: missed queue calls are not logged in this org")
    expect(calls).to_contain_text("on Ada Lovelace")
    agent.button("Log now").click()

    expect(calls).to_have_count(0)
    agent.panel.get_by_role("checkbox", name="Show unlogged only").uncheck()
    expect(calls.filter(has_text="Ada Lovelace")).to_contain_text("Saved")
    (task,) = agent.running.tasks_of(missed[2].placed)
    assert ada == task["WhoId"]

    row = calls.filter(has_text="Ada Lovelace")
    row.get_by_role("button", name="Add contact").click()
    dialog = agent.panel.get_by_role("dialog", name="Add contact")
    name = dialog.get_by_role("combobox", name="Name")
    name.fill("Hopper")
    expect(dialog.get_by_role("option").filter(has_text="Grace Hopper")).to_be_visible()
    name.press("ArrowDown")
    for _ in range(2):  # the list first, then what was typed is gone and the dialog with it
        name.press("Escape")
    expect(dialog).to_be_hidden()
    row.get_by_role("button", name="Add contact").click()
    name.fill("Hopper")
    expect(dialog.get_by_role("option").filter(has_text="Grace Hopper")).to_be_visible()
    name.press("ArrowDown")
    dialog.get_by_role("button", name="Add Grace Hopper").click()
    expect(dialog).to_be_hidden()
    expect(row).to_contain_text("Ada Lovelace, Grace Hopper")
    both = [ada, agent.running.record_id("Contact", "Grace Hopper")]
    until(
        lambda: both == agent.running.task_of(missed[2].placed)["TaskWhoIds"],
        "both on the one Task",
    )


def rung(agent: ConsolePage, *, queue: str, number: str = NOBODY) -> OutsideCall:
    """Let a call ring at the agent until the caller gives up; out of a queue it is not logged."""
    call = OutsideCall(telephone_system(agent.running), agent.seat.line, number)
    if queue:
        call.tell("call.queued", queue=queue)
    call.tell("leg.offered", "call.ended")
    return call
