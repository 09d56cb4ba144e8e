"""Leads the product makes of callers nobody knows (requirements.md 2.3)."""

from typing import Any
from uuid import uuid4

import pytest
import requests

from cti_adapter.calls.policy import DefaultOwner
from tests.support.running import TIMEOUT_S, Running, fresh_name
from tests.web.lead_stage import answered, lead, ledger_of
from tests.web.stage import OURS, OtherOrg, OutsideCall, save

MAKE = "POST /sobjects/Lead"


@pytest.fixture
def default_owner(running: Running) -> DefaultOwner:
    """A user whom nobody is linked to."""
    name = fresh_name("lead-owner")
    return DefaultOwner(type="User", id=running.make_user(f"{name}@example.test", name))


def missed(org: OtherOrg, number: str | None) -> OutsideCall:
    """Let a call end that waited in a queue and that nobody answered."""
    call = OutsideCall(org.system(), "9999", number)
    call.tell("call.created", direction="inbound", local_number=OURS)
    call.tell("call.queued", queue="Support")
    call.tell("call.ended")
    return call


def leads_of(running: Running, number: str) -> list[dict[str, Any]]:
    """Return the Leads with this number, however it is written."""
    return [
        row
        for row in running.records("Lead")
        if "".join(filter(str.isdigit, row.get("Phone") or "")) == number.removeprefix("+")
    ]


@pytest.mark.requirement("S3-16")
def test_a_missed_call_from_nobody_becomes_a_lead_of_the_default_owner(
    running: Running, number: str, default_owner: DefaultOwner
) -> None:
    """Whoever looks after missed calls finds someone to call back, and the Task on them."""
    org = OtherOrg(
        running, create_lead="missed", log_missed_queue_calls=True, default_owner=default_owner
    )
    task = running.task_of(missed(org, number).placed)
    (lead,) = leads_of(running, number)
    shown = f"+1 {number[2:5]}-{number[5:8]}-{number[8:]}"

    assert lead["Id"] == task["WhoId"]
    assert [default_owner.id] * 2 == [lead["OwnerId"], task["OwnerId"]]
    assert [shown] * 3 == [lead[name] for name in ("LastName", "Company", "Phone")]
    assert not lead.get("FirstName")


@pytest.mark.requirement("S3-23")
def test_a_caller_nobody_knows_becomes_a_lead_of_the_agent_who_answered(
    running: Running, number: str
) -> None:
    """It enters Name as `auto`, with a reason of its own."""
    org = OtherOrg(running, create_lead="always")
    with org.panel() as panel:
        call = answered(panel, org, number)
        saved = panel.call(phase="saved")
        task = running.task_of(call.placed)
        (lead,) = leads_of(running, number)

        assert (panel.seat.user_id, lead["Id"]) == (lead["OwnerId"], task["WhoId"])
        ((of_name),) = saved["assigned"]
        assert ("who", "auto", "because.lead-made") == (
            of_name["slot"],
            of_name["mark"],
            of_name["because"]["code"],
        )


def test_an_answered_call_becomes_none_where_only_missed_ones_shall(
    running: Running, number: str
) -> None:
    """The agent could have made one, and chose not to."""
    org = OtherOrg(running, create_lead="missed")
    with org.panel() as panel:
        call = answered(panel, org, number)
        panel.call(phase="saved")

    assert not running.task_of(call.placed).get("WhoId")
    assert [] == leads_of(running, number)


def test_a_call_that_is_not_logged_makes_no_lead(running: Running, number: str) -> None:
    """Config 1 is off; nor does a caller who withheld the number become one."""
    org = OtherOrg(running, create_lead="always")
    assert "not-logged" == ledger_of(org, missed(org, number)).state
    logged = OtherOrg(running, create_lead="always", log_missed_queue_calls=True)
    withheld = ledger_of(logged, missed(logged, None))

    assert ("saved", ()) == (withheld.state, withheld.leads)
    assert [] == leads_of(running, number)


