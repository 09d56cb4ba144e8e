"""The moves of a story about whose call it is, so that a test reads as one sentence.

Below them, the same moves in arbitrary order for the properties.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import product
from typing import NamedTuple

from hypothesis import strategies as st
from msgspec.structs import replace

from cti_adapter.assignment import engine
from cti_adapter.assignment.engine import Assignment, Decision
from cti_adapter.assignment.slots import Slots
from cti_adapter.calls.record import Record, RecordId
from tests.support.builders import (
    ADA,
    ADA_AT_COMPILER_WORKS,
    ADAS_NUMBER,
    ALAN,
    ANALYTICAL_ENGINES,
    B_SEVEN,
    BOMBE,
    CASE_26,
    CHARLES,
    COMPILER_ROLLOUT,
    COMPILER_WORKS,
    DIFFERENCE_ENGINE,
    GRACE,
    MARY,
    RECORDS,
    SWITCHBOARD,
    as_the_page_says,
)

NEW = Assignment()

PERSON = Record(
    id=RecordId("001000000000009AAA"),
    type="Account",
    label="Annie Jump Cannon",
    known=True,
    account_id=RecordId("001000000000009AAA"),
    account_name="Annie Jump Cannon",
    person_contact_id=RecordId("003000000000009AAA"),
)
"""A person account: somebody without a company."""


def matched(*found: Record, before: Assignment = NEW, smart: bool = True) -> Assignment:
    number = ADAS_NUMBER if len(found) == 1 else SWITCHBOARD
    return engine.looked_up(before, found, number=number, smart=smart).assignment


def opened(*records: Record, before: Assignment = NEW, smart: bool = True) -> Assignment:
    for record in records:
        before = engine.opened(before, record, smart=smart).assignment
    return before


def pressed(*records: Record, before: Assignment = NEW) -> Assignment:
    for record in records:
        before = engine.pressed(before, record).assignment
    return before


def in_name(record: Record, before: Assignment = NEW) -> Assignment:
    return engine.swapped(before, "who", record).assignment


def in_related_to(record: Record, before: Assignment = NEW) -> Assignment:
    return engine.swapped(before, "what", record).assignment


def added(*records: Record, before: Assignment) -> Assignment:
    for record in records:
        before = engine.added(before, record, shared=True).assignment
    return before


def removed(record: Record, before: Assignment) -> Assignment:
    return engine.removed(before, record.id).assignment


def undone(before: Assignment) -> Assignment:
    return engine.undone(before).assignment


def said(decision: Decision) -> list[tuple[str, str]]:
    return [(each.code, each.record.label) for each in decision.said]


# ── arbitrary stories ────────────────────────────────────────────────────────────────────────

PEOPLE_AND_THINGS = (*RECORDS.values(), PERSON)
KNOWN = {record.id: record for record in PEOPLE_AND_THINGS}


class Move(NamedTuple):
    """What is done, with which record, and a yes or no that goes with it."""

    name: str
    record: Record
    yes: bool

    def on(self, before: Assignment) -> Decision:
        """Return what becomes of an assignment by this move."""
        return _MOVES[self.name](before, self.record, KNOWN[self.record.id], self.yes)


def _converted(before: Assignment, record: Record) -> Decision:
    """A lead became a contact meanwhile; anything else is told again as it is."""
    news = replace(record, is_converted=record.type == "Lead")
    return engine.learned(before, news, still_open=True, smart=True)


def _settled(before: Assignment, *, yes: bool) -> Decision:
    return Decision(assignment=engine.settle(before) if yes else before)


_TWO = tuple(RECORDS.values())[2:4]
_MOVES: dict[str, Callable[[Assignment, Record, Record, bool], Decision]] = {
    "opened": lambda a, r, _, yes: engine.opened(a, r, smart=True, at_save=yes),
    "matched": lambda a, _, known, __: engine.looked_up(a, (known,), number="", smart=True),
    "matched-two": lambda a, _, __, yes: engine.looked_up(a, _TWO, number="", smart=yes),
    "matched-none": lambda a, _, __, ___: engine.looked_up(a, (), number="", smart=True),
    "not-matched": lambda a, _, __, ___: engine.not_looked_up(a),
    "named": lambda a, _, known, yes: engine.named(a, known if yes else None, smart=True),
    "learned": lambda a, _, known, yes: engine.learned(
        a,
        known,
        still_open=yes,
        smart=True,
        joined=(ADA, COMPILER_WORKS) if known == ADA_AT_COMPILER_WORKS else (),
    ),
    "unreadable": lambda a, r, _, yes: engine.unreadable(a, r.id, "gone" if yes else "slow"),
    "converted": lambda a, _, known, __: _converted(a, known),
    "lead-made": lambda a, _, __, ___: engine.lead_made(a, RECORDS["Alan Turing"], number=""),
    "settled": lambda a, _, __, yes: _settled(a, yes=yes),
    "dialled": lambda a, r, _, __: engine.dialled(a, r),
    "pressed": lambda a, r, _, __: engine.pressed(a, r),
    "chosen": lambda a, r, _, __: engine.chosen(a, r.id),
    "swapped": lambda a, r, _, yes: engine.swapped(a, "who" if yes else "what", r),
    "added": lambda a, r, _, yes: engine.added(a, r, shared=yes),
    "removed": lambda a, r, _, __: engine.removed(a, r.id),
    "undone": lambda a, _, __, ___: engine.undone(a),
}
UNDOABLE = ("pressed", "chosen", "swapped", "added", "removed")
BY_AGENT = (*UNDOABLE, "undone")
AUTOMATIC = tuple(name for name in _MOVES if name not in {*BY_AGENT, "dialled"})

MOVES_IN_A_STORY = (8, 24)
_CASTS = tuple(
    product(
        (ADA, CHARLES, GRACE),
        (ALAN, PERSON, MARY),
        (ANALYTICAL_ENGINES, COMPILER_WORKS, ADA_AT_COMPILER_WORKS),
        (CASE_26, DIFFERENCE_ENGINE, COMPILER_ROLLOUT, BOMBE, B_SEVEN),
    )
)
"""One of each kind in every story, so that limits, accounts and marks meet."""
_OFTEN = ("opened", "opened", "pressed", "swapped", "removed", "learned", "added", "added")
"""What an agent does most of the time."""


class Step(NamedTuple):
    """One move of a story: what stood there before it, and what it was answered with."""

    before: Assignment
    move: Move
    decision: Decision

    @property
    def after(self) -> Assignment:
        """What stands there after it."""
        return self.decision.assignment


class Story:
    """Moves in a row; a property looks at each of them."""

    def __init__(self, moves: Sequence[Move]) -> None:
        self.moves = moves

    def __repr__(self) -> str:
        return " → ".join(f"{each.name} {each.record.label} {each.yes}" for each in self.moves)

    def steps(self, *names: str) -> list[Step]:
        """Return every step, or those of these moves alone."""
        return [step for step in self._steps if not names or step.move.name in names]

    @cached_property
    def _steps(self) -> list[Step]:
        steps: list[Step] = []
        now = NEW
        for move in self.moves:
            steps.append(Step(now, move, move.on(now)))
            now = steps[-1].after
        return steps

    @property
    def end(self) -> Assignment:
        """What the whole story leaves."""
        return self._steps[-1].after


def _stories() -> st.SearchStrategy[Story]:
    """Return stories of a few records that meet again and again.

    A move is drawn as one number, which costs a tenth of drawing its parts.
    """
    names = (*_MOVES, *_OFTEN)
    least, most = MOVES_IN_A_STORY
    return st.builds(
        lambda cast, numbers: Story([_drawn(each, names, cast) for each in numbers]),
        st.sampled_from(_CASTS),
        st.lists(st.integers(0, 2**16 - 1), min_size=least, max_size=most),
    )


def _drawn(number: int, names: Sequence[str], cast: Sequence[Record]) -> Move:
    number, name = divmod(number, len(names))
    number, who = divmod(number, len(cast))
    record = cast[who]
    reported = as_the_page_says(record) if number & 1 else record
    return Move(names[name], reported, bool(number & 2))


stories = _stories()
as_reported = st.builds(
    lambda record, known: record if known else as_the_page_says(record),
    st.sampled_from(PEOPLE_AND_THINGS),
    st.booleans(),
)


def after(before: Assignment, move: Move) -> Assignment:
    return move.on(before).assignment


def ids(slots: Slots) -> set[str]:
    return {placed.record.id for placed in slots.all}


def own(slots: Slots) -> set[str]:
    return {placed.record.id for placed in slots.all if placed.mark == "you"}
