"""Where an org keeps the call key, found out by itself: on the Task, on an object, nowhere (D8)."""

from collections.abc import Iterator
from typing import Any

import pytest

from cti_adapter.app.product import NoPost, Product
from cti_adapter.settings import Settings
from tests.support.admin_page import AdminClient, words
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.rows import sql
from tests.support.running import Running
from tests.web.stage import OtherOrg, OutsideCall, put_key_back, save, saved_once, wrapping_up

NO_PLACE = "Salesforce has no place for the call key: each call is written at least once"


@pytest.fixture
def org(running: Running) -> Iterator[OtherOrg]:
    """An org nobody has described yet; what a test takes from it is put back."""
    running.no_more_faults()
    yield OtherOrg(running)
    put_key_back(running)


def test_an_org_with_no_place_for_the_key_is_told_the_truth(
    running: Running, org: OtherOrg
) -> None:
    """Agent and admin read "at least once"; an answer that is lost is looked for (P11)."""
    running.keeps_key(activity=False)
    admin = AdminClient(running, org_id=org.id)
    admin.submit("/admin/salesforce/check", {})
    with org.panel() as panel:
        call = OutsideCall(org.system(), panel.seat.line)
        ended = wrapping_up(panel, call)
        running.fault("POST /sobjects/Task", "drop_after")
        save(panel, ended)
        saved_once(panel, call)
        log = panel.call(phase="saved")["log"]

    assert "log.at-least-once" == log["reason"]["code"]
    assert NO_PLACE in words(admin.get("/admin/"))


def test_a_second_task_is_found_and_told(running: Running, org: OtherOrg) -> None:
    """The sweeper: what a late commit left behind stands on the overview, with links (P11)."""
    running.keeps_key(activity=False)
    admin = AdminClient(running, org_id=org.id)
    with org.panel() as panel:
        call = OutsideCall(org.system(), panel.seat.line)
        save(panel, wrapping_up(panel, call))
        task = saved_once(panel, call)
        same = {name: task[name] for name in ("CallObject", "ActivityDate", "Subject")}
        later = running.load({"attributes": {"type": "Task", "referenceId": "it"}, **same})["it"]
        sql(running, "UPDATE outbox SET due_at = 0 WHERE org_id = ? AND kind = 'doubles'", org.id)
        found = until(lambda: doubled(panel), "the second Task to be found")
    page = admin.get("/admin/reconciliation")

    assert {"n": "2"} == found["params"]
    assert "1 call stands in Salesforce more than once." in words(admin.get("/admin/"))
    assert f"/{later}" in page.text
    assert "Keep ours, which corrections go to" in words(page)


def doubled(panel: PanelClient) -> dict[str, Any] | None:
    """Return what the panel says of a second Task, once it does."""
    reason: dict[str, Any] = panel.call(phase="saved")["log"]["reason"]
    return reason if reason["code"] == "log.doubled" else None


def test_an_org_with_the_object_of_the_key_writes_each_call_once(
    running: Running, org: OtherOrg
) -> None:
    """The same promise as with the field, and nobody is warned of anything."""
    running.keeps_key(activity=False, call_object=True)
    admin = AdminClient(running, org_id=org.id)
    admin.submit("/admin/salesforce/check", {})
    with org.panel() as panel:
        call = OutsideCall(org.system(), panel.seat.line)
        ended = wrapping_up(panel, call)
        running.fault("POST /composite", "drop_after")
        save(panel, ended)
        panel.call(phase="not-saved")
        panel.press(f"calls/{ended['id']}/retry")
        task = saved_once(panel, call)
        log = panel.call(phase="saved")["log"]
    named = [row["CTI_Task__c"] for row in running.records("CTI_Call__c")]

    assert None is log["reason"]
    assert 1 == named.count(task["Id"])
    assert NO_PLACE not in words(admin.get("/admin/"))


def test_a_key_that_the_org_denies_is_repeated_and_then_a_dead_letter(
    running: Running, org: OtherOrg
) -> None:
    """Described, and yet "no such column": never written without it, never lost (D8)."""
    denies = "reject:INVALID_FIELD:No such column 'CTI_Call_Key__c' on sobject of type Task"
    admin = AdminClient(running, org_id=org.id)
    with org.panel() as panel:
        call = OutsideCall(org.system(), panel.seat.line)
        ended = wrapping_up(panel, call)
        running.fault("POST /sobjects/Task", denies, times=3)
        save(panel, ended)
        until(lambda: reason_of(panel) == "log.rejected", "the dead letter")
        before = running.tasks_of(call.placed)
        told = words(admin.get("/admin/reconciliation"))
        panel.press(f"calls/{ended['id']}/retry")
        task = saved_once(panel, call)

    assert [] == before
    assert "No such column 'CTI_Call_Key__c' on sobject of type Task" in told
    assert task["CTI_Call_Key__c"]


def reason_of(panel: PanelClient) -> str:
    return str(panel.call(phase="not-saved")["log"]["reason"]["code"])


@pytest.mark.requirement("B-10")
def test_run_check_forgets_what_the_product_knew_of_the_org(
    running: Running, org: OtherOrg
) -> None:
    """Both ways: the key is missed and found in the minute an admin takes and mends it."""
    admin = AdminClient(running, org_id=org.id)
    with org.panel() as panel:
        before = why_of_a_log(panel, org)
        running.keeps_key(activity=False)
        admin.submit("/admin/doctor", {}, page="/admin/doctor")
        # the process that writes may be another one than the check's: it hears of it in seconds
        missed = until(lambda: why_of_a_log(panel, org), "the key to be missed")
        running.keeps_key()
        admin.submit("/admin/doctor", {}, page="/admin/doctor")

        assert until(lambda: why_of_a_log(panel, org) == "", "the key to be found")
    assert ("", "log.at-least-once") == (before, missed)


def why_of_a_log(panel: PanelClient, org: OtherOrg) -> str:
    """Have a call saved; return what the panel says of its log, "" for nothing."""
    call = OutsideCall(org.system(), panel.seat.line)
    save(panel, wrapping_up(panel, call))
    reason = panel.call(phase="saved")["log"]["reason"]
    return reason["code"] if reason else ""


@pytest.mark.requirement("B-10")
def test_a_check_is_heard_of_in_every_process(running: Running, org: OtherOrg) -> None:
    """Another process than the one that ran it; within the seconds of any changed setting."""
    key = "cti_call_key__c"
    settings = Settings(
        public_url=running.url,
        database_url=running.demo.database,
        secret_keys=(running.demo.keys.fernet,),
    )
    storage = running.storage()
    try:
        orgs = Product(settings, storage, NoPost()).orgs
        fields = [orgs.salesforce(org.id).task_shape().fields]
        running.keeps_key(activity=False)
        orgs.forget(org.id)  # as the seconds do
        fields.append(orgs.salesforce(org.id).task_shape().fields)
        AdminClient(running, org_id=org.id).submit("/admin/salesforce/check", {})
        orgs.forget(org.id)
        fields.append(orgs.salesforce(org.id).task_shape().fields)
        orgs.salesforce(org.id).close()
    finally:
        storage.close()

    assert [True, True, False] == [key in each for each in fields]
