"""Taking a command back (DECISION 47).

Undo reverses the slot change of its own command, in both slots and among the further Contacts,
and nothing else: what was assigned since stays.
"""

from typing import Literal

import msgspec
from msgspec.structs import replace

from cti_adapter.assignment.slots import Placed, Slots, exchanged, is_same, role, without
from cti_adapter.calls.record import Record, RecordId

Command = Literal["assign", "unassign", "choose", "swap", "add", "displaced"]

MOST_KEPT = 20
"""So many commands can be taken back one after the other; the oldest are forgotten."""


class Undoable(msgspec.Struct, frozen=True, kw_only=True):
    """A command that can be taken back: the slots before it and after it."""

    command: Command
    record: Record
    """What the command was about; the button's description names it."""
    before: Slots
    after: Slots


class Undone(msgspec.Struct, frozen=True, kw_only=True):
    """What taking back did."""

    slots: Slots
    taken_out: tuple[Record, ...] = ()
    """Suppressed as by Del."""
    brought_back: tuple[RecordId, ...] = ()
    """No longer suppressed."""
    offered: tuple[Record, ...] = ()
    """Could not come back, since its slot has been filled or a limit stands against it now."""


def kept(newest: Undoable, older: tuple[Undoable, ...]) -> tuple[Undoable, ...]:
    """Return the commands that can be taken back, newest first."""
    return (newest, *older)[:MOST_KEPT]


def take_back(slots: Slots, command: Undoable) -> Undone:
    """Reverse one command on the slots as they are now."""
    before, after = command.before, command.after
    now = slots
    for placed in after.all:
        if before.find(placed.record) is None:
            now = without(now, placed.record)
    now = _with_earlier_words(now, command)
    offered: list[Record] = []
    for placed in before.all:
        if after.find(placed.record) is not None or now.find(placed.record) is not None:
            continue
        back = _returned(now, placed, before)
        if back is None:
            offered.append(placed.record)
        else:
            now = back
    now = _in_earlier_order(now, before)
    back_again = [p.record.id for p in now.all if slots.find(p.record) is None]
    return Undone(
        slots=now,
        taken_out=tuple(p.record for p in slots.all if now.find(p.record) is None),
        brought_back=(*back_again, *(record.id for record in offered)),
        offered=tuple(offered),
    )


def _with_earlier_words(now: Slots, command: Undoable) -> Slots:
    """Give what the command confirmed or moved its earlier mark and reason again."""
    for old in command.before.all:
        new, here = command.after.find(old.record), now.find(old.record)
        if new is not None and here is not None and (new.mark, new.because) == _words(here):
            now = exchanged(now, here, replace(here, mark=old.mark, because=old.because))
    return now


def _words(placed: Placed) -> tuple[object, object]:
    return (placed.mark, placed.because)


def _returned(now: Slots, placed: Placed, before: Slots) -> Slots | None:
    """Return the slots with the record in its place again; None if that is not free."""
    match role(placed.record):
        case "lead":
            return Slots(who=placed) if now.is_empty else None
        case "contact" if now.who is None:
            return replace(now, who=placed)
        case "contact":
            beside = before.find(now.who.record) is not None if now.who else False
            return replace(now, others=(*now.others, placed)) if beside else None
        case _:
            free = now.what is None and not now.has_lead
            return replace(now, what=placed) if free else None


def _in_earlier_order(now: Slots, before: Slots) -> Slots:
    """Put the people who stood there before in the order of then, those who came since behind."""
    then = [here for old in before.people if (here := now.find(old.record)) and here in now.people]
    since = [p for p in now.people if not any(is_same(p.record, old.record) for old in then)]
    people = (*then, *since)
    return replace(now, who=people[0] if people else None, others=people[1:])
