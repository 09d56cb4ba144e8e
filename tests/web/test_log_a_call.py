"""'Log a call': what no telephone system told of is logged all the same, once (S1-21)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import requests

from tests.support.panel_client import PanelClient
from tests.support.running import Running
from tests.web.stage import ADA, NOBODY, OtherOrg
from tests.web.test_history import history, in_history, record


def typed(**changes: Any) -> dict[str, Any]:
    """Return a call of six minutes an hour ago, as the dialog sends it."""
    began = datetime.now(UTC) - timedelta(hours=1)
    return {"number": NOBODY, "started_at": began.isoformat(), "duration_s": 372, **changes}


def log(panel: PanelClient, body: dict[str, Any], key: str = "") -> requests.Response:
    return panel.press("history/log", body, key)


def tasks(panel: PanelClient) -> list[dict[str, Any]]:
    """Return the Tasks of this agent."""
    rows = panel.running.records("Task")
    return [row for row in rows if row["OwnerId"] == panel.seat.user_id]


@pytest.mark.requirement("S1-21")
def test_a_call_the_system_never_saw_is_one_task_on_the_open_record(panel: PanelClient) -> None:
    """Sent twice, as a browser does that heard no answer, it is the same call."""
    ada = record(panel, "Contact", "Ada Lovelace")
    panel.show(ada)
    call, key = typed(record_id=ada["id"]), uuid4().hex
    answers = [log(panel, call, key).status_code for _ in range(2)]
    past = in_history(panel, state="saved")

    assert [202, 202] == answers
    assert (True, 372, ["Ada Lovelace"]) == (
        past["by_hand"],
        past["duration_s"],
        past["records"],
    )
    assert 1 == len(history(panel)["calls"])
    (task,) = tasks(panel)
    assert (ada["id"], 372, "Outbound") == (
        task["WhoId"],
        task["CallDurationInSeconds"],
        task["CallType"],
    )
    assert task["CTI_Call_Key__c"].startswith("by-hand:")


@pytest.mark.requirement("S1-21")
def test_a_task_made_by_hand_in_salesforce_is_left_untouched(panel: PanelClient) -> None:
    """It looks like the call's own, and is somebody's work."""
    ada = record(panel, "Contact", "Ada Lovelace")
    about = {"type": "Task", "referenceId": "mine"}
    mine = {"Subject": "Call", "WhoId": ada["id"], "OwnerId": panel.seat.user_id}
    panel.running.load({"attributes": about, **mine, "Status": "Completed"})
    (before,) = tasks(panel)
    panel.show(ada)
    log(panel, typed(number=ADA, direction="Inbound"))
    in_history(panel, state="saved")

    kept, ours = sorted(tasks(panel), key=lambda task: bool(task.get("CTI_Call_Key__c")))
    assert (before, ada["id"]) == (kept, ours["WhoId"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": "nonsense"}, "number"),
        ({"number": " "}, "number"),
        ({"duration_s": -1}, "duration_s"),
        ({"duration_s": 2 * 3600}, "duration_s"),
        ({"started_at": "2026-11-21T09:00:00"}, "started_at"),
        ({"started_at": "2020-01-01T09:00:00Z"}, "started_at"),
        ({"started_at": "2999-01-01T09:00:00Z"}, "started_at"),
        ({"direction": "Internal"}, "direction"),
        ({"record_id": "Ada"}, "record_id"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    panel: PanelClient, change: dict[str, Any], field: str
) -> None:
    """The dialog shows which of the three to mend, and nothing is half-written."""
    answer = log(panel, typed(**change))

    assert (422, [field]) == (answer.status_code, [e["field"] for e in answer.json()["errors"]])
    assert [] == history(panel)["calls"]


def test_another_record_than_the_dialog_named_is_not_taken(panel: PanelClient) -> None:
    """The page went on between a look and a press (B-2); nothing is written."""
    ada, grace = record(panel, "Contact", "Ada Lovelace"), record(panel, "Contact", "Grace Hopper")
    panel.show(grace)
    states = [log(panel, typed(record_id=each)).json()["state"] for each in (ada["id"], "")]

    assert (["other-record"] * 2, []) == (states, history(panel)["calls"])


def test_a_record_that_takes_no_call_is_refused(panel: PanelClient) -> None:
    """The limits are those of any call."""
    panel.show(record(panel, "Badge__c", "B-Seven"))
    refused = log(panel, typed())

    assert (409, "cannot-assign") == (refused.status_code, refused.json()["state"])
    assert [] == history(panel)["calls"]


def test_where_a_record_is_required_one_has_to_be_open(running: Running) -> None:
    """Nothing is written that the admin does not want to have."""
    with OtherOrg(running, require_assignment=True).panel() as panel:
        refused = log(panel, typed())

    assert (409, "needs-record") == (refused.status_code, refused.json()["state"])
