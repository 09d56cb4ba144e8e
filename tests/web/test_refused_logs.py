"""What an org does to a log, and what agent and admin read of it: nothing is lost.

A validation rule is played in test_reconciliation.py, somebody who edits the same Task in
test_saving.py, owners who left in test_owners.py.
"""

import pytest

from tests.support.admin_page import AdminClient, words
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.web.stage import OutsideCall, save, saved_once, wrapping_up

WRITE = "POST /sobjects/Task"
RECONCILIATION = "/admin/reconciliation"
NO_RIGHT = "insufficient access rights on object id"


@pytest.fixture
def admin(running: Running) -> AdminClient:
    running.no_more_faults()
    return AdminClient(running)


def reason_of(panel: PanelClient, phase: str) -> dict[str, object]:
    """Wait for the panel to say something of the log in this phase."""
    said = until(lambda: panel.call(phase=phase)["log"]["reason"], "what the panel says")
    return dict(said)


def test_a_missing_right_is_shown_to_both_and_the_log_waits_for_it(
    panel: PanelClient, call: OutsideCall, admin: AdminClient
) -> None:
    """In Salesforce's own words; granted, the same log is written."""
    ended = wrapping_up(panel, call)
    panel.running.fault(WRITE, f"reject:INSUFFICIENT_ACCESS_OR_READONLY:{NO_RIGHT}")
    save(panel, ended)
    told = reason_of(panel, "not-saved")
    shown = words(admin.get(RECONCILIATION))
    before = panel.running.tasks_of(call.placed)
    panel.press(f"calls/{ended['id']}/retry")

    assert ("log.rejected", {"message": NO_RIGHT}) == (told["code"], told["params"])
    assert f"{NO_RIGHT} INSUFFICIENT_ACCESS_OR_READONLY" in shown
    assert [] == before
    assert "asked for refund" in saved_once(panel, call)["Description"]


def test_a_record_out_of_our_reach_is_no_reason_to_lose_the_call(
    panel: PanelClient, call: OutsideCall, admin: AdminClient
) -> None:
    """Hidden from the integration user since it was assigned: the admin lets the log go without."""
    ended = wrapping_up(panel, call)
    panel.running.hide(panel.running.record_id("Contact", "Ada Lovelace"))
    try:
        save(panel, ended)
        told = reason_of(panel, "not-saved")
        page = admin.get(RECONCILIATION)
        letter = page.text.partition("without-links")[2].partition('value="')[2]
        number = letter.partition('name="letter"')[2].partition('value="')[2].partition('"')[0]
        admin.submit(f"{RECONCILIATION}/without-links", {"letter": number})
        task = saved_once(panel, call)
    finally:
        panel.running.hide()

    assert "log.rejected" == told["code"]
    assert None is task.get("WhoId")
    assert "asked for refund" in task["Description"]


def test_a_field_that_is_missing_costs_that_field_alone(
    panel: PanelClient, call: OutsideCall
) -> None:
    """The agent reads which, and whom to tell; the set-up page has it for the admin."""
    ended = wrapping_up(panel, call)
    missing = "reject:INVALID_FIELD:No such column 'CTI_Call_Id__c' on sobject of type Task"
    panel.running.fault(WRITE, missing)
    save(panel, ended)
    told = reason_of(panel, "saved")
    (task,) = [
        row for row in panel.running.records("Task") if row.get("CallObject") == call.placed.call_id
    ]

    assert ("log.left-out", {"fields": "CTI_Call_Id__c"}) == (told["code"], told["params"])
    assert "asked for refund" in task["Description"]


def test_a_text_that_is_too_long_is_cut_where_everyone_sees_it(
    panel: PanelClient, call: OutsideCall
) -> None:
    """The whole of it stays with us; no log is refused for it (A-13)."""
    ended = wrapping_up(panel, call)
    text = "asked for refund " * 2500
    panel.press(f"calls/{ended['id']}/save", {"text": text})
    told = reason_of(panel, "saved")

    assert ("log.cut", {"fields": "Description"}) == (told["code"], told["params"])
    assert "[…] http" in saved_once(panel, call)["Description"]
    assert text.strip() == panel.call(phase="saved")["notes"]["text"].strip()


def test_a_task_deleted_under_us_is_made_anew_by_the_next_save(
    panel: PanelClient, call: OutsideCall
) -> None:
    """Whoever saves again wants it to be there; whoever does not leaves it deleted."""
    ended = wrapping_up(panel, call)
    save(panel, ended)
    first = saved_once(panel, call)
    panel.press(f"calls/{ended['id']}/undo")
    panel.call(phase="wrap-up")
    panel.running.delete(first["Id"])
    save(panel, ended)
    panel.call(phase="saved")
    second = panel.running.task_of(call.placed)

    assert first["Id"] != second["Id"]
    assert "asked for refund" in second["Description"]
