"""What happened during a call, in order: one truth for the panel's list and the Task's comments.

Derived from the call, never stored, so that it is the same whatever order the events came in.
Holds moments and lines; names and words are given to them where they are shown.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Literal

import msgspec

from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import Call, Transfer
from cti_adapter.calls.leg import Leg

Kind = Literal[
    "dialled",
    "despite",
    "delivered",
    "answered",
    "connected",
    "held",
    "resumed",
    "transferred",
    "called",
    "ended",
    "fell-silent",
]


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the list 'Call events'."""

    id: str
    """Unique within the call, and the same each time the list is made."""
    at: datetime
    kind: Kind
    line: Line | None
    """The agent it happened to, or who did it; None where that was nobody, or is not known."""
    to_line: Line | None = None
    to: str = ""
    """Where a transfer went: to an agent's line, else to this queue or number."""


def happenings(call: Call) -> tuple[Happening, ...]:
    """Return what happened, oldest first (S1-12 to S1-14)."""
    told = [*_of_legs(call), *(_transferred(call, each) for each in call.transfers)]
    told += [
        Happening(id=each.id, at=each.at, kind="called", line=each.line, to_line=each.to_line)
        for each in call.merged
    ]
    if call.despite_at is not None:
        by = call.legs[0].line
        told.append(Happening(id="despite", at=call.despite_at, kind="despite", line=by))
    if call.ended_at is not None:
        line = call.responsible
        kind: Kind = "fell-silent" if call.silent else "ended"
        told.append(Happening(id="ended", at=call.ended_at, kind=kind, line=line))
    handed = {(each.at, each.to_line) for each in call.transfers}
    return tuple(sorted(told, key=lambda one: (one.at, _place(one, handed))))


def _place(one: Happening, handed: Collection[tuple[datetime, Line | None]]) -> int:
    """Of one moment: a transfer comes before whoever it reaches, and the end comes last."""
    if one.kind == "transferred":
        return 1
    if one.id == "ended":
        return 3
    return 2 if (one.at, one.line) in handed else 0


def lines_told(call: Call) -> tuple[Line, ...]:
    """Return the lines whose agents are named in what happened."""
    legs = {leg.line for leg in call.legs}
    asked = {Line(leg.consulting) for leg in call.legs if leg.consulting}
    ends = {line for each in call.transfers for line in (each.from_line, each.to_line)}
    return tuple(sorted(legs | asked | {line for line in ends if line is not None}))


def _of_legs(call: Call) -> Iterator[Happening]:
    for nth, leg in enumerate(call.legs, start=1):
        if _is_own_question(call, leg):
            continue
        for at, kind in _moments(call, leg):
            yield Happening(id=f"{kind}:{nth}:{at:%H:%M:%S.%f}", at=at, kind=kind, line=leg.line)


def _is_own_question(call: Call, leg: Leg) -> bool:
    """Whether an agent who has the customer asks on this line: nothing came to them on it."""
    had = (each for each in call.legs if each.line == leg.line and each.has_spoken)
    return leg.consulted and any(each.begun_at <= leg.begun_at for each in had)


def _moments(call: Call, leg: Leg) -> Iterator[tuple[datetime, Kind]]:
    """Tell one leg. An inbound call that has the agent's own device called was not dialled."""
    dialled = call.direction != "Inbound" and leg.initiated_at is not None
    delivered_at = leg.offered_at or leg.initiated_at
    if dialled and leg.initiated_at is not None:
        yield leg.initiated_at, "dialled"
    elif delivered_at is not None:
        yield delivered_at, "delivered"
    if leg.connected_at is not None:
        yield leg.connected_at, "connected" if dialled else "answered"
    held = False
    for turn in leg.turns:
        if turn.held != held:  # some systems tell a return with every transfer, without a hold
            yield turn.at, "held" if turn.held else "resumed"
        held = turn.held


def _transferred(call: Call, transfer: Transfer) -> Happening:
    return Happening(
        id=transfer.id,
        at=transfer.at,
        kind="transferred",
        line=transfer.from_line or _had_customer(call, transfer),
        to_line=transfer.to_line,
        to=transfer.to,
    )


def _had_customer(call: Call, transfer: Transfer) -> Line | None:
    """Return who had the customer before, where the telephone system did not say so."""
    spoke = [
        (leg.connected_at, leg.line)
        for leg in call.legs
        if leg.connected_at is not None
        and leg.connected_at <= transfer.at
        and leg.line != transfer.to_line
    ]
    return max(spoke)[1] if spoke else None
