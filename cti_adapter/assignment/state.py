"""What the engine keeps of one call: the slots, the candidates, and what is still to be known.

Only bookkeeping stands here: noting a candidate, bringing news of a record to every place that
shows it. Nothing is assigned; that is by_itself.py and by_agent.py.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec
from msgspec.structs import replace

from cti_adapter.assignment.decisions import Said
from cti_adapter.assignment.limits import Refused, fill, never
from cti_adapter.assignment.slots import (
    Placed,
    Slots,
    exchanged,
    is_same,
    own_account,
    slot_of,
    without,
)
from cti_adapter.assignment.undo import Undoable
from cti_adapter.calls.record import Record, RecordId, Unreadable

Matching = Literal["looking", "done", "failed", "not-matched"]


class Assignment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is assigned to a call, what is offered, and what the agent decided about it."""

    slots: Slots = Slots()
    matching: Matching = "not-matched"
    matches: tuple[Record, ...] = ()
    candidates: tuple[Record, ...] = ()
    """Opened during the call, gave way, named, or joined by a relationship record."""
    waiting: tuple[RecordId, ...] = ()
    """Opened, but merely offered until account and trackability are known (DECISION 45)."""
    unreadable: dict[RecordId, Unreadable] = {}
    """Of which nothing could be found out, and why."""
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


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The assignment afterwards, and what to say about it."""

    assignment: Assignment
    said: tuple[Said, ...] = ()


def offered(assignment: Assignment) -> tuple[Record, ...]:
    """Return the candidates, the assigned Contact's own Account among them (DECISION 23)."""
    own = own_account(assignment.slots)
    if own is None or any(is_same(own, each) for each in assignment.candidates):
        return assignment.candidates
    return (*assignment.candidates, own)


def heard_of(assignment: Assignment) -> tuple[Record, ...]:
    """Return every record the call knows: assigned, matching, offered. One may stand twice."""
    placed = (each.record for each in assignment.slots.all)
    return (*placed, *assignment.matches, *offered(assignment))


def best_known(assignment: Assignment, record: Record) -> Record:
    """Return the record as the call already knows it, where the page knows less."""
    if record.known:
        return record
    known = (each for each in heard_of(assignment) if each.id == record.id and each.known)
    return next(known, record)


def noted(assignment: Assignment, *records: Record) -> Assignment:
    """Keep records among the candidates, with the best that is known of them."""
    there = {each.id for each in assignment.candidates}
    new = {each.id: each for each in records if each.id not in there}
    kept = replace(assignment, candidates=(*assignment.candidates, *new.values()))
    return refreshed(kept, records).assignment


def refreshed(assignment: Assignment, records: Iterable[Record]) -> Decision:
    """Bring what is known of records to every place that shows them.

    What turns out to be another thing than the page said leaves its slot, and the agent is told.
    """
    known = {record.id: record for record in records if record.known}
    heard = [each for each in _shown(assignment) if each.id in known]
    if all(known[each.id] == each for each in heard):
        return Decision(assignment=assignment)

    def fresh(each: tuple[Record, ...]) -> tuple[Record, ...]:
        return tuple(known.get(record.id, record) for record in each)

    def all_fresh(slots: Slots) -> Slots:
        for placed in slots.all:
            now = known.get(placed.record.id)
            if now is not None and now != placed.record:
                slots = exchanged(slots, placed, replace(placed, record=now))
        return slots

    news = replace(
        assignment,
        slots=all_fresh(assignment.slots),
        candidates=fresh(assignment.candidates),
        matches=fresh(assignment.matches),
        unreadable={i: why for i, why in assignment.unreadable.items() if i not in known},
        undo=tuple(
            replace(each, before=all_fresh(each.before), after=all_fresh(each.after))
            for each in assignment.undo
        ),
    )
    misplaced = [placed for placed in _misplaced(news.slots) if placed.record.id in known]
    return _reseated(news, misplaced) if misplaced else Decision(assignment=news)


def _shown(assignment: Assignment) -> Iterable[Record]:
    """Return every record that stands somewhere; what can be undone shows no others."""
    placed = (each.record for each in assignment.slots.all)
    return (*placed, *assignment.candidates, *assignment.matches)


def including(ids: tuple[RecordId, ...], *more: RecordId) -> tuple[RecordId, ...]:
    """Return the ids and more of them, each once."""
    return (*ids, *(each for each in dict.fromkeys(more) if each not in ids))


def _misplaced(slots: Slots) -> list[Placed]:
    wrong = [placed for placed in slots.people if slot_of(placed.record) != "who"]
    if slots.what is not None and slot_of(slots.what.record) != "what":
        wrong.append(slots.what)
    return wrong


def _reseated(assignment: Assignment, misplaced: list[Placed]) -> Decision:
    """Move what stands in the wrong slot to its own if that is free, else offer it."""
    said: list[Said] = []
    slots = assignment.slots
    for placed in misplaced:
        slots = without(slots, placed.record)
        unfit = never(placed.record)
        seated = Refused(reason=unfit) if unfit else fill(slots, placed, by="auto")
        if isinstance(seated, Refused):
            said.append(Said(code="taken-out", record=placed.record, reason=seated.reason))
        else:
            slots = seated
    moved = replace(assignment, slots=slots)
    return Decision(
        assignment=noted(moved, *(placed.record for placed in misplaced)), said=tuple(said)
    )
