"""What a page, a press or an answer may say that is wrong: seen by the agent, never assigned."""

from typing import Any

import pytest

from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.web.stage import ADA, NOBODY, SHARED, OutsideCall, calls_on, telephone_system

NO_ID = ("", "003", "not an id at all", "003ADA!00000001AAA", "a" * 19, "003\u202e00000000001")


def talking(panel: PanelClient, number: str) -> tuple[OutsideCall, str]:
    call = OutsideCall(telephone_system(panel.running), panel.seat.line, number)
    call.tell("leg.offered", "leg.connected")
    return call, panel.call(phase="talking", matching="done")["id"]


def record(panel: PanelClient, kind: str, name: str) -> dict[str, str]:
    return {"id": panel.running.record_id(kind, name), "type": kind, "name": name}


def heard(panel: PanelClient, code: str) -> None:
    until(
        lambda: calls_on(panel) is not None and code in panel.said,
        lambda: f"{code} in {panel.said}",
    )


def test_what_is_no_id_is_refused_by_its_field(panel: PanelClient) -> None:
    """Nothing is looked up and nothing changes."""
    _, call_id = talking(panel, ADA)
    page = {"answered": False, "record": None}
    answers = [
        panel.press(f"calls/{call_id}/{command}", {"record_id": wrong, "page": page})
        for command in ("assign", "choose", "unassign")
        for wrong in NO_ID
    ]

    assert {(422, "record_id")} == {
        (answer.status_code, answer.json()["errors"][0]["field"]) for answer in answers
    }
    assert [("Ada Lovelace", "auto")] == panel.assigned()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("assign", "said.no-open-record"),
        ("choose", "said.not-matching"),
        ("unassign", "said.not-assigned"),
    ],
)
def test_an_id_of_something_else_says_that_nothing_changed(
    panel: PanelClient, command: str, said: str
) -> None:
    """A user, an own Task, a record nobody showed: well formed, and not to be had."""
    _, call_id = talking(panel, SHARED)
    body: dict[str, Any] = {"page": {"answered": False, "record": None}}
    answer = panel.press(f"calls/{call_id}/{command}", {"record_id": panel.seat.user_id, **body})
    heard(panel, said)

    assert (202, []) == (answer.status_code, panel.assigned())


def test_there_may_be_nothing_left_to_undo(panel: PanelClient) -> None:
    """Another page was faster."""
    _, call_id = talking(panel, ADA)
    panel.press(f"calls/{call_id}/undo")
    heard(panel, "said.nothing-to-undo")

    assert [("Ada Lovelace", "auto")] == panel.assigned()


def test_a_page_that_lies_about_the_type_is_found_out(panel: PanelClient) -> None:
    """A user's page that calls itself a Contact is never the caller."""
    panel.show(None)
    _, call_id = talking(panel, NOBODY)
    panel.show({"id": panel.seat.user_id, "type": "Contact", "name": "Ada Lovelace"})
    until(
        lambda: calls_on(panel) and not enabled(panel), lambda: f"no way to assign it: {panel.desk}"
    )
    body = {"record_id": panel.seat.user_id, "page": {"answered": False, "record": None}}
    panel.press(f"calls/{call_id}/assign", body)
    heard(panel, "said.refused")

    assert [] == panel.assigned()


def enabled(panel: PanelClient) -> bool:
    return bool(panel.desk["assign"]["enabled"])


def test_a_record_that_vanished_costs_neither_the_press_nor_the_log(panel: PanelClient) -> None:
    """Somebody deleted it meanwhile: the Task stands without it, and says so."""
    name = f"Ephemera {panel.seat.number}"
    gone = panel.running.load(
        {
            "attributes": {"type": "Opportunity", "referenceId": "it"},
            "Name": name,
            "StageName": "Prospecting",
            "CloseDate": "2026-12-31",
        }
    )["it"]
    shown = {"id": gone, "type": "Opportunity", "name": name}
    panel.show(shown)
    call, call_id = talking(panel, ADA)
    panel.running.delete(gone)
    body = {"record_id": gone, "page": {"answered": True, "record": shown, "window": panel.window}}
    panel.press(f"calls/{call_id}/assign", body)
    until(lambda: (name, "you") in panel.assigned(), "what was pressed")
    call.tell("call.ended")
    panel.call(phase="wrap-up")
    panel.press(f"calls/{call_id}/save", {"text": ""})
    saved = panel.call(phase="saved")

    assert "log.record-gone" == saved["log"]["reason"]["code"]
    assert panel.running.task_of(call.placed).get("WhatId") is None


def test_a_press_after_the_log_is_written_is_refused_with_the_state(panel: PanelClient) -> None:
    """Whatever a page that missed the news still offers."""
    call, call_id = talking(panel, ADA)
    call.tell("call.ended")
    panel.call(phase="wrap-up")
    panel.press(f"calls/{call_id}/save", {"text": ""})
    panel.call(phase="saved")
    ada = record(panel, "Contact", "Ada Lovelace")["id"]
    body = {"record_id": ada, "page": {"answered": False, "record": None}, "slot": "who"}
    answers = [
        panel.press(f"calls/{call_id}/{command}", body)
        for command in ("assign", "choose", "unassign")
    ]

    assert [(409, "saved")] * 3 == [
        (answer.status_code, answer.json()["state"]) for answer in answers
    ]
    assert [("Ada Lovelace", "auto")] == panel.assigned()
