"""What a written log makes of a conversion, and of other records on its Task (DECISION 21)."""

import pytest
from msgspec.structs import replace

from cti_adapter.calls.events import LeadConverted, TaskSeen
from cti_adapter.calls.on_task import OnTask
from cti_adapter.service.advance import advance
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.effects import CorrectLog
from tests.support.builders import ADA, ALAN, ANALYTICAL_ENGINES, DIFFERENCE_ENGINE, GRACE
from tests.support.story import labels, play
from tests.unit.service.call_stories import ENDED, SAVED, WRITTEN

ON_ADA = play(WRITTEN).file
ON_ALAN = play(f"""{ENDED}
    09:00:01 | caller.looked-up | Alan Turing
    09:05:20 | save.pressed     |
    09:05:21 | task.written     | 00T000000000001AAA
""").file
NOON = ON_ADA.call.created_at
BECAME = LeadConverted(
    at=NOON,
    lead_id=ALAN.id,
    contact=ADA,
    opportunity=DIFFERENCE_ENGINE,
    account=ANALYTICAL_ENGINES,
)
SEEN = TaskSeen(at=NOON, on_task=OnTask(who=GRACE))


def test_the_contact_and_the_opportunity_take_the_lead_s_place() -> None:
    """And the Task is brought there; nobody can undo his way back to the Lead."""
    step = advance(ON_ALAN, BECAME)

    assert ("Ada Lovelace auto", "Difference Engine auto") == labels(step.file.assignment.slots)
    assert ((CorrectLog(),), ()) == (step.effects, step.file.assignment.undo)


def test_without_an_opportunity_related_to_stays_empty_and_the_account_is_a_candidate() -> None:
    """DECISION 21."""
    assignment = advance(ON_ALAN, replace(BECAME, opportunity=None)).file.assignment

    assert ("Ada Lovelace auto",) == labels(assignment.slots)
    assert ANALYTICAL_ENGINES in assignment.candidates
    without = advance(ON_ALAN, replace(BECAME, opportunity=None, account=None)).file.assignment
    assert ANALYTICAL_ENGINES not in without.candidates


def test_told_twice_it_happens_once() -> None:
    """The history was opened as the product looked around."""
    once = advance(ON_ALAN, BECAME).file

    assert (once, ()) == (advance(once, BECAME).file, advance(once, BECAME).effects)


@pytest.mark.parametrize("file", [ON_ADA, play(SAVED).file])
def test_a_call_of_somebody_else_is_not_concerned(file: CallFile) -> None:
    """Nor one whose log is not written: that follows as it is (S1-25)."""
    assert file is advance(file, BECAME).file


def test_what_stands_on_the_task_is_noted_and_nothing_is_written() -> None:
    """That was a person's choice; when it is ours again, the note goes."""
    step = advance(ON_ADA, SEEN)
    again = advance(step.file, TaskSeen(at=NOON, on_task=None))

    assert (SEEN.on_task, ()) == (step.file.ledger.on_task, step.effects)
    assert ON_ADA == again.file


def test_while_a_choice_is_asked_for_it_stays_as_it_was_asked() -> None:
    """The dialog shows what was found by the correction."""
    asked = replace(ON_ADA.ledger, on_task=OnTask(who=GRACE, contested=("who",)))
    file = replace(ON_ADA, ledger=asked)

    assert file is advance(file, replace(SEEN, on_task=None)).file
