"""Putting a record into its slot, with all that goes with it.

What gave way becomes a candidate, the reason says what was passed over, and a command can be
taken back. Whether the record may come in was decided before.
"""

from msgspec.structs import replace

from cti_adapter.assignment.decisions import Said
from cti_adapter.assignment.rejected import explained
from cti_adapter.assignment.slots import Placed, Slots, displaced, exchanged
from cti_adapter.assignment.state import Assignment, Decision, noted
from cti_adapter.assignment.undo import Command, Undoable, kept


def moved(
    assignment: Assignment, after: Slots, placed: Placed, command: Command | None = None
) -> Decision:
    """Take over slots into which a record was put.

    Args:
        assignment: as it was.
        after: the slots with the record.
        placed: the record and the word it came in with.
        command: what the agent did; None where it came by itself: then it can be taken back only
            if something gave way to it (DECISION 47).
    """
    before = assignment.slots
    after = _reasoned(assignment, after, placed)
    gone = displaced(before, after)
    out = noted(replace(assignment, slots=after), *gone)
    command = command or ("displaced" if gone else None)
    if command is not None:
        undoable = Undoable(command=command, record=placed.record, before=before, after=after)
        out = replace(out, undo=kept(undoable, out.undo))
    said = Said(code="instead" if gone else "assigned", record=placed.record, others=gone)
    return Decision(assignment=out, said=(said,))


def _reasoned(assignment: Assignment, after: Slots, placed: Placed) -> Slots:
    """Say beside the record what was passed over; one that was only confirmed keeps its reason."""
    here = after.find(placed.record)
    if here is None or here.because != placed.because:
        return after
    because = explained(here, assignment, after)
    return exchanged(after, here, replace(here, because=because))
