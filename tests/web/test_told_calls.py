"""What becomes of calls that telephone systems tell badly, briefly or strangely."""

from uuid import uuid4

import pytest

from tests.support.panel_client import PanelClient
from tests.support.running import Running
from tests.web.stage import NOBODY, OtherOrg, OutsideCall, telephone_system, wrapping_up

HTML = '<img src=x onerror="alert(1)">'


@pytest.mark.requirement("S1-4")
def test_three_events_are_enough(panel: PanelClient, call: OutsideCall) -> None:
    """A small telephone system sends no more (contract.md §4)."""
    call.tell("leg.offered")
    panel.call(phase="ringing")
    call.tell("leg.connected")
    panel.call(phase="talking")
    call.tell("call.ended")
    ended = panel.call(phase="wrap-up", matching="done")
    panel.press(f"calls/{ended['id']}/save", {"text": ""})

    task = panel.running.task_of(call.placed)
    assert panel.running.record_id("Contact", "Ada Lovelace") == task["WhoId"]


def test_a_missed_call_leaves_the_panel(panel: PanelClient, call: OutsideCall) -> None:
    """The caller gave up; nothing is left to wrap up, and the call is not lost."""
    call.tell("leg.offered")
    panel.call(phase="ringing")
    call.tell("call.ended", outcome="missed")

    task = panel.running.task_of(call.placed)
    panel.listen()
    assert ({}, 0) == (panel.calls, task["CallDurationInSeconds"])


def test_repeats_and_disorder_do_not_matter(panel: PanelClient, call: OutsideCall) -> None:
    """Events overtake each other on the way; their moments say how it was."""
    times = {"leg.offered": 30.0, "leg.connected": 20.0, "call.ended": 1.0}
    events = {type_: call.event(type_, ago_s=ago) for type_, ago in times.items()}
    call.system.tell(events["leg.connected"])
    panel.call(phase="talking")
    call.system.tell(events["call.ended"], events["leg.offered"])
    call.system.tell({**events["leg.connected"], "id": uuid4().hex})
    ended = panel.call(phase="wrap-up", matching="done")
    panel.press(f"calls/{ended['id']}/save", {"text": ""})

    assert 19 == panel.running.task_of(call.placed)["CallDurationInSeconds"]


def test_an_older_hold_does_not_undo_a_later_return(panel: PanelClient, call: OutsideCall) -> None:
    """`sequence` orders where the telephone system has one (contract.md §4)."""
    call.tell("leg.offered", "leg.connected")
    held, back = call.event("leg.held"), call.event("leg.retrieved")
    call.system.tell({**back, "sequence": "0003"}, {**held, "sequence": "0002"})
    call.tell("leg.muted")

    assert panel.call(muted=True)["phase"] == "talking"


def test_html_in_names_is_carried_as_words(panel: PanelClient, call: OutsideCall) -> None:
    """It is text for the panel and for the Task, and nothing else for anybody."""
    call.tell("leg.offered", queue=HTML, attributes={"name": HTML, HTML: "x"})

    assert HTML == panel.call(phase="ringing")["queue"]


def test_a_name_made_of_html_reaches_the_task_as_it_is(
    panel: PanelClient, call: OutsideCall
) -> None:
    """Nothing is cut or escaped twice: Salesforce shows it as text."""
    ended = wrapping_up(panel, call)
    panel.press(f"calls/{ended['id']}/save", {"text": HTML})

    assert HTML in panel.running.task_of(call.placed)["Description"]


@pytest.mark.parametrize("number", [None, "anonymous", ""])
def test_a_withheld_number_is_a_call_like_any_other(
    panel: PanelClient, call: OutsideCall, number: str | None
) -> None:
    """It rings without a number, and nobody is looked up."""
    call.number = number
    call.tell("leg.offered")

    ringing = panel.call(phase="ringing")
    assert ("", "not-matched", []) == (ringing["number"], ringing["matching"], ringing["matches"])


def test_an_extension_is_shown_and_not_looked_up(panel: PanelClient, call: OutsideCall) -> None:
    """Extension 102 is no country code."""
    call.number = "102"
    call.tell("leg.offered", direction="internal", local_number="101")

    ringing = panel.call(phase="ringing")
    assert ("102", "101", "Internal", "not-matched") == (
        ringing["number"],
        ringing["local_number"],
        ringing["direction"],
        ringing["matching"],
    )


def test_a_call_of_an_agent_nobody_linked_is_logged_for_the_default_owner(
    running: Running,
) -> None:
    """Line 9999 is nobody's: the call is tracked, and the integration user owns its Task."""
    running.no_more_faults()
    call = OutsideCall(OtherOrg(running, wrap_up_s=1).system(), "9999")
    call.tell("leg.offered", "leg.connected", "call.ended")

    task = running.task_of(call.placed)
    owners = {user["Id"]: user["Username"] for user in running.records("User")}
    assert "integration@example.test" == owners[task["OwnerId"]]
    assert running.record_id("Contact", "Ada Lovelace") == task["WhoId"]


def test_two_calls_at_once_and_the_one_talked_on_is_active(panel: PanelClient) -> None:
    """Openings and Assign go to the call the agent talks on, not to the one that rings."""
    system = telephone_system(panel.running)
    first = OutsideCall(system, panel.seat.line)
    second = OutsideCall(system, panel.seat.line, NOBODY)
    first.tell("leg.offered", "leg.connected")
    talking = panel.call(phase="talking", matching="done")
    second.tell("leg.offered")
    ringing = panel.call(phase="ringing", matching="done")

    assert talking["id"] == panel.desk["active_call"]
    first.tell("leg.held")
    panel.call(phase="held")
    assert talking["id"] == panel.desk["active_call"]
    second.tell("leg.connected")
    panel.call(id=ringing["id"], phase="talking")
    assert ringing["id"] == panel.desk["active_call"]
