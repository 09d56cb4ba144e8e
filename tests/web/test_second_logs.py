"""The second log of a call, from the Task that Salesforce made to the page that tells of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from cti_adapter.calls.call import CallId
from cti_adapter.service.replay import replayed
from tests.support.admin_page import AdminClient, words
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.web.stage import OtherOrg, OutsideCall, save, saved_once, wrapping_up
from tests.web.test_replay import kept_of

HERE = "/admin/reconciliation"
THEIRS = "asked for a spare"
TODAY = {"from": f"{datetime.now(UTC):%Y-%m-%d}"}


@pytest.fixture
def merging(running: Running) -> OtherOrg:
    return OtherOrg(running, second_log="merge", pop="never")


@pytest.fixture
def keeping(running: Running) -> OtherOrg:
    return OtherOrg(running, pop="never")


@pytest.fixture
def panel(request: pytest.FixtureRequest) -> Iterator[PanelClient]:
    """An agent of the org that the test names."""
    org: OtherOrg = request.getfixturevalue(request.param)
    with org.panel() as client:
        yield client


def logged_twice(panel: PanelClient, org: OtherOrg) -> tuple[OutsideCall, dict[str, Any], str]:
    """Have a call of Ada saved, and logged by Salesforce too; return both Tasks' tellers."""
    call = OutsideCall(org.system(), panel.seat.line)
    save(panel, wrapping_up(panel, call))
    ours = saved_once(panel, call)
    made = panel.running.load(
        {
            "attributes": {"type": "Task", "referenceId": "it"},
            "Subject": "Call",
            "CallType": "Inbound",
            "Status": "Not Started",
            "OwnerId": panel.seat.user_id,
            "WhoId": ours["WhoId"],
            "Description": THEIRS,
        }
    )
    return call, ours, made["it"]


def task(running: Running, at: str) -> dict[str, Any]:
    (found,) = running.query(
        "SELECT Id, Status, Description, CTI_Call_Id__c, CTI_Call_Key__c FROM Task WHERE Id = {at}",
        at=at,
    )
    return found


def compared(running: Running, org: OtherOrg) -> str:
    """Press 'Compare with Salesforce'; return what the page says then."""
    admin = AdminClient(running, org_id=org.id)
    return words(admin.submit(f"{HERE}/compare", TODAY))


def words_now(running: Running, org: OtherOrg) -> str:
    """Return what the page says by itself."""
    return words(AdminClient(running, org_id=org.id).get(HERE))


def says(running: Running, org: OtherOrg, words_of_it: str) -> str:
    """Wait for the page to say of the last comparison what became of it; return what it says."""
    admin = AdminClient(running, org_id=org.id)

    def shown() -> str:
        page = words(admin.get(HERE))
        return page if words_of_it in page else ""

    return until(shown, f"the page to say {words_of_it!r}")


@pytest.mark.requirement("S1-22", "S1-23", "S1-24")
@pytest.mark.parametrize("panel", ["keeping"], indirect=True)
def test_both_logs_are_kept_and_linked(panel: PanelClient, keeping: OtherOrg) -> None:
    """The page shows it as second log of its call; it has the call's id, and no key."""
    call, ours, second = logged_twice(panel, keeping)
    compared(panel.running, keeping)
    shown = says(panel.running, keeping, "linked, both stay")
    there = task(panel.running, second)

    assert (call.placed.call_id, None, THEIRS) == (
        there["CTI_Call_Id__c"],
        there["CTI_Call_Key__c"],
        there["Description"],
    )
    assert ours["Description"] == task(panel.running, ours["Id"])["Description"]
    assert "Calls 1 Tasks we wrote 1 Stand in Salesforce 1 Second logs 1" in shown


@pytest.mark.requirement("S1-24")
@pytest.mark.parametrize("panel", ["merging"], indirect=True)
def test_merged_one_task_has_both_comments_and_the_other_points_to_it(
    panel: PanelClient, merging: OtherOrg
) -> None:
    """And folding the journal gives the same call."""
    call, ours, second = logged_twice(panel, merging)
    compared(panel.running, merging)
    says(panel.running, merging, "merged into our task")
    both, other = task(panel.running, ours["Id"]), task(panel.running, second)
    call_id = CallId(panel.call(phase="saved")["id"])
    stored, journal = kept_of(panel.running, merging.id, call_id)

    assert "asked for refund" in both["Description"]
    assert THEIRS in both["Description"]
    assert THEIRS not in other["Description"]
    assert ("Completed", True) == (other["Status"], ours["Id"] in other["Description"])
    assert call.placed.call_id == other["CTI_Call_Id__c"]
    assert stored == replayed(stored, journal)


@pytest.mark.requirement("B-8")
@pytest.mark.parametrize("panel", ["keeping"], indirect=True)
def test_a_task_that_somebody_deleted_is_missed(panel: PanelClient, keeping: OtherOrg) -> None:
    """The ledger says written; Salesforce, asked, says no."""
    call = OutsideCall(keeping.system(), panel.seat.line)
    save(panel, wrapping_up(panel, call))
    panel.running.delete(saved_once(panel, call)["Id"])
    shown = compared(panel.running, keeping)

    assert "not in Salesforce any more" in shown
    assert "Inbound call: Ada Lovelace" in shown


@pytest.mark.requirement("B-8")
@pytest.mark.parametrize("panel", ["keeping"], indirect=True)
def test_a_task_of_a_call_we_call_unlogged_is_found(panel: PanelClient, keeping: OtherOrg) -> None:
    """Somebody made it by hand, or an answer was lost: the page shows the call and its Task."""
    call = OutsideCall(keeping.system(), panel.seat.line)
    call.tell("call.queued", queue="Support")
    call.tell("leg.offered", "call.ended")
    until(lambda: "Not logged 1" in words_now(panel.running, keeping), "the missed call")
    before = compared(panel.running, keeping)
    made = panel.running.load(
        {
            "attributes": {"type": "Task", "referenceId": "it"},
            "Subject": "Call",
            "CallObject": call.placed.call_id,
        }
    )
    after = compared(panel.running, keeping)
    page = AdminClient(panel.running, org_id=keeping.id).get(HERE)

    assert "Without a task 1" in before
    assert "Unlogged calls that have a task" not in before
    assert "1 call that we call unlogged stands in Salesforce all the same." in after
    assert f"/{made['it']}" in page.text


def test_a_period_that_is_too_long_or_an_org_that_is_away_is_said_in_words(
    running: Running, keeping: OtherOrg
) -> None:
    """Nothing of it is kept."""
    admin = AdminClient(running, org_id=keeping.id)
    long = admin.submit(f"{HERE}/compare", {"from": "2026-01-01", "to": "2026-06-01"})
    running.fault("* /", "drop_before", times=50)
    away = admin.submit(f"{HERE}/compare", TODAY)
    running.no_more_faults()

    assert (422, 502) == (long.status_code, away.status_code)
    assert "Choose 31 days at most." in words(long)
    assert "Salesforce could not be asked." in words(away)
