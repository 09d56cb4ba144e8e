"""Agents who are signed in here and there, and what the ledger says of their calls (2.4).

No test stands here.
"""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from cti_adapter.app import utc_now
from cti_adapter.calls.call import CallKey
from cti_adapter.calls.sign_in import SignIn, entered, with_presence
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.ports import Unit
from tests.support.patience import until
from tests.web.stage import OtherOrg, OtherSeat, OutsideCall

Change = Callable[[SignIn], SignIn]


def agent(org: OtherOrg, state: str, *, do_not_log: bool = False, linked: bool = True) -> OtherSeat:
    """Seat an agent of an org.

    Args:
        org: whose.
        state: "in/out" is signed in to Salesforce and not to the companion; "logout/in" has
            presence Logout in the softphone.
        do_not_log: their 'Do not log by default'.
        linked: whether they have a Salesforce user.
    """
    seat = OtherSeat(org, signed_in=False)
    salesforce, companion = state.split("/")
    now = utc_now()

    def change(sign_in: SignIn) -> SignIn:
        if salesforce != "out":
            sign_in = entered(sign_in, "softphone", now)
        if companion == "in":
            sign_in = entered(sign_in, "companion", now)
        return with_presence(sign_in, "logout", "", now) if salesforce == "logout" else sign_in

    be(org, seat, change)
    if do_not_log or not linked:
        _edit(org, seat, do_not_log=do_not_log, **({} if linked else {"user_id": None}))
    return seat


def be(org: OtherOrg, seat: OtherSeat, change: Change) -> None:
    """Change where an agent is signed in, as their pages, the org or the clock would."""
    storage = org.running.storage()
    try:

        def work(unit: Unit) -> None:
            desk = unit.lock_desk(seat.agent_id)
            unit.put_desk(replace(desk, sign_in=change(desk.sign_in)))

        storage.units.write(org.id, work)
    finally:
        storage.close()


def _edit(org: OtherOrg, seat: OtherSeat, **changed: Any) -> None:
    storage = org.running.storage()
    try:
        known = storage.people.agent(org.id, seat.agent_id)
        assert known is not None
        storage.people.put_agent(replace(known, **changed))
    finally:
        storage.close()


def answered(org: OtherOrg, seat: OtherSeat) -> OutsideCall:
    """Let an agent take a call on the desk phone, with no client open, up to the hang-up."""
    call = OutsideCall(org.system(), seat.line)
    call.tell("leg.offered", "leg.connected", "call.ended")
    return call


def settled(org: OtherOrg, call: OutsideCall) -> CallFile:
    """Wait until a call is logged, or is not going to be; return it."""
    storage = org.running.storage()
    key = CallKey(f"{org.connector}:{call.placed.call_id}")

    def found() -> CallFile | None:
        file = storage.units.read(org.id, lambda unit: unit.find_call_by_key(key))
        return file if file is not None and file.is_settled else None

    try:
        return until(found, f"the end of the log of {key}")
    finally:
        storage.close()


def outcome(org: OtherOrg, call: OutsideCall) -> tuple[int, str, str, int]:
    """Wait for the end of a log; return row, who logged, why, and how many Tasks there are."""
    decision = settled(org, call).ledger.authority
    assert decision is not None
    tasks = org.running.tasks_of(call.placed)
    return decision.row, decision.by, decision.reason, len(tasks)
