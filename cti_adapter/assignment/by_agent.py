"""What the agent commands: Assign, a choice, the comboboxes, Add, Del, Undo, a dialled record.

A command that the limits refuse changes nothing, and says why. What Assign would do is said
before it is pressed (`offer`).
"""

from collections.abc import Callable

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
    without,
)
from cti_adapter.assignment.state import (
    Assignment,
    Decision,
    best_known,
    heard_of,
    including,
    noted,
    refreshed,
)
from cti_adapter.assignment.undo import Command, Undoable, kept, take_back
from cti_adapter.calls.record import Record, RecordId

Into = Callable[[Slots, Placed], Slots | Refused]


def pressed(assignment: Assignment, record: Record) -> Decision:
    """Assign the record the button named (DECISION 4)."""
    return _commanded(assignment, record, ("pressed", "assign"), _press)


def chosen(assignment: Assignment, record_id: RecordId) -> Decision:
    """Assign one of the matching records (S0-10); it follows the same rules as Assign."""
    record = next((each for each in assignment.matches if each.id == record_id), None)
    if record is None:
        return Decision(assignment=assignment)
    return _commanded(assignment, record, ("chosen", "choose"), _press)


def swapped(assignment: Assignment, slot: SlotName, record: Record) -> Decision:
    """Put what was chosen in a combobox into its slot, whoever filled it (DECISIONS 4 and 8).

    A Lead chosen in 'Name' clears Related To, a Contact replaces only the first, and a further
    Contact chosen there becomes the first (DECISION 25).
    """

    def choice(slots: Slots, placed: Placed) -> Slots | Refused:
        return chosen_in(slots, slot, placed)

    return _commanded(assignment, record, ("swapped", "swap"), choice)


def added(assignment: Assignment, record: Record, *, shared: bool) -> Decision:
    """Put a further Contact behind the first, where the org has Shared Activities."""

    def behind(slots: Slots, placed: Placed) -> Slots | Refused:
        return add(slots, placed, shared=shared)

    return _commanded(assignment, record, ("added", "add"), behind)


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

    def start(slots: Slots, placed: Placed) -> Slots | Refused:
        return _press(slots, placed) if late else fill(slots, placed, by="swap")

    decision = _commanded(assignment, record, ("dialled-from", "assign"), start)
    out = replace(decision.assignment, undo=assignment.undo)
    if out.slots.find(record) is not None:
        return replace(decision, assignment=out)
    awaited = None if record.known else record.id
    return Decision(assignment=noted(replace(out, awaited=awaited), record))


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
    before = assignment.slots
    assignment = refreshed(assignment, (record,)).assignment
    slots, record = assignment.slots, best_known(assignment, record)
    other = slots.find(record) is None and is_other_account(slots, record)
    outcome = _press(slots, _yours(record, "pressed"))
    if isinstance(outcome, Refused):
        return Offer(record=record, reason=outcome.reason, other_account=other)
    gone = displaced(before, outcome)
    return Offer(record=record, reason=None, replaces=gone, other_account=other)


def addable(assignment: Assignment, record: Record | None, *, shared: bool) -> Record | None:
    """Return the open record if 'Add' would put it behind the first Contact (DECISION 25)."""
    slots = assignment.slots
    if record is None or slots.who is None or not shared:
        return None
    record = best_known(assignment, record)
    if slots.find(record) is not None:
        return None
    refused = isinstance(add(slots, _yours(record, "added"), shared=shared), Refused)
    return None if refused else record


def known(assignment: Assignment, record_id: RecordId) -> Record | None:
    """Return a record the call has heard of, with the best that is known of it."""
    heard = [each for each in heard_of(assignment) if each.id == record_id]
    return next((each for each in heard if each.known), heard[0] if heard else None)


def _press(slots: Slots, placed: Placed) -> Slots | Refused:
    return fill(slots, placed, by="you")


def _yours(record: Record, rule: Rule) -> Placed:
    return Placed(record=record, mark="you", because=Because(rule=rule))


def _commanded(
    assignment: Assignment, record: Record, named: tuple[Rule, Command], into: Into
) -> Decision:
    """Put a record into a slot by the agent's word, or say why not.

    Args:
        assignment: as it stands.
        record: which; what is known of it is taken in first.
        named: the rule it stands there by, and the command that can be taken back.
        into: the slots with the record, or the reason why it cannot come in.
    """
    rule, command = named
    heard = refreshed(assignment, (record,))
    placed = _yours(best_known(heard.assignment, record), rule)
    after = into(heard.assignment.slots, placed)
    if isinstance(after, Refused):
        refused = Said(code="refused", record=placed.record, reason=after.reason)
        return Decision(assignment=assignment, said=(refused,))
    decision = moved(heard.assignment, after, placed, command)
    here = decision.assignment
    wanted = tuple(each for each in here.suppressed if each != record.id)
    return Decision(assignment=replace(here, suppressed=wanted), said=(*heard.said, *decision.said))
