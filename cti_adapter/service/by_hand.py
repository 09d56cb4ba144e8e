"""'Log a call': an agent enters a call that no telephone system told of (DECISION 50, S1-21).

From the first moment it is a call like any other: with a key of its own, in the history of the
agent who typed it, logged by the outbox. It is never on a panel.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import CallTyped
from cti_adapter.calls.number import PhoneNumber, normal_form
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.record import Record, RecordId
from cti_adapter.errors import FieldFault, StateConflict, Unprocessable
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.fold import Fold, opened
from cti_adapter.service.ports import Agent

CONNECTOR = "by-hand"
"""Stands in the call key where other calls have their telephone system."""

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far ahead of ours the clock of the agent's browser may be."""


class TypedCall(msgspec.Struct, frozen=True, kw_only=True):
    """What the agent typed."""

    number: str
    direction: Literal["Inbound", "Outbound"]
    started_at: datetime
    duration_s: int


class CallsByHand:
    """The calls that agents enter themselves."""

    def __init__(self, flow: CallFlow, new_id: Callable[[], str]) -> None:
        self._flow = flow
        self._new_id = new_id

    def log(
        self, agent: Agent, typed: TypedCall, shown: RecordId | str | None, key: str
    ) -> CallId | None:
        """Enter a call and have its Task written on the open record; return its id.

        Args:
            agent: who types, and dealt with the call.
            typed: the call.
            shown: the open record the dialog named, "" where it named none; None leaves it to
                what is open. Another one is never taken (B-2).
            key: the same again is done once, and answered with None.

        Raises:
            Unprocessable: what was typed cannot be; says which field.
            StateConflict: another record is open by now, it takes no call, or one is required.
        """
        call_id = CallId(self._new_id())
        made: list[CallId] = []

        def work(fold: Fold) -> None:
            if key and fold.unit.remembered(key, agent.id):
                return
            number = _number(typed.number, fold.policy)
            _check_time(typed, fold)
            event = CallTyped(
                at=fold.now,
                agent=agent.id,
                line=agent.line,
                number=number,
                direction=typed.direction,
                started_at=typed.started_at,
                duration_s=typed.duration_s,
                opened=_record(fold, agent, shown),
            )
            file = opened(agent.org_id, call_id, CONNECTOR, call_id, event)
            after = fold.advance(file, event, is_new=True)
            if event.opened is not None and after.assignment.slots.is_empty:
                raise StateConflict("no call is logged on the open record", state="cannot-assign")
            made.append(call_id)

        self._flow.apply(agent.org_id, work)
        return made[-1] if made else None


def _number(text: str, policy: Policy) -> PhoneNumber:
    try:
        number = normal_form(text, policy.region)
    except ValueError as error:
        raise Unprocessable(FieldFault(field="number", message=str(error))) from error
    if number is None:
        raise Unprocessable(FieldFault(field="number", message="type the number of the call"))
    return number


def _check_time(typed: TypedCall, fold: Fold) -> None:
    """Refuse a call that is not over, or older than the org keeps any (setting Retention)."""
    days = fold.policy.retention_days
    if typed.started_at < fold.now - timedelta(days=days):
        fault = f"a call can be logged for {days} days; this one began before"
        raise Unprocessable(FieldFault(field="started_at", message=fault))
    if typed.started_at > fold.now + CLOCKS_DIFFER:
        fault = "the call has not begun yet; type when it began"
        raise Unprocessable(FieldFault(field="started_at", message=fault))
    if typed.started_at + timedelta(seconds=typed.duration_s) > fold.now + CLOCKS_DIFFER:
        fault = "the call would not be over yet; type how long it lasted"
        raise Unprocessable(FieldFault(field="duration_s", message=fault))


def _record(fold: Fold, agent: Agent, shown: RecordId | str | None) -> Record | None:
    seen = fold.unit.desk(agent.id).open
    record = seen.record if seen is not None else None
    if shown is not None and shown != (record.id if record is not None else ""):
        raise StateConflict("another record is open by now", state="other-record")
    if record is None and fold.policy.require_assignment:
        raise StateConflict("open the record the call is about first", state="needs-record")
    return record
