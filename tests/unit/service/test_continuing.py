"""A call dialled from a Task: what is asked first, and what its answer changes (DECISION 49)."""

import pytest
from msgspec.structs import replace

from cti_adapter.calls.answered import TaskFound
from cti_adapter.calls.events import DialPlaced
from cti_adapter.calls.record import Record, RecordId, reported
from cti_adapter.service.advance import advance
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.effects import LookUpCaller, LookUpTask
from tests.support.builders import (
    ADA,
    ADAS_NUMBER,
    AGENT_A,
    CASE_26,
    CHARLES,
    LINE_A,
    at,
)
from tests.support.story import Story, labels, run

ADA_BACK = reported(RecordId("00T000000000001AAA"), "Task", "Call Ada back")
FOUND = TaskFound(at=at("09:00:01"), task_id=ADA_BACK.id, people=(ADA,), what=CASE_26)


def dialled(record: Record = ADA_BACK) -> Story:
    event = DialPlaced(
        at=at("09:00:00"),
        agent=AGENT_A,
        line=LINE_A,
        leg_id="l-1",
        number=ADAS_NUMBER,
        record=record,
    )
    return run([event])


def told(found: TaskFound, before: CallFile | None = None) -> tuple[CallFile, list[str]]:
    step = advance(before or dialled().file, found)
    return step.file, [said.code for said in step.said]


@pytest.mark.parametrize("known", [True, False])
def test_a_dial_from_a_task_asks_for_it_before_the_number(*, known: bool) -> None:
    """The Task's own people come first; the number fills what is still empty."""
    story = dialled(replace(ADA_BACK, known=known))

    assert (LookUpTask(record_id=ADA_BACK.id), LookUpCaller(number=ADAS_NUMBER)) == story.effects
    assert () == (*story.assigned, *story.assignment.candidates)


@pytest.mark.requirement("S1-5")
def test_the_slots_start_as_the_task_s_and_the_log_continues_it() -> None:
    """Marked `you`: dialling was the agent's act."""
    file, said = told(FOUND)

    assert ("Ada Lovelace you", "Case 00001026 you") == labels(file.assignment.slots)
    assert (ADA_BACK.id, ("who", "what")) == (file.ledger.continues, file.ledger.started)
    assert ["assigned", "assigned"] == said


@pytest.mark.requirement("S1-5")
def test_a_task_of_another_call_only_lends_its_records() -> None:
    """The slots start the same, and the agent hears of it."""
    file, said = told(replace(FOUND, taken=True))

    assert ("Ada Lovelace you", "Case 00001026 you") == labels(file.assignment.slots)
    assert (None, "task-taken") == (file.ledger.continues, said[-1])


def test_a_task_that_cannot_be_read_costs_nothing_but_itself() -> None:
    """The call goes on, and gets a Task of its own."""
    file, said = told(replace(FOUND, unreadable="gone", people=(), what=None))

    assert (None, ["task-lost"]) == (file.ledger.continues, said)


def test_of_two_answers_the_first_counts() -> None:
    """A courier that was thought dead comes back; the agent has changed Name since."""
    file, _ = told(FOUND)
    changed = replace(file, assignment=replace(file.assignment, slots=dialled().assignment.slots))

    assert (changed, []) == told(FOUND, changed)


def test_only_what_the_task_filled_can_be_cleared_in_it() -> None:
    """A slot with another record in it did not begin as the Task's."""
    assert () == told(replace(FOUND, people=(), what=None))[0].ledger.started
    several, _ = told(replace(FOUND, people=(ADA, CHARLES), what=None))
    assert ("who", "others") == several.ledger.started
