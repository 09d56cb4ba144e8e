"""A call dialled from a Task starts with what the Task names (DECISION 49)."""

import pytest
from msgspec.structs import replace

from cti_adapter.assignment import engine
from cti_adapter.calls.record import Record
from tests.support.builders import (
    ADA,
    ALAN,
    B_SEVEN,
    CASE_26,
    CASE_27,
    CHARLES,
    COMPILER_WORKS,
    GRACE,
)
from tests.support.story import labels
from tests.unit.assignment.moves import NEW, matched, opened, pressed, said


@pytest.mark.parametrize(
    ("people", "what", "expected"),
    [
        ((ADA,), CASE_26, ("Ada Lovelace you", "Case 00001026 you")),
        ((ADA,), COMPILER_WORKS, ("Ada Lovelace you", "Compiler Works you")),
        ((ALAN,), None, ("Alan Turing you",)),
        ((), CASE_26, ("Case 00001026 you",)),
        ((), None, ()),
    ],
)
def test_the_slots_start_as_the_task_s(
    people: tuple[Record, ...], what: Record | None, expected: tuple[str, ...]
) -> None:
    """Dialling was the agent's act, so all of it is theirs."""
    decision = engine.from_task(NEW, people, what)

    assert expected == labels(decision.assignment.slots)
    assert [("assigned", word.rpartition(" ")[0]) for word in expected] == said(decision)
    assert () == decision.assignment.undo


def test_further_contacts_stand_behind_the_first() -> None:
    """As the Task has them, with Shared Activities."""
    after = engine.from_task(NEW, (ADA, CHARLES, GRACE), None).assignment

    assert [CHARLES, GRACE] == [each.record for each in after.slots.others]


def test_what_cannot_stand_behind_the_first_is_offered() -> None:
    """Nothing is said of it: the agent did nothing wrong."""
    decision = engine.from_task(NEW, (ADA, CASE_27), None)

    assert (CASE_27,) == decision.assignment.candidates
    assert [("assigned", "Ada Lovelace")] == said(decision)


def test_what_came_by_itself_gives_way() -> None:
    """The page was quicker than Salesforce; it is still a call about that Task."""
    after = engine.from_task(opened(CASE_27, before=matched(CHARLES)), (ADA,), CASE_26).assignment

    assert ("Ada Lovelace you", "Case 00001026 you") == labels(after.slots)
    assert {CHARLES, CASE_27} <= set(after.candidates)


def test_what_the_agent_chose_meanwhile_stays() -> None:
    """What the Task named is offered beside it."""
    after = engine.from_task(pressed(CHARLES), (ADA,), CASE_26).assignment

    assert ("Charles Babbage you", "Case 00001026 you") == labels(after.slots)
    assert ADA in after.candidates


@pytest.mark.parametrize("unfit", [B_SEVEN, replace(ALAN, is_converted=True)])
def test_what_can_stand_nowhere_is_offered(unfit: Record) -> None:
    """The Task keeps it; the call goes without."""
    person = unfit.type == "Lead"
    after = engine.from_task(NEW, (unfit,) if person else (), None if person else unfit).assignment

    assert after.slots.is_empty
    assert (unfit,) == after.candidates
