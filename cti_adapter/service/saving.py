"""What Save itself does to an assignment, and how that is taken back (DECISIONS 9 and 47).

At a pressed Save the page is asked once more what is open; what it answers is an opening like any
other. Pure; the log itself is moved by logbook/ledger.py, the wrap-up by calls/ending.py.
"""

import msgspec
from msgspec.structs import replace

from cti_adapter.assignment import engine
from cti_adapter.assignment.engine import Assignment, Decision
from cti_adapter.assignment.slots import Slots
from cti_adapter.assignment.undo import Undoable
from cti_adapter.calls.record import Record


class AtSave(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The record the page named as Save was pressed, and what it did to the slots."""

    record: Record
    before: Slots
    after: Slots
    awaited: bool = False
    """Its account is being looked up; the log waits for the answer."""

    @property
    def added(self) -> Record | None:
        """The record, where Save has put it into a slot."""
        placed = self.after.find(self.record)
        return placed.record if placed and self.before.find(self.record) is None else None


def named(record: Record, before: Assignment, after: Assignment, *, smart: bool) -> AtSave:
    """Note what the opening of this record, at Save, has done or may still do.

    Args:
        record: as the page named it.
        before: the assignment as Save was pressed.
        after: with the record opened.
        smart: whether an opening assigns by itself.
    """
    heard = next((each for each in after.candidates if each.id == record.id), record)
    undecided = not heard.known and after.slots.find(heard) is None
    awaited = smart and undecided and record.id not in after.suppressed
    return AtSave(record=heard, before=before.slots, after=after.slots, awaited=awaited)


def told(at_save: AtSave, assignment: Assignment, record: Record) -> tuple[AtSave, Decision]:
    """Take in what Salesforce says of the record: it is assigned now where it is permitted."""
    opened = engine.opened(replace(assignment, settled=False), record, smart=True, at_save=True)
    settled = engine.settle(opened.assignment)
    noted = replace(
        at_save, record=record, before=assignment.slots, after=settled.slots, awaited=False
    )
    return noted, replace(opened, assignment=settled)


def taken_back(assignment: Assignment, at_save: AtSave | None) -> Assignment:
    """Return the assignment as it was before Save, open for changes by the agent.

    What Save put into a slot leaves it and stays out, as after Del; what gave way to it comes
    back. What was assigned by anything else since stays.
    """
    opened = replace(assignment, settled=False)
    if at_save is None or at_save.added is None:
        return opened
    record = at_save.added
    own = Undoable(command="displaced", record=record, before=at_save.before, after=at_save.after)
    older = tuple(
        each
        for each in assignment.undo
        if not (each.command == "displaced" and each.record.id == record.id)
    )
    undone = engine.undone(replace(opened, undo=(own,)))
    return replace(undone.assignment, undo=older)
