"""Whose call it is: one assignment a call, moved by openings, matches and presses.

Pure and total: every event gives a Decision, which says what changed, what to tell the agent and
what the adapter has to find out. The same events give the same decisions (D2). What the panel
shows as assigned is what will be written.
"""

from typing import Literal

import msgspec
from msgspec.structs import replace

from cti_adapter.assignment.decisions import Because, Offer
from cti_adapter.assignment.rules import first_match
from cti_adapter.assignment.slots import (
    Placed,
    Refused,
    Slots,
    fill,
    is_other_account,
)
from cti_adapter.assignment.undo import Command, Undoable, take_back
from cti_adapter.calls.record import Record, RecordId

Matching = Literal["looking", "done", "failed", "not-matched"]


class Assignment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is assigned to a call, what is offered, and what the agent decided about it."""

    slots: Slots = Slots()
    matching: Matching = "not-matched"
    matches: tuple[Record, ...] = ()
    opened: tuple[Record, ...] = ()
    """Records opened during the call, and what gave way to another: candidates."""
    suppressed: tuple[RecordId, ...] = ()
    """Deleted by the agent: only the agent brings them back (DECISION 5)."""
    settled: bool = False
    """Save was pressed: no opening assigns any more (S0-3); a match still may (DECISION 46)."""
    awaited: RecordId | None = None
    """The record the call was dialled from, while its trackability is not known yet."""
    undo: tuple[Undoable, ...] = ()
    """Newest first."""

    @property
    def is_of_nobody(self) -> bool:
        """Whether the number is known to be stored nowhere, and nothing else is assigned."""
        return self.matching == "done" and not self.matches and self.slots.is_empty


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """Something to tell the agent: a code of the catalogue and the record it is about."""

    code: Literal["assigned", "unassigned", "undone", "cannot"]
    record: Record


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The assignment afterwards, and what to say about it."""

    assignment: Assignment
    said: tuple[Said, ...] = ()


def looked_up(
    assignment: Assignment, found: tuple[Record, ...], *, number: str, smart: bool
) -> Decision:
    """Take in which records store the caller's number, early or late (DECISION 46).

    A match that is still outstanding when wrap-up ends is settled before the Task is written.
    """
    known = replace(assignment, matching="done", matches=found)
    for record in found:
        known = _refreshed(known, record)
    placed = first_match(found, number) if smart else None
    return _by_itself(known, placed) if placed else Decision(assignment=known)


def not_looked_up(assignment: Assignment) -> Decision:
    """Note that the look-up did not go through; an answer that has come stands."""
    if assignment.matching == "done":
        return Decision(assignment=assignment)
    return Decision(assignment=replace(assignment, matching="failed"))


def lead_made(assignment: Assignment, lead: Record, *, number: str) -> Decision:
    """Put the Lead that was made for the call into Name, where nothing stands (DECISION 52)."""
    because = Because(rule="lead-made", evidence=number)
    placed = Placed(record=lead, mark="auto", because=because)
    return _by_itself(_noted(assignment, lead), placed)


def opened(assignment: Assignment, record: Record, *, smart: bool) -> Decision:
    """Take in a record the agent opened: assign it where permitted, else offer it (DECISION 3)."""
    if assignment.settled:
        return Decision(assignment=assignment)
    record = _best_known(assignment, record)
    known = _noted(assignment, record)
    if not smart or not record.known:
        return Decision(assignment=known)
    several = len(assignment.matches) > 1
    settles = several and any(match.id == record.id for match in assignment.matches)
    rule: Literal["settled-by-opening", "opened"] = "settled-by-opening" if settles else "opened"
    placed = Placed(record=record, mark="auto", because=Because(rule=rule))
    return _by_itself(known, placed)


def learned(assignment: Assignment, record: Record, *, still_open: bool, smart: bool) -> Decision:
    """Take in account and trackability of a record that was only reported (DECISION 45)."""
    if assignment.awaited == record.id and record.known:
        return dialled(replace(_refreshed(assignment, record), awaited=None), record)
    if still_open and any(each.id == record.id for each in assignment.opened):
        return opened(_refreshed(assignment, record), record, smart=smart)
    return Decision(assignment=_refreshed(assignment, record))


def pressed(assignment: Assignment, record: Record) -> Decision:
    """Assign the record the button named (DECISION 4)."""
    return _by_agent(assignment, record, "pressed", "assign")


def chosen(assignment: Assignment, record_id: RecordId) -> Decision:
    """Assign one of the matching records (S0-10); it follows the same rules as Assign."""
    record = next((each for each in assignment.matches if each.id == record_id), None)
    if record is None:
        return Decision(assignment=assignment)
    return _by_agent(assignment, record, "chosen", "choose")


def dialled(assignment: Assignment, record: Record) -> Decision:
    """Assign the record a call was started from (DECISION 10).

    Of a custom object the org has to be asked first; the answer comes with `learned`. To take
    back is nothing here: the call itself was the command (DECISION 47).
    """
    decision = _by_agent(assignment, record, "dialled-from", "assign")
    out = replace(decision.assignment, undo=assignment.undo)
    if out.slots.find(record) is None:
        out = _noted(replace(out, awaited=None if record.known else record.id), record)
    return replace(decision, assignment=out)


