"""Notes typed in two clients, as the server takes them (B-9)."""

from http import HTTPStatus
from typing import Any

import pytest

from cti_adapter.calls.policy import NoteFields
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.support.settings_change import change_policy
from tests.web.stage import OtherOrg, OutsideCall, saved_once, telephone_system, wrapping_up


@pytest.mark.requirement("B-9")
def test_what_was_typed_elsewhere_meanwhile_stays(panel: PanelClient) -> None:
    """Each client says what its text grew from; a repeat that was taken already does nothing."""
    panel.seat.call("0101")
    path = f"calls/{panel.call(phase='ringing')['id']}/notes"
    here = {"text": "Asked for refund.", "grew_from": {}}
    there = {"text": "Moved to Paris.", "grew_from": {}}
    panel.press(path, here, key="here")
    panel.press(path, there)
    again = panel.press(path, here, key="here")
    shorter = {"text": "Asked for", "grew_from": {"head": 9, "was": " refund."}}
    after = panel.press(path, shorter)

    assert [{"version": 2}, {"version": 3}] == [again.json(), after.json()]
    until(lambda: "Asked for\nMoved to Paris." == typed(panel), "both texts")


@pytest.mark.requirement("B-9")
def test_save_in_one_client_keeps_what_the_other_typed(panel: PanelClient) -> None:
    """Its text was typed before the other's came; the Task has both."""
    call = OutsideCall(telephone_system(panel.running), panel.seat.line)
    path = f"calls/{wrapping_up(panel, call)['id']}"
    panel.press(f"{path}/notes", {"text": "Asked for refund.", "grew_from": {}})
    saved = panel.press(f"{path}/save", {"text": "Moved to Paris.", "grew_from": {}})

    assert {"version": 2} == saved.json()
    comments = saved_once(panel, call)["Description"]
    assert "\n  Asked for refund.\n  Moved to Paris.\n" in comments


def test_a_text_that_cannot_have_grown_so_is_refused(panel: PanelClient) -> None:
    """The field and what is wrong with it are named; nothing is half-written."""
    panel.seat.call("0101")
    path = f"calls/{panel.call(phase='ringing')['id']}/notes"
    answer = panel.press(path, {"text": "Asked", "grew_from": {"head": 4, "tail": 2}})

    assert HTTPStatus.UNPROCESSABLE_ENTITY == answer.status_code
    assert "grew_from" in answer.text
    assert "" == typed(panel)


def typed(panel: PanelClient) -> str:
    """Return the notes of the panel's one call."""
    panel.listen()
    (call,) = panel.calls.values()
    return str(call["notes"]["text"])


@pytest.mark.requirement("S1-18")
def test_a_field_takes_text_while_the_settings_have_it(
    running: Running, panel: PanelClient
) -> None:
    """And for the call that was under way when it was taken away; no other name is one."""
    panel.seat.call("0101")
    call = panel.call(phase="ringing")
    change_policy(running, note_fields=(NoteFields(event="delivery", fields=("Reason",)),))
    until(lambda: {"delivery": ["Reason"]} == note_fields(panel), "the field in the panel")
    path = f"calls/{call['id']}/notes"
    panel.press(path, {"text": "refund", "field": "Reason", "grew_from": {}})
    change_policy(running, note_fields=())
    answers = [
        panel.press(path, {"text": "refund, paid", "field": "Reason"}),
        panel.press(path, {"text": "x", "field": "Colour"}),
    ]

    assert [202, 422] == [answer.status_code for answer in answers]
    shown = panel.call(phase="ringing")["notes"]
    assert ("delivery", [{"label": "Reason", "text": "refund, paid"}]) == (
        shown["event"],
        shown["fields"],
    )


def note_fields(panel: PanelClient) -> Any:
    """Return the fields beside 'Notes' that the panel knows of."""
    panel.listen()
    return panel.settings["note_fields"]


@pytest.mark.requirement("S1-9")
def test_what_was_typed_is_logged_though_the_tab_was_killed(running: Running) -> None:
    """The call ends without a client, and no next call comes."""
    org = OtherOrg(running, wrap_up_s=1)
    with org.panel() as panel:
        call = OutsideCall(org.system(), panel.seat.line)
        call.tell("leg.offered")
        panel.call(phase="ringing", matching="done")
        call.tell("leg.connected")
        path = f"calls/{panel.call(phase='talking')['id']}/notes"
        panel.press(path, {"text": "asked for refund", "grew_from": {}})
        panel.break_off()
        call.tell("call.ended")

        assert "\n  asked for refund\n" in running.task_of(call.placed)["Description"]
        panel.connect()
