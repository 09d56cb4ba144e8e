"""Who owns the Task of a call, from the telephone system's words to Salesforce (2.3)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from cti_adapter.calls.call import CallKey
from cti_adapter.calls.owner import PassedOver
from cti_adapter.calls.policy import DefaultOwner
from cti_adapter.logbook.ledger import Ledger
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running, fresh_name
from tests.web.stage import ALAN, OURS, OtherOrg, OtherSeat, OutsideCall, save, wrapping_up

TO_A_NUMBER = {"route": "number", "local_number": OURS}


@pytest.fixture
def user(running: Running) -> str:
    """A Salesforce user whom nobody is linked to: a default owner one can tell from others."""
    running.no_more_faults()
    name = fresh_name("owner")
    return running.make_user(f"{name}@example.test", name)


def owned_by(kind: str, owner_id: str) -> DefaultOwner:
    return DefaultOwner(type=kind, id=owner_id)  # type: ignore[arg-type] # one of the three


def answered(panel: PanelClient, org: OtherOrg, **how: Any) -> dict[str, Any]:
    """Let the panel's agent answer a call and save; return its Task."""
    call = OutsideCall(org.system(), panel.seat.line)
    call.tell("leg.offered", **how)
    panel.call(phase="ringing", matching="done")
    call.tell("leg.connected", "call.ended")
    save(panel, panel.call(phase="wrap-up"))
    return panel.running.task_of(call.placed)


def missed(org: OtherOrg, how: str = "missed") -> OutsideCall:
    """Let a call end that no agent answered; the one it rings at is signed in nowhere.

    Args:
        org: where it comes in.
        how: missed, abandoned or voicemail, in the queue Support; or number, where it only reached
            a receiving number.
    """
    call = OutsideCall(org.system(), OtherSeat(org, signed_in=False).line)
    call.tell("call.created", direction="inbound", local_number=OURS)
    if how == "number":
        call.tell("leg.offered", "leg.withdrawn", route="number", reason="no_answer")
    else:
        call.tell("call.queued", queue="Support")
    if how == "missed":
        call.tell("leg.offered", "leg.withdrawn", reason="no_answer")
    if how == "voicemail":
        call.tell("voicemail.left", url="https://pbx.example.test/v/1")
    call.tell("call.ended")
    return call


def ledger_of(org: OtherOrg, call: OutsideCall) -> Ledger:
    """Wait until it is settled whether the call is logged; return what the ledger says."""
    key = CallKey(f"{org.connector}:{call.placed.call_id}")
    storage = org.running.storage()

    def settled() -> Ledger | None:
        file = storage.units.write(org.id, lambda unit: unit.lock_call_by_key(key))
        return file.ledger if file is not None and file.is_settled else None

    try:
        return until(settled, "a settled ledger")
    finally:
        storage.close()


# ── the agent's own ──────────────────────────────────────────────────────────────────────────


@pytest.mark.requirement("S3-3", "S3-6")
def test_a_call_to_an_agent_is_the_linked_user_s(running: Running, user: str) -> None:
    """Whoever the default owner is."""
    org = OtherOrg(running, default_owner=owned_by("User", user))
    with org.panel() as panel:
        assert panel.seat.user_id == answered(panel, org, route="agent")["OwnerId"]


@pytest.mark.requirement("S3-7")
def test_a_queue_call_is_the_answering_agent_s(running: Running, user: str) -> None:
    """It rang at two; the one who took it owns it."""
    org = OtherOrg(running, default_owner=owned_by("User", user), wrap_up_s=1)
    colleague = OtherSeat(org)
    with org.panel() as panel:
        call = OutsideCall(org.system(), panel.seat.line)
        call.tell("leg.offered", queue="Support")
        call.tell("leg.offered", "leg.connected", agent=colleague.line)
        call.tell("call.ended")

    assert colleague.user_id == running.task_of(call.placed)["OwnerId"]


@pytest.mark.requirement("S3-8")
def test_a_call_to_a_receiving_number_is_the_default_owner_s(running: Running, user: str) -> None:
    """Also where a linked agent answers it (DECISION 28)."""
    org = OtherOrg(running, default_owner=owned_by("User", user))
    with org.panel() as panel:
        assert user == answered(panel, org, **TO_A_NUMBER)["OwnerId"]


