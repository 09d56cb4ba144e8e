"""An agent's dial list: whom to call next, and whom they have called from it (DECISION 51).

Pure. The first entry is the next one: 'Dial next' takes it off, 'Skip' puts it behind the last.
Whether somebody was reached is not kept here: the call says it.
"""

from datetime import datetime

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.call import CallId
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import Record
from cti_adapter.errors import StateConflict

MOST_ENTRIES = 500
"""Entries of one agent: more is a campaign, and belongs to the telephone system."""
MOST_DIALLED = 100
"""Of those dialled so many are remembered; the oldest are forgotten first."""
SHOWN = 3
"""So many of the next ones stand in the panel."""


class DialEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody to be called."""

    id: str
    number: PhoneNumber
    label: str
    """The record's, else the name that was given; "" where only the number is known."""
    about: str = ""
    """What tells it apart: whom a Task names, the account of a person."""
    record: Record | None = None
    """What the number is dialled from."""


class Dialled(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that was dialled, and its call."""

    entry: DialEntry
    call_id: CallId
    at: datetime


class DialList(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All of one agent's list."""

    entries: tuple[DialEntry, ...] = ()
    dialled: tuple[Dialled, ...] = ()
    """Newest first."""


class NextEntries(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the panel shows of a list: kept with the desk, which is read more often."""

    entries: tuple[DialEntry, ...] = ()
    more: int = 0


def shown_of(dial_list: DialList) -> NextEntries:
    """Return what the panel shows of a list."""
    more = max(0, len(dial_list.entries) - SHOWN)
    return NextEntries(entries=dial_list.entries[:SHOWN], more=more)


def added(dial_list: DialList, entries: tuple[DialEntry, ...]) -> DialList:
    """Put entries behind the last; who stands there already, by record and number, stays there.

    Raises:
        StateConflict: the list would be longer than anybody dials.
    """
    there = {_same(entry) for entry in dial_list.entries}
    new = {_same(entry): entry for entry in entries if _same(entry) not in there}
    after = (*dial_list.entries, *new.values())
    if len(after) > MOST_ENTRIES:
        raise StateConflict(f"a dial list has at most {MOST_ENTRIES} entries", state="full")
    return replace(dial_list, entries=after)


def skipped(dial_list: DialList, entry_id: str) -> DialList:
    """Put the first entry behind the last; where another one is the first by now, do nothing."""
    if not dial_list.entries or dial_list.entries[0].id != entry_id:
        return dial_list
    first, *others = dial_list.entries
    return replace(dial_list, entries=(*others, first))


def first_of(dial_list: DialList, entry_id: str) -> DialEntry:
    """Return the first entry.

    Raises:
        StateConflict: it is another one by now: somebody else's press was quicker.
    """
    if not dial_list.entries or dial_list.entries[0].id != entry_id:
        raise StateConflict("another entry is the next one by now", state="moved-on")
    return dial_list.entries[0]


def taken(dial_list: DialList, entry: DialEntry, call_id: CallId, at: datetime) -> DialList:
    """Take an entry off: it is being dialled."""
    dialled = Dialled(entry=entry, call_id=call_id, at=at)
    kept = (dialled, *dial_list.dialled)[:MOST_DIALLED]
    return replace(without(dial_list, entry.id), dialled=kept)


def put_back(dial_list: DialList, call_id: CallId) -> DialList:
    """Put an entry that could not be dialled where it stood."""
    back = tuple(each.entry for each in dial_list.dialled if each.call_id == call_id)
    dialled = tuple(each for each in dial_list.dialled if each.call_id != call_id)
    return DialList(entries=(*back, *dial_list.entries), dialled=dialled)


def without(dial_list: DialList, entry_id: str) -> DialList:
    """Take one entry off without dialling it."""
    left = tuple(entry for entry in dial_list.entries if entry.id != entry_id)
    return replace(dial_list, entries=left)


def _same(entry: DialEntry) -> tuple[str, str]:
    return entry.number, entry.record.id if entry.record is not None else ""
