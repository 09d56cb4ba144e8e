"""Two calls at once, calls that ring at several agents, calls inside, calls we come to late."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.web.stage import (
    NOBODY,
    OtherOrg,
    OutsideCall,
    calls_on,
    save,
    saved_once,
    telephone_system,
)


@pytest.fixture
def other(running: Running) -> Iterator[PanelClient]:
    """A colleague at a seat of their own."""
    with PanelClient(running.seat()) as client:
        yield client


def phases(panel: PanelClient, *wanted: str) -> None:
    """Wait until the panel's calls, oldest first, are in these phases."""

    def now() -> bool:
        calls = sorted(calls_on(panel).values(), key=lambda call: str(call["started_at"]))
        return [call["phase"] for call in calls] == list(wanted)

    until(now, lambda: f"the phases {wanted}; there are {calls_on(panel)}")


def test_a_second_call_waits_is_taken_and_both_are_switched(panel: PanelClient) -> None:
    """One talks, the other is held; the one Assign button goes with the one that talks."""
    first = panel.seat.call("0101")
    one = panel.call(phase="ringing")["id"]
    panel.press(f"calls/{one}/answer")
    panel.call(phase="talking")
    second = panel.seat.call("0130")
    two = panel.call(phase="ringing", matching="done")["id"]
    assert one == panel.desk["active_call"]
    panel.press(f"calls/{two}/answer")
    phases(panel, "held", "talking")
    assert two == panel.desk["active_call"]
    panel.press(f"calls/{one}/retrieve")
    phases(panel, "talking", "held")
    assert one == panel.desk["active_call"]
    panel.press(f"calls/{one}/hang_up")
    save(panel, panel.call(phase="wrap-up", id=one))
    panel.call(phase="saved", id=one)
    assert two == panel.desk["active_call"]
    panel.press(f"calls/{two}/hang_up")
    save(panel, panel.call(phase="wrap-up", id=two))
    panel.call(phase="saved", id=two)

    assert [1, 1] == [len(panel.running.tasks_of(each)) for each in (first, second)]


def test_a_ring_group_has_one_card_per_agent_however_often_it_rings(
    panel: PanelClient, other: PanelClient
) -> None:
    """Two devices of one agent, and a second round: one card; gone where another answered."""
    call = OutsideCall(telephone_system(panel.running), panel.seat.line)
    rung = []
    for leg, line in (("a", panel.seat.line), ("b", panel.seat.line), ("c", other.seat.line)):
        call.tell("leg.offered", leg_id=leg, agent=line)
    for each in (panel, other):
        each.call(phase="ringing", matching="done")
        rung.append(len(calls_on(each)))
    call.tell("leg.withdrawn", leg_id="a", reason="no_answer")
    call.tell("leg.offered", leg_id="d")
    call.tell("leg.connected", leg_id="c", agent=other.seat.line)
    other.call(phase="talking")
    until(lambda: calls_on(panel) == {}, "nothing left to answer")
    call.tell("call.ended")
    save(other, other.call(phase="wrap-up"))
    task = saved_once(other, call)

    assert [1, 1] == rung
    assert other.seat.user_id == task["OwnerId"]
    assert [] == panel.desk["missed"]


@pytest.mark.parametrize(("logged", "tasks"), [(False, 0), (True, 1)])
def test_a_call_between_two_agents_is_logged_where_the_org_wants_it(
    running: Running, *, logged: bool, tasks: int
) -> None:
    """Each sees the other's name; its Task is that of who placed it (DECISIONS 15 and 16)."""
    org = OtherOrg(running, log_internal_calls=logged)
    with org.panel() as panel, org.panel() as other:
        call = OutsideCall(org.system(), panel.seat.line, None)
        call.tell("leg.initiated", direction="internal")
        call.tell("leg.offered", agent=other.seat.line)
        assert panel.seat.name == other.call(phase="ringing")["colleague"]
        assert other.seat.name == panel.call(phase="dialling")["colleague"]
        call.tell("leg.connected", agent=other.seat.line)
        call.tell("leg.connected")
        panel.call(phase="talking")
        call.tell("call.ended")
        ended = panel.call(phase="wrap-up")
        save(panel, ended)
        save(panel, ended)  # nothing is assigned: it asks once more (DECISION 6)
        done = "saved" if logged else "not-logged"
        until(lambda: state(panel, ended["id"], done), "what became of its log")
        found = running.tasks_of(call.placed)

    assert tasks == len(found)
    assert [panel.seat.user_id] * tasks == [task["OwnerId"] for task in found]
    assert ["Internal"] * tasks == [task["CallType"] for task in found]


def state(panel: PanelClient, call_id: str, wanted: str) -> bool:
    """Whether the log of a call of the panel's is in this state; a call that left has none."""
    shown: dict[str, Any] = calls_on(panel)
    if call_id not in shown:
        return wanted == "not-logged"
    return bool(shown[call_id]["log"]["state"] == wanted)


def test_a_call_that_began_before_we_were_up_is_known_from_its_first_word(
    panel: PanelClient,
) -> None:
    """It was answered while nobody listened: it is shown, wrapped up and logged like any other."""
    call = OutsideCall(telephone_system(panel.running), panel.seat.line)
    call.tell("leg.connected", remote_number=call.number)
    seen = panel.call(phase="talking", matching="done")
    call.tell("call.ended")
    save(panel, panel.call(phase="wrap-up"))
    task = saved_once(panel, call)

    assert "Inbound" == seen["direction"]
    assert (panel.seat.user_id, "Inbound") == (task["OwnerId"], task["CallType"])


def test_of_a_call_of_which_only_the_end_was_told_nobody_is_rung(panel: PanelClient) -> None:
    """Its first word is its last: it stands in the ledger as missed, and on no panel."""
    call = OutsideCall(telephone_system(panel.running), panel.seat.line, NOBODY)
    call.tell("call.ended", remote_number=call.number)
    next_call = OutsideCall(call.system, panel.seat.line)
    next_call.tell("leg.offered")
    panel.call(phase="ringing")

    assert 1 == len(calls_on(panel))
