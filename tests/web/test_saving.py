"""Save, what the page says at it, and its Undo, through the server (DECISIONS 6, 9 and 47)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from cti_adapter.calls.call import CallId
from cti_adapter.service.replay import replayed
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.web.stage import (
    ADA,
    NOBODY,
    OtherOrg,
    OutsideCall,
    calls_on,
    telephone_system,
    wrapping_up,
)
from tests.web.test_replay import kept


def outside(panel: PanelClient, number: str = ADA) -> OutsideCall:
    return OutsideCall(telephone_system(panel.running), panel.seat.line, number)


def record(panel: PanelClient, kind: str, name: str) -> dict[str, str]:
    return {"id": panel.running.record_id(kind, name), "type": kind, "name": name}


def save(panel: PanelClient, call_id: str, **more: Any) -> None:
    answer = panel.press(f"calls/{call_id}/save", {"text": "", **more})
    assert 202 == answer.status_code, answer.text


def heard(panel: PanelClient, code: str) -> None:
    until(
        lambda: calls_on(panel) is not None and code in panel.said,
        lambda: f"{code} in {panel.said}",
    )


# ── what the page shows at Save ──────────────────────────────────────────────────────────────


@pytest.mark.requirement("S0-4")
def test_a_record_nobody_told_of_is_looked_up_before_the_task_is_written(
    panel: PanelClient,
) -> None:
    """The page has gone to it unnoticed: the log waits for its account."""
    panel.show(None)
    call = outside(panel)
    case = record(panel, "Case", "00001026")
    call_id = wrapping_up(panel, call)["id"]
    save(panel, call_id, page={"answered": True, "record": case, "window": panel.window})

    saved = panel.call(phase="saved")
    assert case["id"] == panel.running.task_of(call.placed)["WhatId"]
    assert ("said.saved-with", "undo.save") == (panel.said[-1], saved["undo"]["code"])


@pytest.mark.requirement("S0-4")
def test_a_record_that_was_open_before_the_call_is_not_assigned_at_save(
    panel: PanelClient,
) -> None:
    """It may have nothing to do with the caller: that is what Assign is for."""
    case = record(panel, "Case", "00001026")
    panel.show(case)
    call = outside(panel)
    call_id = wrapping_up(panel, call)["id"]
    save(panel, call_id, page={"answered": True, "record": case, "window": panel.window})

    panel.call(phase="saved")
    assert panel.running.task_of(call.placed).get("WhatId") is None


def test_save_belongs_to_its_call_whichever_is_active(panel: PanelClient) -> None:
    """The page's answer opens for the active call; the one that is saved is the one pressed."""
    panel.show(None)
    first, second = outside(panel), outside(panel, NOBODY)
    first_id = wrapping_up(panel, first)["id"]
    second.tell("leg.initiated", remote_number=NOBODY)
    dialled = panel.call(phase="dialling")["id"]
    case = record(panel, "Case", "00001026")
    save(panel, first_id, page={"answered": True, "record": case, "window": panel.window})

    assert panel.running.task_of(first.placed).get("WhatId") is None
    until(lambda: calls_on(panel)[dialled]["assigned"], "the Case on the active call")


# ── Undo of Save (B-3) ───────────────────────────────────────────────────────────────────────


def undone(panel: PanelClient, call: OutsideCall) -> dict[str, Any]:
    """Save a call of Ada with a Case the page named, and take Save back."""
    panel.show(None)
    case = record(panel, "Case", "00001026")
    call_id = wrapping_up(panel, call)["id"]
    page = {"answered": True, "record": case, "window": panel.window}
    save(panel, call_id, text="asked for refund", call_result="Solved", page=page)
    panel.call(phase="saved")
    assert 202 == panel.press(f"calls/{call_id}/undo").status_code
    return panel.call(phase="wrap-up")


@pytest.mark.requirement("B-3")
def test_undo_of_save_opens_the_log_again_and_the_task_stays(panel: PanelClient) -> None:
    """A fresh minute, what Save added is gone, and the next Save mends the same Task."""
    call = outside(panel)
    again = undone(panel, call)
    before = panel.running.task_of(call.placed)
    left = datetime.fromisoformat(again["wrap_up"]["ends_at"]) - datetime.fromisoformat(
        again["ended_at"]
    )
    assert [("Ada Lovelace", "auto")] == panel.assigned()
    assert left.total_seconds() >= 60
    save(panel, again["id"], text="asked for a spare", call_result="Follow-up")
    panel.call(phase="saved")
    (task,) = panel.running.tasks_of(call.placed)

    assert (before["Id"], "Follow-up", None) == (
        task["Id"],
        task["CallDisposition"],
        task["WhatId"],
    )
    assert "asked for a spare" in task["Description"]
    assert before["WhatId"] is not None


@pytest.mark.requirement("B-3")
def test_what_was_changed_in_salesforce_meanwhile_is_not_overwritten(panel: PanelClient) -> None:
    """It stays, the rest is written, and the panel says so."""
    call = outside(panel)
    again = undone(panel, call)
    task = panel.running.task_of(call.placed)
    panel.running.change("Task", task["Id"], CallDisposition="Voicemail")
    save(panel, again["id"], text="asked for a spare", call_result="Follow-up")
    saved = panel.call(phase="saved")
    (task,) = panel.running.tasks_of(call.placed)

    assert ("Voicemail", "log.left") == (task["CallDisposition"], saved["log"]["reason"]["code"])
    assert "asked for a spare" in task["Description"]


