"""Several agents on one call: whose openings assign, and who may press (DECISION 57)."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.web.stage import NOBODY, OutsideCall, calls_on, telephone_system


@pytest.fixture
def other(running: Running) -> Iterator[PanelClient]:
    """A colleague at a seat of their own."""
    with PanelClient(running.seat()) as client:
        yield client


def record(panel: PanelClient, name: str) -> dict[str, str]:
    return {"id": panel.running.record_id("Case", name), "type": "Case", "name": name}


def opens(panel: PanelClient, name: str) -> None:
    """Open a Case in a page that showed none before, and wait until it is known."""
    panel.show(record(panel, name))
    until(lambda: shown(panel).get("label") == f"Case {name}", f"Case {name}")
    until(lambda: not shown(panel).get("note"), f"what is known of Case {name}")


def shown(panel: PanelClient) -> dict[str, Any]:
    calls_on(panel)
    return panel.desk.get("open_record") or {}


def offered(panel: PanelClient) -> set[str]:
    """Return what is offered in the comboboxes of the panel's one call."""
    (call,) = calls_on(panel).values()
    return {each["label"] for each in call["candidates"]}


def ringing_at_both(panel: PanelClient, other: PanelClient) -> OutsideCall:
    """Let a call of nobody we know ring at two agents, whose pages show no record."""
    panel.show(None)
    other.show(None)
    call = OutsideCall(telephone_system(panel.running), panel.seat.line, NOBODY)
    call.tell("leg.offered")
    call.tell("leg.offered", agent=other.seat.line)
    for each in (panel, other):
        each.call(phase="ringing", matching="done")
    return call


def test_who_answers_has_their_openings_taken_up(panel: PanelClient, other: PanelClient) -> None:
    """Both looked something up while it rang; each saw only their own."""
    call = ringing_at_both(panel, other)
    opens(panel, "00001026")
    opens(other, "00001027")
    until(lambda: offered(panel) == {"Case 00001026"}, "the first's own")
    until(lambda: offered(other) == {"Case 00001027"}, "the other's own")
    assert [] == panel.assigned() == other.assigned()
    call.tell("leg.connected", agent=other.seat.line)
    other.call(phase="talking")

    assert [("Case 00001027", "auto")] == other.assigned()


def test_a_consulted_agent_sees_offers_and_has_them_taken_up_with_the_call(
    panel: PanelClient, other: PanelClient
) -> None:
    """Asked, they look the Case up; only when the customer is theirs does it count."""
    panel.show(None)
    other.show(None)
    call = OutsideCall(telephone_system(panel.running), panel.seat.line, NOBODY)
    call.tell("leg.offered", "leg.connected")
    panel.call(phase="talking", matching="done")
    call.tell("consult.started", agent=panel.seat.line, target=other.seat.line)
    call.tell("leg.offered", "leg.connected", agent=other.seat.line)
    other.call(phase="talking")
    opens(other, "00001026")
    until(lambda: offered(other) == {"Case 00001026"}, "the offer")
    assert ([], [], set()) == (panel.assigned(), other.assigned(), offered(panel))
    handed_over = {"from_agent": panel.seat.line, "to_agent": other.seat.line}
    call.tell("call.transferred", kind="consult", **handed_over)
    call.tell("leg.ended")

    until(lambda: other.assigned() == [("Case 00001026", "auto")], "the Case on the call")


def test_assign_takes_the_open_record_of_who_presses(
    panel: PanelClient, other: PanelClient
) -> None:
    """Two agents talk with the customer; each has a page of their own, and either may Del."""
    call = ringing_at_both(panel, other)
    call.tell("leg.connected")
    call.tell("leg.connected", agent=other.seat.line)
    call_id = panel.call(phase="talking")["id"]
    call.tell("call.conferenced", agents=[panel.seat.line, other.seat.line])
    other.call(phase="talking")
    opens(other, "00001026")
    named = {"record_id": shown(other)["id"], "page": {"answered": False, "record": None}}
    assert 202 == other.press(f"calls/{call_id}/assign", named).status_code
    until(lambda: panel.assigned() == [("Case 00001026", "you")], "the Case, in both panels")
    assert 202 == panel.press(f"calls/{call_id}/assign", named).status_code
    until(lambda: calls_on(panel) and "said.no-open-record" in panel.said, "the first's own page")
    assert 202 == panel.press(f"calls/{call_id}/unassign", named).status_code

    until(lambda: other.assigned() == [], "the Case gone, in both panels")
