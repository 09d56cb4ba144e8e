"""Two calls that turn out to be one: an attended transfer ends so where the question was a call.

A consultation is a leg of its call, not a call (DECISION 15). Where a telephone system gives it a
call of its own, that call becomes part of the customer's: its legs, transfers, records and notes
come over in one event, and what is told under its id from then on belongs here (facts: telephony
2.3). Which of the two goes on is decided in service/joining.py.
"""

from datetime import datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import Call, CallId, Merged, Transfer
from cti_adapter.calls.leg import Leg
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import Record
from cti_adapter.calls.reported import Event


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """A record that was assigned to the other call."""

    record: Record
    mark: Literal["auto", "you"]


class BroughtOpening(msgspec.Struct, frozen=True, kw_only=True):
    """A record that an agent opened while the other call was not theirs (DECISION 57)."""

    line: Line
    record: Record


class BroughtNote(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was typed into the other call."""

    text: str
    event_id: str = ""
    """The event it was typed in, as the notes of that call have it."""
    field: str = ""


class CallMerged(Event, frozen=True, kw_only=True, omit_defaults=True, tag="call.merged"):
    """Another call has become part of this one; all that is kept of it."""

    call_id: CallId
    begun_at: datetime
    placed_on: Line | None = None
    lines: tuple[Line, ...] = ()
    """Of its agents."""
    legs: tuple[Leg, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    """Those to agents and queues."""
    remote_number: PhoneNumber | None = None
    queue: str = ""
    attributes: dict[str, str]
    url: str = ""
    """Of its recording."""
    records: tuple[Brought, ...] = ()
    candidates: tuple[Record, ...] = ()
    opened: tuple[BroughtOpening, ...] = ()
    notes: tuple[BroughtNote, ...] = ()
    call_result: str = ""


class MergedInto(Event, frozen=True, kw_only=True, tag="call.merged-into"):
    """This call has become part of another one: nothing of it is logged by itself."""

    call_id: CallId


MergeEvent = CallMerged | MergedInto


def with_other(call: Call, event: CallMerged) -> Call:
    """Return a call that another one has become part of; a repeat changes nothing.

    Where an agent is on both, the other call was their question: who was on it has not had the
    customer, until a transfer or a conference says so.
    """
    if any(each.call_id == event.call_id for each in call.merged):
        return call
    had = {leg.line for leg in call.legs if leg.has_spoken}
    asked = not had.isdisjoint(event.lines)
    there = {leg.id for leg in call.legs}
    came = tuple(
        replace(leg, consulted=True) if asked else leg for leg in event.legs if leg.id not in there
    )
    to_line = next((leg.line for leg in event.legs if leg.line != event.placed_on), None)
    merged = Merged(call_id=event.call_id, at=event.begun_at, line=event.placed_on, to_line=to_line)
    known = {each.id for each in call.transfers}
    new = (each for each in event.transfers if each.id not in known)
    return replace(
        call,
        legs=(*call.legs, *came),
        transfers=tuple(sorted((*call.transfers, *new), key=lambda each: each.at)),
        merged=(*call.merged, merged),
        remote_number=call.remote_number or (None if call.withheld else event.remote_number),
        queue=call.queue or event.queue,
        attributes={**event.attributes, **call.attributes},
        recording_url=call.recording_url or event.url,
    )


def let_go(call: Call, event: MergedInto) -> Call:
    """Return a call that has become part of another one: nobody is on it, and nothing is due."""
    pause = call.wrap_up
    if pause is not None and pause.ended_at is None:
        pause = replace(pause, ended_at=event.at)
    return replace(
        call,
        merged_into=event.call_id,
        ended_at=call.ended_at or event.at,
        hung_up=True,
        settled=True,
        waits_for="",
        waits_since=None,
        wrap_up=pause,
    )