def removed(assignment: Assignment, record_id: RecordId) -> Decision:
    """Take a record out and keep it out until the agent brings it back (DECISION 5)."""
    slots = assignment.slots
    held = next((p for p in (slots.who, slots.what) if p and p.record.id == record_id), None)
    if held is None:
        return Decision(assignment=assignment)
    after = replace(
        slots,
        who=None if held is slots.who else slots.who,
        what=None if held is slots.what else slots.what,
    )
    undoable = Undoable(command="unassign", record=held.record, before=slots, after=after)
    out = replace(
        _noted(assignment, held.record),
        slots=after,
        suppressed=_with(assignment.suppressed, record_id),
        undo=(undoable, *assignment.undo),
    )
    return Decision(assignment=out, said=(Said(code="unassigned", record=held.record),))


def undone(assignment: Assignment) -> Decision:
    """Take the last command back (DECISION 47)."""
    if not assignment.undo:
        return Decision(assignment=assignment)
    command, *older = assignment.undo
    result = take_back(assignment.slots, command)
    suppressed = tuple(i for i in assignment.suppressed if i not in result.brought_back)
    for record in result.taken_out:
        suppressed = _with(suppressed, record.id)
    after = replace(assignment, slots=result.slots, suppressed=suppressed, undo=tuple(older))
    for record in (*result.taken_out, *result.offered):
        after = _noted(after, record)
    said = [Said(code="undone", record=command.record)]
    said += [Said(code="cannot", record=record) for record in result.offered]
    return Decision(assignment=after, said=tuple(said))


def settle(assignment: Assignment) -> Assignment:
    """End assignment by opening: Save was pressed, or wrap-up is over (S0-3)."""
    return replace(assignment, settled=True, awaited=None)


def offer(assignment: Assignment, record: Record | None) -> Offer:
    """Say what the Assign button offers for the open record, before anyone presses it."""
    if record is None:
        return Offer(record=None, reason="no-open-record")
    record = _best_known(assignment, record)
    other = assignment.slots.find(record) is None and is_other_account(assignment.slots, record)
    outcome = fill(assignment.slots, _placed(record, "pressed"), by="you")
    if isinstance(outcome, Refused):
        return Offer(record=record, reason=outcome.reason, other_account=other)
    gone = _displaced(assignment.slots, outcome)
    return Offer(record=record, reason=None, replaces=gone, other_account=other)


def _by_itself(assignment: Assignment, placed: Placed) -> Decision:
    """Assign without a press, where nothing and nobody stands against it."""
    before = assignment.slots
    record = placed.record
    if record.id in assignment.suppressed:
        return Decision(assignment=assignment)
    if is_other_account(before, record):
        return Decision(assignment=assignment)  # held back (DECISION 7)
    after = fill(before, placed, by="auto")
    if isinstance(after, Refused):
        return Decision(assignment=assignment)
    moved = replace(assignment, slots=after)
    gone = _displaced(before, after)
    for each in gone:
        moved = _noted(moved, each)
    if gone:
        undoable = Undoable(command="displaced", record=record, before=before, after=after)
        moved = replace(moved, undo=(undoable, *moved.undo))
    return Decision(assignment=moved, said=(Said(code="assigned", record=record),))


def _by_agent(
    assignment: Assignment,
    record: Record,
    rule: Literal["pressed", "chosen", "dialled-from"],
    command: Command,
) -> Decision:
    before = assignment.slots
    record = _best_known(assignment, record)
    after = fill(before, _placed(record, rule), by="you")
    if isinstance(after, Refused):
        return Decision(assignment=assignment)
    moved = replace(
        assignment,
        slots=after,
        suppressed=tuple(i for i in assignment.suppressed if i != record.id),
        undo=(
            Undoable(command=command, record=record, before=before, after=after),
            *assignment.undo,
        ),
    )
    for each in _displaced(before, after):
        moved = _noted(moved, each)
    return Decision(assignment=moved, said=(Said(code="assigned", record=record),))


def _placed(record: Record, rule: Literal["pressed", "chosen", "dialled-from"]) -> Placed:
    return Placed(record=record, mark="you", because=Because(rule=rule))


def _displaced(before: Slots, after: Slots) -> tuple[Record, ...]:
    held = (placed.record for placed in (before.who, before.what) if placed)
    return tuple(record for record in held if after.find(record) is None)


def _best_known(assignment: Assignment, record: Record) -> Record:
    """Return the record as the call already knows it, where the page knows less."""
    placed = (each.record for each in (assignment.slots.who, assignment.slots.what) if each)
    heard = (*placed, *assignment.matches, *assignment.opened)
    known = (each for each in heard if each.id == record.id and each.known)
    return record if record.known else next(known, record)


def _noted(assignment: Assignment, record: Record) -> Assignment:
    """Keep a record among the candidates, with the best that is known of it."""
    if any(each.id == record.id for each in assignment.opened):
        return _refreshed(assignment, record)
    return replace(assignment, opened=(*assignment.opened, record))


def _refreshed(assignment: Assignment, record: Record) -> Assignment:
    """Bring what is known of a record to every place that shows it."""
    if not record.known:
        return assignment

    def fresh(records: tuple[Record, ...]) -> tuple[Record, ...]:
        return tuple(record if each.id == record.id else each for each in records)

    def again(placed: Placed | None) -> Placed | None:
        same = placed is not None and placed.record.id == record.id
        return replace(placed, record=record) if placed and same else placed

    def both(slots: Slots) -> Slots:
        return Slots(who=again(slots.who), what=again(slots.what))

    return replace(
        assignment,
        slots=both(assignment.slots),
        opened=fresh(assignment.opened),
        matches=fresh(assignment.matches),
        undo=tuple(
            replace(each, before=both(each.before), after=both(each.after))
            for each in assignment.undo
        ),
    )


def _with(ids: tuple[RecordId, ...], one: RecordId) -> tuple[RecordId, ...]:
    return ids if one in ids else (*ids, one)
