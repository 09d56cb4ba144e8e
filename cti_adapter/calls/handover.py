"""Handing a call on: queues, transfers, consultations. Who has the customer after each.

`waits_for` says that the customer is between two agents; it is set here, and goes when somebody
talks. Whether that ends the call is not said here but in ending.py.
"""

from collections.abc import Collection
from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import Call, Transfer
from cti_adapter.calls.events import (
    CallConferenced,
    CallMerged,
    CallQueued,
    CallTransferred,
    ConsultEnded,
    ConsultStarted,
    Route,
)
from cti_adapter.calls.merged import with_other

Handover = (
    CallQueued | CallTransferred | CallConferenced | CallMerged | ConsultStarted | ConsultEnded
)


def handed_on(call: Call, event: Handover) -> Call:
    """Return the call after one of the events by which it is handed on."""
    match event:
        case CallQueued():
            return _queued(call, event)
        case CallTransferred():
            return _transferred(call, event)
        case CallConferenced():
            return _conferenced(call, event)
        case CallMerged():
            return with_other(call, event)
        case ConsultStarted():
            return _consultation_began(call, event)
        case ConsultEnded():
            return _consultation_ended(call, event)
        case _:
            assert_never(event)


def arrived(call: Call) -> Call:
    """End the waiting once somebody talks, in whichever order that was told.

    A consult transfer is told after its target was connected, a repeat after the target left:
    so the moments decide, not the order of arrival.
    """
    since = call.waits_since
    if not call.waits_for or since is None:
        return call
    reached = any(
        _is_since(leg.connected_at, since)
        or (leg.line == call.waits_for and (leg.is_live or _is_since(leg.ended_at, since)))
        for leg in call.legs
        if leg.has_spoken
    )
    return replace(call, waits_for="", waits_since=None) if reached else call


def _queued(call: Call, event: CallQueued) -> Call:
    """Note that the caller waits in a queue, and was routed there."""
    call = _rerouted(call, "queue")
    if call.hung_up:
        return call
    queue = event.facts.queue or call.queue or "queue"
    return replace(call, waits_for=queue, waits_since=event.at)


def _transferred(call: Call, event: CallTransferred) -> Call:
    """Move responsibility. To an outside number the call is gone for us (DECISION 13)."""
    if event.to_line or event.to_queue:
        call = _rerouted(call, "agent" if event.to_line else "queue")
    call = _with_transfer(call, event)
    if event.from_line is not None:
        call = _asking(call, event.from_line, "", event.at)
    if call.transferred_at is not None and event.at < call.transferred_at:
        return call
    after = replace(call, transferred_to=event.to_line, transferred_at=event.at)
    if event.to_line is not None:
        after = _joined(after, (event.to_line,), event.at)
    if after.hung_up:
        return after
    return replace(after, waits_for=event.to_line or event.to_queue, waits_since=event.at)


def _with_transfer(call: Call, event: CallTransferred) -> Call:
    """Remember the transfer for who reads what happened (happenings.py)."""
    told = Transfer(
        at=event.at,
        from_line=event.from_line,
        to_line=event.to_line,
        to=event.to_queue or event.to_number,
    )
    if any(known.id == told.id for known in call.transfers):
        return call
    transfers = sorted((*call.transfers, told), key=lambda each: each.at)
    return replace(call, transfers=tuple(transfers))


def _rerouted(call: Call, route: Route) -> Call:
    """Note a routing that came later than the first (DECISION 28)."""
    return replace(call, rerouted=tuple(sorted({*call.rerouted, route})))


def _consultation_began(call: Call, event: ConsultStarted) -> Call:
    """Note that an agent is only asked: the customer is not theirs (DECISION 16)."""
    line = Line(event.target)
    call = _asking(call, event.line, event.target, event.at)
    if line in call.consulted or line == call.transferred_to:
        return call
    legs = tuple(
        replace(leg, consulted=True)
        if leg.line == line and leg.is_live and leg.connected_at is None
        else leg
        for leg in call.legs
    )
    return replace(call, legs=legs, consulted=(*call.consulted, line))


def _consultation_ended(call: Call, event: ConsultEnded) -> Call:
    """Note that the asking is over; without a target all of it is."""
    left = tuple(line for line in call.consulted if event.target and line != event.target)
    leg = call.leg_of(event.line)
    if leg is not None and event.target and leg.consulting not in {"", event.target}:
        return replace(call, consulted=left)
    return _asking(replace(call, consulted=left), event.line, "", event.at)


def _conferenced(call: Call, event: CallConferenced) -> Call:
    """Nobody asks any more: they talk with the customer, all of them."""
    call = _joined(call, event.lines, event.at)
    for line in event.lines:
        call = _asking(call, line, "", event.at)
    return call


def _asking(call: Call, line: Line, target: str, at: datetime) -> Call:
    """Note whom an agent asks from then on, "" where nobody; the latest word of it counts."""
    begun = [leg for leg in call.legs if leg.line == line and leg.begun_at <= at]
    leg = begun[-1] if begun else None
    if leg is None or (leg.consulting_at is not None and at < leg.consulting_at):
        return call
    told = replace(leg, consulting=target, consulting_at=at)
    return replace(call, legs=tuple(told if each is leg else each for each in call.legs))


def _joined(call: Call, lines: Collection[Line], at: datetime) -> Call:
    """Give these agents the customer too: who was only asked is on the call from now on."""
    legs = tuple(
        replace(leg, consulted=False)
        if leg.line in lines and (leg.is_live or _is_since(leg.ended_at, at))
        else leg
        for leg in call.legs
    )
    asked = tuple(line for line in call.consulted if line not in lines)
    return replace(call, legs=legs, consulted=asked)


def _is_since(moment: datetime | None, since: datetime) -> bool:
    return moment is not None and moment >= since
