"""What somebody changes in Salesforce after the call: it stays, and the history shows it."""

from typing import Any

import pytest

from cti_adapter.calls.call import CallId
from cti_adapter.service.replay import replayed
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.web.stage import NOBODY, OutsideCall, save, saved_once, wrapping_up
from tests.web.test_afterwards import get
from tests.web.test_courier import a_person, control, save_after_the_end, talking_to
from tests.web.test_replay import kept

RECORDING = "https://pbx.example.test/recordings/43"


def records_in_history(panel: PanelClient, call_id: str) -> list[str]:
    page = get(panel, "history").json()
    (found,) = [each for each in page["calls"] if each["id"] == call_id]
    records: list[str] = found["records"]
    return records


def shown(panel: PanelClient, call_id: str, *labels: str) -> None:
    """Wait for the history to show these records; opening it has the Task looked at."""
    until(lambda: records_in_history(panel, call_id) == list(labels), f"{labels} in the history")


def corrected(panel: PanelClient, call: OutsideCall) -> dict[str, Any]:
    """Have the product write to the Task once more; return it."""
    call.tell("recording.available", url=RECORDING)

    def written() -> dict[str, Any] | None:
        (task,) = panel.running.tasks_of(call.placed)
        return task if task.get("CTI_Recording__c") == RECORDING else None

    return until(written, "the later write of the product")


def record(panel: PanelClient, kind: str, name: str) -> dict[str, str]:
    return {"id": panel.running.record_id(kind, name), "type": kind, "name": name}


@pytest.mark.requirement("S2-16")
def test_a_case_chosen_on_the_task_itself_stays_and_shows_in_the_history(
    panel: PanelClient, call: OutsideCall
) -> None:
    """Found by number: no later write of the product changes it back."""
    ended = wrapping_up(panel, call)
    save(panel, ended)
    task = saved_once(panel, call)
    shown(panel, ended["id"], "Ada Lovelace")
    case = panel.running.record_id("Case", "00001027")
    panel.running.change("Task", task["Id"], WhatId=case)
    shown(panel, ended["id"], "Ada Lovelace", "Case 00001027")

    assert case == corrected(panel, call)["WhatId"]
    shown(panel, ended["id"], "Ada Lovelace", "Case 00001027")
    panel.running.change("Task", task["Id"], WhatId=None)
    shown(panel, ended["id"], "Ada Lovelace")


@pytest.mark.requirement("S2-33")
def test_a_contact_chosen_on_the_task_itself_stays_where_the_agent_had_searched(
    panel: PanelClient, call: OutsideCall
) -> None:
    """Path 2: the caller was nobody we knew."""
    panel.show(None)
    call.number = NOBODY
    ended = wrapping_up(panel, call)
    panel.show(record(panel, "Contact", "Ada Lovelace"))
    until(lambda: panel.assigned() == [("Ada Lovelace", "auto")], "Ada on the call")
    save(panel, ended)
    task = saved_once(panel, call)
    grace = panel.running.record_id("Contact", "Grace Hopper")
    panel.running.change("Task", task["Id"], WhoId=grace)
    shown(panel, ended["id"], "Grace Hopper")

    assert grace == corrected(panel, call)["WhoId"]
    stored, journal = kept(panel, CallId(ended["id"]))
    assert stored == replayed(stored, journal)


@pytest.mark.requirement("S2-50")
def test_a_contact_made_during_the_call_and_a_case_are_corrected_like_any_other(
    panel: PanelClient, call: OutsideCall
) -> None:
    """Path 3: the Task has both, shows on the Case, and a later change in Salesforce stays."""
    panel.show(None)
    call.number = NOBODY
    ended = wrapping_up(panel, call)
    account = panel.running.record_id("Account", "Analytical Engines")
    made = a_person(panel.running, "Contact", "", AccountId=account)
    panel.show({"id": made, "type": "Contact", "name": "Turing"})
    until(lambda: panel.assigned() == [("Turing", "auto")], "the new Contact on the call")
    panel.show(record(panel, "Case", "00001026"))
    until(lambda: ("Case 00001026", "auto") in panel.assigned(), "the Case")
    save(panel, ended)
    task = saved_once(panel, call)
    case = panel.running.record_id("Case", "00001026")
    on_case = panel.running.query("SELECT Id FROM Task WHERE WhatId = {case}", case=case)
    other = panel.running.record_id("Case", "00001027")
    panel.running.change("Task", task["Id"], WhatId=other)

    assert (made, case) == (task["WhoId"], task["WhatId"])
    assert task["Id"] in {row["Id"] for row in on_case}
    assert (made, other) == tuple(corrected(panel, call)[name] for name in ("WhoId", "WhatId"))


