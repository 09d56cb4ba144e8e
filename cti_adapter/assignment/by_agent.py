"""What the agent commands: Assign, a choice, the comboboxes, Add, Del, Undo, a dialled record.

A command that the limits refuse changes nothing, and says why. What Assign would do is said
before it is pressed (`offer`).
"""

from msgspec.structs import replace

from cti_adapter.assignment.decisions import Because, Offer, Rule, Said
from cti_adapter.assignment.limits import Refused, add, chosen_in, fill
from cti_adapter.assignment.placing import moved
from cti_adapter.assignment.slots import (
    Placed,
    SlotName,
    Slots,
    displaced,
    is_other_account,
    slot_of,
    without,
)
from cti_adapter.assignment.state import (
    Assignment,
    Decision,
    best_known,
    heard_of,
    including,
    noted,
)
from cti_adapter.assignment.undo import Command, Undoable, kept, take_back
from cti_adapter.calls.record import Record, RecordId


def pressed(assignment: Assignment, record: Record) -> Decision:
    """Assign the record the button named (DECISION 4)."""
    placed = _yours(assignment, record, "pressed")
    return _done(assignment, fill(assignment.slots, placed, by="you"), placed, "assign")


def chosen(assignment: Assignment, record_id: RecordId) -> Decision:
    """Assign one of the matching records (S0-10); it follows the same rules as Assign."""
    record = next((each for each in assignment.matches if each.id == record_id), None)
    if record is None:
        return Decision(assignment=assignment)
    placed = _yours(assignment, record, "chosen")
    return _done(assignment, fill(assignment.slots, placed, by="you"), placed, "choose")


def swapped(assignment: Assignment, slot: SlotName, record: Record) -> Decision:
    """Put what was chosen in a combobox into its slot, whoever filled it (DECISIONS 4 and 8).

    A Lead chosen in 'Name' clears Related To, a Contact replaces only the first, and a further
    Contact chosen there becomes the first (DECISION 25).
    """
    placed = _yours(assignment, record, "swapped")
    return _done(assignment, chosen_in(assignment.slots, slot, placed), placed, "swap")


def added(assignment: Assignment, record: Record, *, shared: bool) -> Decision:
    """Put a further Contact behind the first, where the org has Shared Activities."""
    placed = _yours(assignment, record, "added")
    return _done(assignment, add(assignment.slots, placed, shared=shared), placed, "add")


def dialled(assignment: Assignment, record: Record, *, late: bool = False) -> Decision:
    """Assign the record a call was started from (DECISION 10).

    Of a custom object the org has to be asked first; the answer comes with `learned`, and then
    replaces nothing the agent chose meanwhile. To take back is nothing here: the call itself was
    the command (DECISION 47).

    Args:
        assignment: as it stands.
        record: where the clicked number belongs.
        late: whether the call goes on already.
    """
    placed = _yours(assignment, record, "dialled-from")
    slot, slots = slot_of(placed.record), assignment.slots
    filled = fill(slots, placed, by="you") if late else chosen_in(slots, slot, placed)
    decision = _done(assignment, filled, placed, "assign")
    out = replace(decision.assignment, undo=assignment.undo)
    if out.slots.find(record) is None:
        out = noted(replace(out, awaited=None if record.known else record.id), record)
    return Decision(assignment=out, said=decision.said if out.slots.find(record) else ())


def removed(assignment: Assignment, record_id: RecordId) -> Decision:
    """Take a record out and keep it out until the agent brings it back (DECISION 5)."""
    before = assignment.slots
    held = next((placed for placed in before.all if placed.record.id == record_id), None)
    if held is None:
        return Decision(assignment=assignment)
    after = without(before, held.record)
    undoable = Undoable(command="unassign", record=held.record, before=before, after=after)
    out = replace(
        noted(assignment, held.record),
        slots=after,
        suppressed=including(assignment.suppressed, record_id),
        undo=kept(undoable, assignment.undo),
    )
    return Decision(assignment=out, said=(Said(code="unassigned", record=held.record),))


def undone(assignment: Assignment) -> Decision:
    """Take the last command back (DECISION 47)."""
    if not assignment.undo:
        return Decision(assignment=assignment)
    command, *older = assignment.undo
    result = take_back(assignment.slots, command)
    wanted = tuple(i for i in assignment.suppressed if i not in result.brought_back)
    after = replace(
        assignment,
        slots=result.slots,
        suppressed=including(wanted, *(record.id for record in result.taken_out)),
        undo=tuple(older),
    )
    said = [Said(code="undone", record=command.record)]
    said += [Said(code="cannot", record=record) for record in result.offered]
    return Decision(assignment=noted(after, *result.taken_out, *result.offered), said=tuple(said))


def offer(assignment: Assignment, record: Record | None) -> Offer:
    """Say what the Assign button offers for the open record, before anyone presses it."""
    if record is None:
        return Offer(record=None, reason="no-open-record")
    slots = assignment.slots
    placed = _yours(assignment, record, "pressed")
    record = placed.record
    other = slots.find(record) is None and is_other_account(slots, record)
    outcome = fill(slots, placed, by="you")
    if isinstance(outcome, Refused):
        return Offer(record=record, reason=outcome.reason, other_account=other)
    gone = displaced(slots, outcome)
    return Offer(record=record, reason=None, replaces=gone, other_account=other)


def addable(assignment: Assignment, record: Record | None, *, shared: bool) -> Record | None:
    """Return the open record if 'Add' would put it behind the first Contact (DECISION 25)."""
    slots = assignment.slots
    if record is None or slots.who is None or not shared:
        return None
    placed = _yours(assignment, record, "added")
    if slots.find(placed.record) is not None:
        return None
    refused = isinstance(add(slots, placed, shared=shared), Refused)
    return None if refused else placed.record


def known(assignment: Assignment, record_id: RecordId) -> Record | None:
    """Return a record the call has heard of, with the best that is known of it."""
    heard = [each for each in heard_of(assignment) if each.id == record_id]
    return next((each for each in heard if each.known), heard[0] if heard else None)


def _yours(assignment: Assignment, record: Record, rule: Rule) -> Placed:
    best = best_known(assignment, record)
    return Placed(record=best, mark="you", because=Because(rule=rule))


def _done(
    assignment: Assignment, after: Slots | Refused, placed: Placed, command: Command
) -> Decision:
    record = placed.record
    if isinstance(after, Refused):
        refused = Said(code="refused", record=record, reason=after.reason)
        return Decision(assignment=assignment, said=(refused,))
    decision = moved(assignment, after, placed, command)
    here = decision.assignment
    wanted = tuple(each for each in here.suppressed if each != record.id)
    return replace(decision, assignment=replace(here, suppressed=wanted))
