"""Which question each event asks of the assignment engine; one that asks none moves nothing.

Pure. What is answered stands in assignment/engine.py.
"""

from cti_adapter.assignment import engine
from cti_adapter.assignment.decisions import Because
from cti_adapter.assignment.engine import Assignment, Decision
from cti_adapter.assignment.slots import Placed
from cti_adapter.calls.events import (
    AssignPressed,
    CallerLookedUp,
    CallEvent,
    CallMerged,
    CallTyped,
    ContactAdded,
    DialPlaced,
    LeadMade,
    LookupDelayed,
    RecordChosen,
    RecordLookedUp,
    RecordNamed,
    RecordOpened,
    RecordRemoved,
    RecordUnreadable,
    SavePressed,
    SlotSwapped,
    UndoPressed,
)
from cti_adapter.calls.record import Record, is_task


def decide(assignment: Assignment, event: CallEvent, *, number: str, smart: bool) -> Decision:
    """Return the assignment after an event.

    Args:
        assignment: as it stands.
        event: any.
        number: the other side's, "" where it is withheld.
        smart: whether a match and an opening assign by themselves.
    """
    match event:
        case CallerLookedUp() | LookupDelayed() | LeadMade():
            return _answered(assignment, event, number=number, smart=smart)
        case RecordNamed() | RecordLookedUp() | RecordUnreadable():
            return _told(assignment, event, smart=smart)
        case RecordOpened():
            return engine.opened(assignment, event.record, smart=smart)
        case CallMerged():
            return engine.brought(assignment, _placed(event), event.candidates)
        case SavePressed(opened=record) if record is not None:  # DECISION 9
            return engine.opened(assignment, record, smart=smart, at_save=True)
        case _:
            return _commanded(assignment, event)


def _placed(event: CallMerged) -> tuple[Placed, ...]:
    """What stood in the slots of the other call; how it came there, its own journal tells."""
    return tuple(
        Placed(
            record=each.record,
            mark=each.mark,
            because=Because(rule="pressed" if each.mark == "you" else "opened"),
        )
        for each in event.records
    )


def _commanded(assignment: Assignment, event: CallEvent) -> Decision:
    """What the agent did."""
    match event:
        case AssignPressed(record=record) | CallTyped(opened=Record() as record):
            return engine.pressed(assignment, record)
        case RecordChosen():
            return engine.chosen(assignment, event.record_id)
        case SlotSwapped():
            return engine.swapped(assignment, event.slot, event.record)
        case ContactAdded():
            return engine.added(assignment, event.record, shared=event.shared)
        case RecordRemoved():
            return engine.removed(assignment, event.record_id)
        case UndoPressed():
            return engine.undone(assignment)
        case DialPlaced(record=record) if record is not None and not is_task(record.id):
            return engine.dialled(assignment, record)
        case _:
            return Decision(assignment=assignment)


def _answered(
    assignment: Assignment,
    event: CallerLookedUp | LookupDelayed | LeadMade,
    *,
    number: str,
    smart: bool,
) -> Decision:
    """What Salesforce says of the number."""
    match event:
        case CallerLookedUp() if assignment.matching == "done" and assignment.matches:
            return Decision(assignment=assignment)  # of two answers the first counts
        case CallerLookedUp():
            return engine.looked_up(assignment, event.found, number=number, smart=smart)
        case LeadMade():
            return engine.lead_made(assignment, event.record, number=number)
        case LookupDelayed():
            return engine.not_looked_up(assignment)


def _told(
    assignment: Assignment, event: RecordNamed | RecordLookedUp | RecordUnreadable, *, smart: bool
) -> Decision:
    """What Salesforce says of one record."""
    match event:
        case RecordNamed():
            return engine.named(assignment, event.record, smart=smart)
        case RecordLookedUp(record=record, still_open=still_open, joined=joined):
            return engine.learned(
                assignment, record, still_open=still_open, smart=smart, joined=joined
            )
        case RecordUnreadable():
            return engine.unreadable(assignment, event.record_id, event.reason)
