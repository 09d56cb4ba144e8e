"""Taking a command back (DECISION 47).

Undo reverses the slot change of its own command, in both slots where it changed both, and
nothing else: what was assigned since stays.
"""

from typing import Literal

import msgspec
from msgspec.structs import replace

from cti_adapter.assignment.slots import Placed, Slots, role
from cti_adapter.calls.record import Record, RecordId

Command = Literal["assign", "unassign", "choose", "displaced"]


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


def take_back(slots: Slots, command: Undoable) -> Undone:
    """Reverse one command on the slots as they are now."""
    who, who_offered = _restored(slots.who, command.before.who, command.after.who)
    what, what_offered = _restored(slots.what, command.before.what, command.after.what)
    offered = [placed.record for placed in (who_offered, what_offered) if placed]
    if who is not None and role(who.record) == "lead" and what is not None:
        # a lead takes no second record: of the two, the one that was there now stays
        if what == slots.what:
            offered.append(who.record)
            who = None
        else:
            offered.append(what.record)
            what = None
    after = replace(slots, who=who, what=what)
    return Undone(
        slots=after,
        taken_out=tuple(r for r in _records(slots) if after.find(r) is None),
        brought_back=(
            *(r.id for r in _records(after) if slots.find(r) is None),
            *(r.id for r in offered),
        ),
        offered=tuple(offered),
    )


def _restored(
    now: Placed | None, before: Placed | None, after: Placed | None
) -> tuple[Placed | None, Placed | None]:
    """Return the slot's content, and what could not come back into it."""
    if _same(before, after) and (before is None or after is None or before.mark == after.mark):
        return now, None
    if _same(now, after):
        return before, None
    return now, before if before is not None and not _same(now, before) else None


def _same(one: Placed | None, other: Placed | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.record.id == other.record.id


def _records(slots: Slots) -> tuple[Record, ...]:
    return tuple(placed.record for placed in (slots.who, slots.what) if placed is not None)