@pytest.mark.requirement("B-3")
def test_a_save_that_was_not_written_yet_is_withdrawn(panel: PanelClient) -> None:
    """Salesforce was down: what it gets in the end is what the agent saved last, once."""
    call = outside(panel)
    call_id = wrapping_up(panel, call)["id"]
    panel.running.fault("POST /sobjects/Task", "e503", times=50)
    save(panel, call_id, text="first words")
    panel.call(phase="not-saved")
    panel.press(f"calls/{call_id}/undo")
    panel.call(phase="wrap-up")
    panel.running.no_more_faults()
    save(panel, call_id, text="second words")
    panel.call(phase="saved")
    (task,) = panel.running.tasks_of(call.placed)

    assert "second words" in task["Description"]
    assert "first words" not in task["Description"]


def test_a_save_whose_answer_was_lost_is_known_for_ours_by_the_next_one(
    panel: PanelClient,
) -> None:
    """Its Task stands, and somebody has edited it: the notes are ours, the result is theirs."""
    call = outside(panel)
    call_id = wrapping_up(panel, call)["id"]
    panel.running.fault("POST /sobjects/Task", "drop_after")
    save(panel, call_id, text="first words")
    panel.call(phase="not-saved")
    panel.running.fault("POST /sobjects/Task", "e503", times=50)
    (task,) = panel.running.tasks_of(call.placed)
    panel.running.change("Task", task["Id"], CallDisposition="Follow-up")
    panel.press(f"calls/{call_id}/undo")
    panel.call(phase="wrap-up")
    panel.running.no_more_faults()
    save(panel, call_id, text="second words")
    panel.call(phase="saved")
    (task,) = panel.running.tasks_of(call.placed)

    assert "second words" in task["Description"]
    assert "Follow-up" == task["CallDisposition"]


def test_a_save_taken_back_and_made_again_folds_to_the_same_call(panel: PanelClient) -> None:
    """The journal tells every edition of the log (D2)."""
    call = outside(panel)
    again = undone(panel, call)
    save(panel, again["id"], text="better")
    panel.call(phase="saved")
    stored, journal = kept(panel, CallId(again["id"]))

    assert stored == replayed(stored, journal)
    assert (2, "agent") == (stored.ledger.edition, stored.ledger.by)


# ── two browsers ───────────────────────────────────────────────────────────────────────


@pytest.mark.requirement("A-2")
def test_who_saves_second_is_told_who_was_first(panel: PanelClient) -> None:
    """One Task, however many browsers the call is open in."""
    call = outside(panel)
    call_id = wrapping_up(panel, call)["id"]
    with PanelClient(panel.seat) as second:
        save(panel, call_id, text="the first")
        answer = second.press(f"calls/{call_id}/save", {"text": "the second"})
        panel.call(phase="saved")
        shown = second.call(phase="saved")["log"]
    said = answer.json()

    assert (409, "already-saved", panel.seat.name) == (
        answer.status_code,
        said["error_id"],
        said["saved_by"],
    )
    moments = [datetime.fromisoformat(each) for each in (said["saved_at"], shown["saved_at"])]
    assert (panel.seat.name, moments[0]) == (shown["saved_by"], moments[1])
    (task,) = panel.running.tasks_of(call.placed)
    assert "the first" in task["Description"]


# ── 'Require assignment' (DECISION 6) ────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def strict_org(running: Running) -> OtherOrg:
    """An org in which no call is saved without a record; its agents have three seconds."""
    return OtherOrg(running, require_assignment=True, wrap_up_s=3)


@pytest.fixture
def strict(running: Running, strict_org: OtherOrg) -> Iterator[PanelClient]:
    running.no_more_faults()
    with strict_org.panel() as panel:
        yield panel


def test_where_a_record_is_required_save_is_refused_and_the_server_writes_at_the_end(
    strict: PanelClient, strict_org: OtherOrg
) -> None:
    """However often it is pressed; nothing is lost, and the log says what it lacks."""
    call = OutsideCall(strict_org.system(), strict.seat.line, NOBODY)
    call_id = wrapping_up(strict, call)["id"]
    for _ in range(2):
        save(strict, call_id)
    heard(strict, "said.needs-record")
    saved = strict.call(phase="saved")

    assert strict.said.count("said.needs-record") == 2
    assert ("server", "log.needs-record") == (saved["log"]["by"], saved["log"]["reason"]["code"])
    assert 1 == len(strict.running.tasks_of(call.placed))


def test_with_a_record_save_goes_through(strict: PanelClient, strict_org: OtherOrg) -> None:
    """Ada was found by her number."""
    call = OutsideCall(strict_org.system(), strict.seat.line)
    save(strict, wrapping_up(strict, call)["id"])

    assert "agent" == strict.call(phase="saved")["log"]["by"]