@pytest.mark.requirement("S2-53")
@pytest.mark.requirement("S2-54")
def test_a_further_contact_is_written_at_save_and_one_added_in_salesforce_stays(
    panel: PanelClient, call: OutsideCall
) -> None:
    """One Task for two Contacts and the Case, in one write; the third is somebody else's doing."""
    running = panel.running
    people = {name: running.record_id("Contact", name) for name in PEOPLE}
    ada, charles, grace = people.values()
    case = record(panel, "Case", "00001026")
    panel.show(None)
    ended = wrapping_up(panel, call)
    panel.show(case)
    until(lambda: ("Case 00001026", "auto") in panel.assigned(), "the Case")
    until(lambda: _added(panel, ended["id"], charles), "Charles beside Ada")
    assert [] == running.tasks_of(call.placed)
    save(panel, ended)
    task = saved_once(panel, call)
    assert [ada, charles] == task["TaskWhoIds"]
    assert all(task["Id"] in tasks_of(panel, at) for at in (ada, charles, case["id"]))
    running.change("Task", task["Id"], TaskWhoIds=[ada, charles, grace])
    shown(panel, ended["id"], *PEOPLE, "Case 00001026")

    assert {ada, charles, grace} == set(corrected(panel, call)["TaskWhoIds"])
    shown(panel, ended["id"], *PEOPLE, "Case 00001026")


PEOPLE = ("Ada Lovelace", "Charles Babbage", "Grace Hopper")


def _added(panel: PanelClient, call_id: str, contact: str) -> bool:
    panel.press(f"calls/{call_id}/add", {"record_id": contact})
    return ("Charles Babbage", "you") in panel.assigned()


def tasks_of(panel: PanelClient, record_id: str) -> set[str]:
    soql = "SELECT TaskId FROM TaskRelation WHERE RelationId = {at}"
    return {row["TaskId"] for row in panel.running.query(soql, at=record_id)}


# ── what becomes of a record ─────────────────────────────────────────────────────────────────


def test_a_contact_merged_after_the_call_is_shown_as_the_one_that_was_kept(
    panel: PanelClient, call: OutsideCall, number: str
) -> None:
    """Salesforce brings the Task there; no later write of the product asks for the loser."""
    running = panel.running
    loser = a_person(running, "Contact", number)
    master = a_person(running, "Contact", "", FirstName="Alan")
    talking_to(panel, call, number, loser)
    save_after_the_end(panel, call)
    call_id = panel.call(phase="saved")["id"]
    control(running, "merge", master=master, losers=[loser])
    shown(panel, call_id, "Alan Turing")

    assert master == corrected(panel, call)["WhoId"]


def test_what_is_deleted_after_the_call_leaves_the_log_as_salesforce_has_it(
    panel: PanelClient, call: OutsideCall
) -> None:
    """A Case that is gone is no reason for a write that fails for ever."""
    running = panel.running
    case = running.load({"attributes": {"type": "Case", "referenceId": "it"}, "Subject": "Spare"})
    panel.show(None)
    ended = wrapping_up(panel, call)
    panel.show({"id": case["it"], "type": "Case", "name": "Spare"})
    until(lambda: len(panel.assigned()) == 2, "the Case on the call")
    save(panel, ended)
    before = saved_once(panel, call)
    running.delete(case["it"])
    after = corrected(panel, call)

    assert case["it"] == before["WhatId"]
    assert (before["Id"], before["WhoId"]) == (after["Id"], after["WhoId"])
