"""The calls an agent missed, and the number dialled last: for calling back (B-31).

They stand on the agent's desk, so that every message tells them. Pure.
"""

from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.call import Call, CallId
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import RecordId
from cti_adapter.service.call_file import CallFile

MOST = 10
"""Missed calls that stand on a desk; the history has them all."""

KEPT = timedelta(days=3)


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """Whose number it is: the record a call back starts from (DECISION 10)."""

    id: RecordId
    type: str
    label: str


class MissedCall(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A call that rang at the agent and that nobody answered."""

    call_id: CallId
    at: datetime
    number: PhoneNumber
    customer: Customer | None = None
    called_back_by: CallId | None = None
    """The call by which the agent called back."""


class Missed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a desk has for dialling once more."""

    calls: tuple[MissedCall, ...] = ()
    """The newest first."""
    last_dialled: PhoneNumber | None = None

    def since(self, now: datetime) -> tuple[MissedCall, ...]:
        """Return what is not too old to call back."""
        return tuple(each for each in self.calls if each.at > now - KEPT)


def is_missed(call: Call) -> bool:
    """Whether nobody answered a caller who can be called back."""
    inbound = call.direction == "Inbound" and call.channel in {"", "voice"}
    inbound = inbound and call.merged_into is None
    return inbound and call.is_over and call.answered_at is None and bool(call.remote_number)


def noted(missed: Missed, file: CallFile, now: datetime) -> Missed:
    """Put a missed call among the others, or what is known of it by now.

    A call that turns out to have been answered leaves. One that was called back stays so.
    """
    call = file.call
    others = [each for each in missed.since(now) if each.call_id != call.id]
    if not is_missed(call) or call.remote_number is None:
        return missed if len(others) == len(missed.calls) else replace(missed, calls=(*others,))
    known = next((each for each in missed.calls if each.call_id == call.id), None)
    entry = MissedCall(
        call_id=call.id,
        at=call.created_at,
        number=call.remote_number,
        customer=_customer(file),
        called_back_by=known.called_back_by if known is not None else None,
    )
    newest = sorted((*others, entry), key=lambda each: each.at, reverse=True)
    return replace(missed, calls=tuple(newest[:MOST]))


def called_back(missed: Missed, number: PhoneNumber, by: CallId) -> Missed:
    """Note that the agent dials: every missed call of that number is called back."""
    calls = tuple(
        replace(each, called_back_by=by) if each.number == number else each for each in missed.calls
    )
    return Missed(calls=calls, last_dialled=number)


def not_called_back(missed: Missed, by: CallId) -> Missed:
    """The telephone system did not take the number: nobody was called back."""
    calls = tuple(
        replace(each, called_back_by=None) if each.called_back_by == by else each
        for each in missed.calls
    )
    return replace(missed, calls=calls)


def _customer(file: CallFile) -> Customer | None:
    placed = file.assignment.slots.who or file.assignment.slots.what
    if placed is None:
        return None
    record = placed.record
    return Customer(id=record.id, type=record.type, label=record.label)