def test_two_calls_of_one_number_share_one_lead(running: Running, number: str) -> None:
    """At the same moment, while nobody's search finds the first one's yet."""
    org = OtherOrg(running, create_lead="missed", log_missed_queue_calls=True)
    running.fault(MAKE, "slow", delay_ms=400)
    first, second = missed(org, number), missed(org, number)
    tasks = [running.task_of(call.placed) for call in (first, second)]
    third = running.task_of(missed(org, number).placed)
    (lead,) = leads_of(running, number)

    assert [lead["Id"]] * 3 == [task["WhoId"] for task in (*tasks, third)]


def test_a_lead_that_salesforce_refuses_does_not_cost_the_task(
    running: Running, number: str
) -> None:
    """The ledger says so in Salesforce's own words; the next call tries again."""
    org = OtherOrg(running, create_lead="missed", log_missed_queue_calls=True)
    running.fault(MAKE, "reject:FIELD_CUSTOM_VALIDATION_EXCEPTION:no leads on sundays")
    call = missed(org, number)
    ledger = ledger_of(org, call)
    assert not running.task_of(call.placed).get("WhoId")
    assert [("refused", "no leads on sundays")] == [
        (note.what, note.message) for note in ledger.leads
    ]
    again = running.task_of(missed(org, number).placed)

    assert [again["WhoId"]] == [lead["Id"] for lead in leads_of(running, number)]


def test_a_lead_whose_answer_is_lost_is_made_once(running: Running, number: str) -> None:
    """Salesforce has it and answers with an error: it is found by its key."""
    org = OtherOrg(running, create_lead="missed", log_missed_queue_calls=True)
    running.fault(MAKE, "e500_after")
    task = running.task_of(missed(org, number).placed)

    assert [task["WhoId"]] == [lead["Id"] for lead in leads_of(running, number)]


def test_a_number_somebody_stored_meanwhile_is_theirs(running: Running, number: str) -> None:
    """The call waited for Salesforce; by then the caller has a record."""
    org = OtherOrg(running, create_lead="always")
    with org.panel() as panel:
        call = OutsideCall(org.system(), panel.seat.line, number)
        call.tell("leg.offered")
        panel.call(phase="ringing", matching="done")
        made = lead(running, number)
        call.tell("leg.connected", "call.ended")
        ended = panel.call(phase="wrap-up")
        save(panel, ended)
        save(panel, ended)

        assert made == running.task_of(call.placed)["WhoId"]
    assert 1 == len(leads_of(running, number))


def test_a_deleted_lead_is_made_anew(running: Running, number: str) -> None:
    """Somebody cleaned up; who calls again is again nobody."""
    org = OtherOrg(running, create_lead="missed", log_missed_queue_calls=True)
    first = running.task_of(missed(org, number).placed)["WhoId"]
    answer = requests.post(
        f"{running.salesforce}/_control/delete", json={"ids": [first]}, timeout=TIMEOUT_S
    )
    assert answer.ok, answer.text
    second = running.task_of(missed(org, number).placed)["WhoId"]

    assert first != second
    assert [second] == [one["Id"] for one in leads_of(running, number)]


def queue_for(running: Running, *objects: str) -> str:
    """Make a queue that can own these; return its id."""
    rows: list[dict[str, Any]] = [
        {
            "attributes": {"type": "QueueSobject", "referenceId": each},
            "QueueId": "@q",
            "SobjectType": each,
        }
        for each in objects
    ]
    name = f"Queue {uuid4().hex[:8]}"
    group = {"attributes": {"type": "Group", "referenceId": "q"}, "Name": name, "Type": "Queue"}
    return running.load(group, *rows)["q"]


@pytest.mark.requirement("S3-21")
@pytest.mark.parametrize("objects", [("Lead",), ("Task",), ("Lead", "Task")], ids="+".join)
def test_a_queue_owns_the_leads_it_can_own(
    running: Running, number: str, objects: tuple[str, ...]
) -> None:
    """What it cannot own goes to the next, each by itself (DECISION 32)."""
    queue = queue_for(running, *objects)
    org = OtherOrg(
        running,
        create_lead="missed",
        log_missed_queue_calls=True,
        default_owner=DefaultOwner(type="Queue", id=queue),
    )
    task = running.task_of(missed(org, number).placed)
    (lead,) = leads_of(running, number)

    assert lead["Id"] == task["WhoId"]
    assert ("Lead" in objects, "Task" in objects) == (
        queue == lead["OwnerId"],
        queue == task["OwnerId"],
    )
