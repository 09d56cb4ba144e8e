"""Calls that continue a Task: dialled from its page, they complete it (DECISION 49)."""

from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest

from tests.support.panel_client import PanelClient
from tests.support.patience import until

ADA = "+14155550101"


def a_task(panel: PanelClient, **fields: Any) -> dict[str, str]:
    """Make a Task like Call Ada back, of nobody's; return what its page says of it."""
    running = panel.running
    row = {
        "attributes": {"type": "Task", "referenceId": "it"},
        "Subject": "Call Ada back",
        "WhoId": running.record_id("Contact", "Ada Lovelace"),
        "Status": "Not Started",
        **fields,
    }
    return {"id": running.load(row)["it"], "type": "Task", "name": "Call Ada back"}


def dial(panel: PanelClient, task: dict[str, str]) -> dict[str, Any]:
    """Click the number on a Task's page; return the call once Salesforce was asked."""
    answer = panel.press("dial", {"number": ADA, "record": task})
    assert HTTPStatus.ACCEPTED == answer.status_code, answer.text
    return panel.call(matching="done")


def save(panel: PanelClient, call: dict[str, Any], text: str = "") -> dict[str, Any]:
    """Hang up and save; return the call as it is saved."""
    panel.press(f"calls/{call['id']}/hang_up")
    panel.call(phase="wrap-up")
    panel.press(f"calls/{call['id']}/save", {"text": text, "call_result": "Solved"})
    return panel.call(phase="saved")


def tasks(panel: PanelClient) -> dict[str, dict[str, Any]]:
    return {row["Id"]: row for row in panel.running.records("Task")}


@pytest.mark.requirement("S1-5", "S1-7", "S1-8", "A-14")
def test_a_call_dialled_from_a_task_completes_it(panel: PanelClient) -> None:
    """Somebody edits the subject meanwhile: that stays, and the panel says so."""
    case = panel.running.record_id("Case", "00001026")
    task = a_task(panel, Description="About the cam", WhatId=case)
    call = dial(panel, task)
    assert [("Ada Lovelace", "you"), ("Case 00001026", "you")] == panel.assigned()
    assert "logging.continues-softphone" == panel.call()["logging"]["code"]

    panel.running.change("Task", task["id"], Subject="Call Ada about the cam")
    saved = save(panel, call, "asked for refund")
    after = tasks(panel)[task["id"]]

    assert saved["log"]["task_url"].endswith(task["id"])
    assert {"code": "log.left", "params": {"fields": "Subject"}} == saved["log"]["reason"]
    assert {
        "Subject": "Call Ada about the cam",
        "WhoId": panel.running.record_id("Contact", "Ada Lovelace"),
        "WhatId": case,
        "OwnerId": panel.seat.user_id,
        "CallType": "Outbound",
        "CallDisposition": "Solved",
        "Status": "Completed",
    }.items() <= after.items()
    assert after["Description"].startswith("About the cam\n\n")
    assert 1 == after["Description"].count("asked for refund")
    assert after["CTI_Call_Id__c"]
    assert [after] == _mine(panel)


@pytest.mark.requirement("S1-5")
def test_a_task_that_carries_a_key_belongs_to_another_call(panel: PanelClient) -> None:
    """A new Task is made on the same records, and the old one stays as it is."""
    task = a_task(panel, CTI_Call_Key__c=f"elsewhere:{uuid4().hex}")
    before = tasks(panel)[task["id"]]
    call = dial(panel, task)
    assert [("Ada Lovelace", "you")] == panel.assigned()
    until(lambda: _heard(panel, "said.task-taken"), "the word that it gets its own")
    save(panel, call)

    assert before == tasks(panel)[task["id"]]
    (made,) = _mine(panel)
    assert before["WhoId"] == made["WhoId"]


def test_the_next_save_of_a_continued_task_mends_it(panel: PanelClient) -> None:
    """Undo of Save, another note: still the one Task, and what stood there before stays."""
    task = a_task(panel, Description="About the cam")
    call = dial(panel, task)
    save(panel, call, "asked for refund")
    panel.press(f"calls/{call['id']}/undo")
    panel.call(phase="wrap-up")
    panel.press(f"calls/{call['id']}/save", {"text": "wants a quote", "call_result": "Solved"})
    panel.call(phase="saved")
    (after,) = _mine(panel)

    assert task["id"] == after["Id"]
    assert ("Call Ada back", True) == (
        after["Subject"],
        after["Description"].startswith("About the cam\n\n"),
    )
    assert (0, 1) == (
        after["Description"].count("asked for refund"),
        after["Description"].count("wants a quote"),
    )


def test_a_task_that_is_deleted_while_the_call_runs_is_not_missed(panel: PanelClient) -> None:
    """The call is logged all the same, in a Task of its own."""
    task = a_task(panel)
    call = dial(panel, task)
    panel.running.delete(task["id"])
    save(panel, call)
    (made,) = _mine(panel)

    assert task["id"] != made["Id"]
    assert panel.running.record_id("Contact", "Ada Lovelace") == made["WhoId"]


def _heard(panel: PanelClient, code: str) -> bool:
    panel.listen()
    return code in panel.said


def _mine(panel: PanelClient) -> list[dict[str, Any]]:
    """Return the Tasks of the panel's agent, who had no other call."""
    return [row for row in tasks(panel).values() if row["OwnerId"] == panel.seat.user_id]
