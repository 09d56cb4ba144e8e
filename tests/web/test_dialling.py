"""Calls that the agent places: a typed number, a clicked one, and what can go wrong."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.web.stage import OtherOrg, OutsideCall, calls_on, telephone_system


@pytest.fixture
def cut_off(running: Running) -> Iterator[PanelClient]:
    """A panel whose telephone system cannot be reached: nothing listens on port 9."""
    running.no_more_faults()
    with OtherOrg(running, command_url="http://127.0.0.1:9/commands").panel() as panel:
        yield panel


def test_a_typed_number_is_matched_like_a_caller(panel: PanelClient) -> None:
    """As people type it, in the org's country (DECISION 10)."""
    assert 202 == panel.press("dial", {"number": "(415) 555-0101"}).status_code

    dialling = panel.call(phase="dialling", matching="done")
    assert ("+1 415-555-0101", "Outbound") == (dialling["number"], dialling["direction"])
    assert [("Ada Lovelace", "auto")] == panel.assigned()


@pytest.mark.parametrize(
    ("kind", "name", "label"),
    [
        ("Lead", "Alan Turing", "Alan Turing"),
        ("Contact", "Ada Lovelace", "Ada Lovelace"),
        ("Account", "Analytical Engines", "Analytical Engines"),
        ("Case", "00001026", "Case 00001026"),
    ],
)
def test_a_call_from_a_record_is_its_before_the_far_end_rings(
    panel: PanelClient, kind: str, name: str, label: str
) -> None:
    """A click is an act of the agent: marked `you`, in the very first message."""
    record = {"id": panel.running.record_id(kind, name), "type": kind, "name": name}
    panel.press("dial", {"number": "+14155550999", "record": record})
    first = panel.call(phase="dialling")

    assert [(label, "you")] == [(one["record"]["label"], one["mark"]) for one in first["assigned"]]
    assert "because.dialled-from" == first["assigned"][0]["because"]["code"]


def test_a_call_that_is_answered_ends_as_an_outbound_task(panel: PanelClient) -> None:
    """The far end picks up after two seconds; the Task says who called whom."""
    panel.press("dial", {"number": "+14155550130"})
    call_id = panel.call(phase="dialling", matching="done")["id"]
    panel.call(phase="talking")
    panel.press(f"calls/{call_id}/hang_up")
    panel.call(phase="wrap-up")
    panel.press(f"calls/{call_id}/save", {"text": "called back"})

    task_id = panel.call(phase="saved")["log"]["task_url"].rpartition("/")[2]
    (task,) = [row for row in panel.running.records("Task") if row["Id"] == task_id]
    assert panel.running.record_id("Lead", "Alan Turing") == task["WhoId"]
    assert ("Outbound", "called back" in task["Description"]) == (task["CallType"], True)


def test_a_busy_number_ends_in_wrap_up(panel: PanelClient) -> None:
    """An outgoing call nobody answered is worth a note as well (DECISION 13)."""
    panel.press("dial", {"number": "+14155550666"})
    panel.call(phase="dialling")

    assert panel.call(phase="wrap-up")["connected_at"] is None


def test_a_press_sent_twice_dials_once(panel: PanelClient) -> None:
    """The customer's telephone rings once."""
    key = uuid4().hex
    answers = [panel.press("dial", {"number": "+14155550999"}, key=key) for _ in range(2)]
    panel.call(phase="dialling")

    assert [202, 202] == [answer.status_code for answer in answers]
    assert 1 == len(calls_on(panel))


def test_who_is_on_a_call_does_not_dial(panel: PanelClient) -> None:
    """One call at a time is placed; the answer says why."""
    OutsideCall(telephone_system(panel.running), panel.seat.line).tell("leg.connected")
    panel.call(phase="talking")
    answer = panel.press("dial", {"number": "+14155550999"})

    assert (409, "talking") == (answer.status_code, answer.json()["state"])


def test_dialling_ends_the_wrap_up_before(panel: PanelClient) -> None:
    """The next call the agent places is a next call (DECISION 13)."""
    before = OutsideCall(telephone_system(panel.running), panel.seat.line)
    before.tell("leg.offered", "leg.connected", "call.ended")
    panel.call(phase="wrap-up")
    panel.press("dial", {"number": "+14155550999"})

    panel.call(phase="dialling")
    assert panel.seat.user_id == panel.running.task_of(before.placed)["OwnerId"]


def test_a_telephone_system_that_is_down_fails_the_call(cut_off: PanelClient) -> None:
    """The agent is told at once, and the panel does not go on dialling."""
    answer = cut_off.press("dial", {"number": "+14155550999"})

    assert (502, "telephony") == (answer.status_code, answer.json()["error_id"])
    assert "the telephone system cannot be reached" == answer.json()["detail"]
    until(lambda: "said.dial-failed" in heard(cut_off), "the word that it failed")
    assert "dialling" not in [call["phase"] for call in calls_on(cut_off).values()]


def test_after_a_failed_call_the_agent_dials_again(cut_off: PanelClient) -> None:
    """Nothing is left behind that would say "you are on a call already"."""
    for _ in range(2):
        assert 502 == cut_off.press("dial", {"number": "+14155550999"}).status_code


def heard(panel: PanelClient) -> list[str]:
    panel.listen()
    return panel.said
