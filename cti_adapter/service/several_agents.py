"""Openings of agents whose openings do not assign, until the call is theirs (DECISION 57).

Where a call rings at several agents, and where a colleague is only asked, what each of them opens
is offered in their own panel alone. Who gets the call has theirs taken up at that moment. Pure.
"""

import msgspec

from cti_adapter.calls.agent import Line
from cti_adapter.calls.record import Record

MOST_KEPT = 20
"""Openings remembered of one call; the oldest are forgotten first."""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """A record that an agent opened while the call was not theirs."""

    line: Line
    record: Record


def with_opening(heard: tuple[Heard, ...], line: Line, record: Record) -> tuple[Heard, ...]:
    """Remember an opening; the same record opened again counts as opened now."""
    others = (each for each in heard if (each.line, each.record.id) != (line, record.id))
    return (*others, Heard(line=line, record=record))[-MOST_KEPT:]


def with_news(heard: tuple[Heard, ...], known: Record) -> tuple[Heard, ...]:
    """Take in what is known of a record by now."""
    return tuple(
        msgspec.structs.replace(each, record=known) if each.record.id == known.id else each
        for each in heard
    )


def of(heard: tuple[Heard, ...], line: Line) -> tuple[Record, ...]:
    """Return what this agent has opened, in that order."""
    return tuple(each.record for each in heard if each.line == line)
