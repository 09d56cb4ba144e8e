"""Leads the product makes of callers nobody knows, and whose a known Lead becomes (2.3)."""

import itertools
from typing import Any
from uuid import uuid4

import pytest
import requests

from cti_adapter.calls.call import CallKey
from cti_adapter.calls.policy import DefaultOwner
from cti_adapter.logbook.ledger import Ledger
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import TIMEOUT_S, Running
from tests.web.stage import OURS, OtherOrg, OutsideCall, save

MAKE = "POST /sobjects/Lead"
_numbers = itertools.count(2000)


@pytest.fixture
def number(running: Running) -> str:
    """A number that is stored nowhere, and that no other test calls from."""
    running.no_more_faults()
    return f"+1415888{next(_numbers)}"


@pytest.fixture
def default_owner(running: Running) -> DefaultOwner:
    """A user whom nobody is linked to."""
    name = f"lead-owner-{uuid4().hex[:8]}"
    return DefaultOwner(type="User", id=running.make_user(f"{name}@example.test", name))


def missed(org: OtherOrg, number: str | None) -> OutsideCall:
    """Let a call end that waited in a queue and that nobody answered."""
    call = OutsideCall(org.system(), "9999", number)
    call.tell("call.created", direction="inbound", local_number=OURS)
    call.tell("call.queued", queue="Support")
    call.tell("call.ended")
    return call


def answered(panel: PanelClient, org: OtherOrg, number: str) -> OutsideCall:
    """Let the panel's agent answer a call that was routed to them, and save."""
    call = OutsideCall(org.system(), panel.seat.line, number)
    call.tell("leg.offered", route="agent")
    panel.call(phase="ringing", matching="done")
    call.tell("leg.connected", "call.ended")
    ended = panel.call(phase="wrap-up")
    save(panel, ended)
    if not ended["assigned"]:
        save(panel, ended)  # nothing is assigned: it is asked once more
    return call


def ledger_of(org: OtherOrg, call: OutsideCall, *, notes: int = 0) -> Ledger:
    """Wait until it is settled whether the call is logged, and for notes about leads."""
    key = CallKey(f"{org.connector}:{call.placed.call_id}")
    storage = org.running.storage()

    def settled() -> Ledger | None:
        file = storage.units.write(org.id, lambda unit: unit.lock_call_by_key(key))
        done = file is not None and file.is_settled and len(file.ledger.leads) >= notes
        return file.ledger if file is not None and done else None

    try:
        return until(settled, "the log to be settled")
    finally:
        storage.close()


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


# ── the owner of an existing Lead ────────────────────────────────────────────────────────────


def lead(running: Running, number: str) -> str:
    """Make a Lead of the integration user with this number; return its id."""
    row = {"attributes": {"type": "Lead", "referenceId": "it"}, "LastName": f"Turing {number}"}
    made = running.load({**row, "Company": "Universal Machines", "Phone": number})
    return made["it"]


def reason_told(panel: PanelClient) -> str | None:
    """Return what the panel says of the log of its only call."""
    panel.listen()
    (call,) = panel.calls.values()
    return call["log"]["reason"]["code"] if call["log"]["reason"] else None


def owner_of(running: Running, lead_id: str) -> str:
    return next(str(row["OwnerId"]) for row in running.records("Lead") if row["Id"] == lead_id)


@pytest.mark.requirement("S3-3")
def test_a_known_lead_becomes_the_agent_s(running: Running, number: str) -> None:
    """With the setting on; the Task is on it."""
    known = lead(running, number)
    org = OtherOrg(running, set_owner_of_lead=True)
    with org.panel() as panel:
        call = answered(panel, org, number)
        until(lambda: owner_of(running, known) == panel.seat.user_id, "the lead to be theirs")

        assert known == running.task_of(call.placed)["WhoId"]
        assert ["owned"] == [note.what for note in ledger_of(org, call, notes=1).leads]


@pytest.mark.requirement("S3-3")
def test_without_the_setting_a_known_lead_stays_whose_it_was(running: Running, number: str) -> None:
    """Owners of existing records are not changed (DECISION 29)."""
    known = lead(running, number)
    before = owner_of(running, known)
    org = OtherOrg(running)
    with org.panel() as panel:
        call = answered(panel, org, number)
        panel.call(phase="saved")

        assert known == running.task_of(call.placed)["WhoId"]
    assert before == owner_of(running, known)


def test_an_owner_that_is_refused_leaves_the_task_alone(running: Running, number: str) -> None:
    """The log was never in doubt; what did not work is told."""
    known = lead(running, number)
    org = OtherOrg(running, set_owner_of_lead=True)
    running.fault(
        "PATCH /sobjects/Lead", "reject:FIELD_CUSTOM_VALIDATION_EXCEPTION:leads stay where they are"
    )
    with org.panel() as panel:
        call = answered(panel, org, number)
        ledger = ledger_of(org, call, notes=1)
        until(lambda: reason_told(panel) == "log.lead-not-owned", "the panel to say so")

        assert "saved" == ledger.state
        assert [("not-owned", "leads stay where they are")] == [
            (note.what, note.message) for note in ledger.leads
        ]
        assert known == running.task_of(call.placed)["WhoId"]