@pytest.mark.requirement("S3-8")
def test_the_link_can_be_made_to_apply_to_receiving_numbers(running: Running, user: str) -> None:
    """'Agent link applies to receiving numbers' is on."""
    org = OtherOrg(running, default_owner=owned_by("User", user), link_applies_to_numbers=True)
    with org.panel() as panel:
        assert panel.seat.user_id == answered(panel, org, **TO_A_NUMBER)["OwnerId"]


@pytest.mark.requirement("S3-8")
def test_a_transfer_is_a_routing_and_the_last_agent_owns_it(running: Running, user: str) -> None:
    """From then on the link applies (DECISION 28)."""
    org = OtherOrg(running, default_owner=owned_by("User", user))
    first = OtherSeat(org)
    with org.panel() as panel:
        call = OutsideCall(org.system(), panel.seat.line)
        call.tell("leg.offered", "leg.connected", agent=first.line, **TO_A_NUMBER)
        call.tell("call.transferred", kind="blind", from_agent=first.line, to_agent=call.line)
        call.tell("leg.ended", agent=first.line)
        call.tell("leg.offered", "leg.connected", "call.ended")
        save(panel, panel.call(phase="wrap-up", matching="done"))

    assert panel.seat.user_id == running.task_of(call.placed)["OwnerId"]


# ── nobody's: the default owner ──────────────────────────────────────────────────────────────


HOW = ("missed", "abandoned", "voicemail", "number")


@pytest.mark.requirement("S4-13", "A-11")
def test_without_config_1_no_missed_queue_call_is_logged(running: Running) -> None:
    """The ledger says why; Config 2 has no say in it (DECISION 53)."""
    running.no_more_faults()
    org = OtherOrg(running, log_while_signed_out=True)
    calls = [missed(org, how) for how in HOW]

    told = [ledger_of(org, call) for call in calls]
    assert [("not-logged", "missed-queue-call")] * 4 == [(one.state, one.reason) for one in told]
    assert [[]] * 4 == [running.tasks_of(call.placed) for call in calls]


@pytest.mark.requirement("S3-14", "S3-16", "S3-20", "S4-13", "A-11")
def test_a_missed_queue_call_is_the_default_owner_s(running: Running, user: str) -> None:
    """A missed call has no agent (DECISION 30); here a user was chosen for it."""
    org = OtherOrg(running, log_missed_queue_calls=True, default_owner=owned_by("User", user))
    calls = [missed(org, how) for how in HOW]

    owners = [ledger_of(org, call).owner for call in calls]
    assert [(user, "default")] * 4 == [(owner.id, owner.why) for owner in owners if owner]
    tasks = [running.tasks_of(call.placed) for call in calls]
    assert [[user]] * 4 == [[task["OwnerId"] for task in of_one] for of_one in tasks]


def test_a_call_missed_on_a_direct_line_is_the_default_owner_s(running: Running, user: str) -> None:
    """Nor has one an agent who was merely rung (DECISION 30); Config 1 has no say in it."""
    org = OtherOrg(running, default_owner=owned_by("User", user))
    call = OutsideCall(org.system(), OtherSeat(org).line)
    call.tell("leg.offered", "call.ended")

    assert user == running.task_of(call.placed)["OwnerId"]


@pytest.mark.requirement("S3-19")
def test_of_type_default_it_is_who_made_the_connection(running: Running) -> None:
    """Nothing has to be chosen before the first missed call."""
    running.no_more_faults()
    org = OtherOrg(running, log_missed_queue_calls=True)
    call = missed(org)

    (integration,) = (
        row["Id"]
        for row in running.records("User")
        if row["Username"] == "integration@example.test"
    )
    assert integration == running.task_of(call.placed)["OwnerId"]


@pytest.mark.requirement("S3-21")
def test_a_queue_owns_what_nobody_answered(running: Running) -> None:
    """The Salesforce queue Support can own Tasks."""
    running.no_more_faults()
    support = running.record_id("Group", "Support")
    org = OtherOrg(running, log_missed_queue_calls=True, default_owner=owned_by("Queue", support))

    assert support == running.task_of(missed(org).placed)["OwnerId"]


# ── who cannot own it ────────────────────────────────────────────────────────────────────────


@pytest.mark.requirement("S3-21")
def test_a_queue_for_leads_alone_hands_its_tasks_on(running: Running) -> None:
    """The next one is the integration user, and the ledger says why (DECISION 32)."""
    running.no_more_faults()
    name = f"Leads {uuid4().hex[:8]}"
    at = running.load(
        {"attributes": {"type": "Group", "referenceId": "q"}, "Name": name, "Type": "Queue"},
        {
            "attributes": {"type": "QueueSobject", "referenceId": "l"},
            "QueueId": "@q",
            "SobjectType": "Lead",
        },
    )["q"]
    org = OtherOrg(running, log_missed_queue_calls=True, default_owner=owned_by("Queue", at))
    call = missed(org)

    owner = ledger_of(org, call).owner
    assert owner is not None
    assert PassedOver(step="default", reason="not-for-object", id=at) in owner.passed_over
    assert ("integration", owner.id) == (owner.why, running.task_of(call.placed)["OwnerId"])


def test_a_default_owner_who_left_hands_on(running: Running, user: str) -> None:
    """A log is never given up for lack of an owner (DECISION 32)."""
    running.change("User", user, IsActive=False)
    org = OtherOrg(running, log_missed_queue_calls=True, default_owner=owned_by("User", user))
    call = missed(org)

    owner = ledger_of(org, call).owner
    assert owner is not None
    assert PassedOver(step="default", reason="inactive", id=user) in owner.passed_over
    assert ("integration", owner.id) == (owner.why, running.task_of(call.placed)["OwnerId"])


def test_a_default_owner_who_does_not_exist_hands_on(running: Running) -> None:
    """Brought in with a file from another org; agent and admin read whose the Task is now."""
    nobody = "005Hs00000ZZZZZIA5"
    org = OtherOrg(running, default_owner=owned_by("User", nobody))
    with org.panel() as panel:
        running.change("User", panel.seat.user_id, IsActive=False)
        call = OutsideCall(org.system(), panel.seat.line)
        save(panel, wrapping_up(panel, call))
        owner = ledger_of(org, call).owner
        reason = panel.call(phase="saved")["log"]["reason"]

    assert owner is not None
    assert [panel.seat.user_id, nobody] == [passed.id for passed in owner.passed_over]
    assert ("integration", owner.id) == (owner.why, running.task_of(call.placed)["OwnerId"])
    assert reason["code"].startswith("log.owner-")


def test_an_agent_who_left_since_the_org_was_asked_hands_on(running: Running, user: str) -> None:
    """Salesforce refuses them when the Task is written, and the panel says whose it is now."""
    org = OtherOrg(running, default_owner=owned_by("User", user))
    with org.panel() as panel:
        answered(panel, org)
        running.change("User", panel.seat.user_id, IsActive=False)
        call = OutsideCall(org.system(), panel.seat.line)
        save(panel, wrapping_up(panel, call))

        owner = ledger_of(org, call).owner
        assert owner is not None
        passed = PassedOver(step="agent", reason="inactive", id=panel.seat.user_id)
        assert (user, (passed,)) == (owner.id, owner.passed_over)
        assert user == running.task_of(call.placed)["OwnerId"]
        assert "log.owner-inactive" == panel.call(phase="saved")["log"]["reason"]["code"]


# ── during the call and after it ─────────────────────────────────────────────────────────────


@pytest.mark.requirement("S3-5")
def test_records_are_updated_during_and_after_the_call(panel: PanelClient) -> None:
    """The notes are safe while they talk; the Task stands within five seconds of Save."""
    call = panel.seat.call(ALAN)
    ringing = panel.call(phase="ringing", matching="done")
    at = f"calls/{ringing['id']}"
    panel.press(f"{at}/answer")
    panel.call(phase="talking")
    panel.press(f"{at}/notes", {"text": "wants a bombe", "version": 0})

    panel.disconnect()  # what a new page is told is what the server has
    panel.connect()
    assert "wants a bombe" == panel.call(phase="talking")["notes"]["text"]
    panel.running.on_the_phone(call, "hang_up")
    panel.call(phase="wrap-up")
    pressed_at = datetime.now(UTC)
    panel.press(f"{at}/save", {"text": "wants a bombe"})
    task = panel.running.task_of(call)
    assert panel.running.record_id("Lead", "Turing") == task["WhoId"]
    assert "wants a bombe" in task["Description"]
    written_at = datetime.fromisoformat(task["CreatedDate"])
    assert timedelta(seconds=5) >= written_at - pressed_at
