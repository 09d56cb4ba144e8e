"""A record takes its place, and all that goes with it happens."""

from cti_adapter.assignment.decisions import RejectedCandidate, Said
from cti_adapter.assignment.placing import moved
from cti_adapter.assignment.slots import put
from cti_adapter.assignment.state import Assignment
from tests.support.builders import ADA, ANALYTICAL_ENGINES, CASE_26, placed, slots

BEFORE = Assignment(slots=slots(who=placed(ADA), what=placed(ANALYTICAL_ENGINES)))


def test_what_gives_way_is_kept_said_and_can_be_had_back() -> None:
    """Nothing vanishes behind the agent's back (DECISION 3)."""
    case = placed(CASE_26)
    decision = moved(BEFORE, put(BEFORE.slots, case), case)
    after = decision.assignment

    assert (ANALYTICAL_ENGINES,) == after.candidates
    assert (Said(code="instead", record=CASE_26, others=(ANALYTICAL_ENGINES,)),) == decision.said
    assert "displaced" == after.undo[0].command


def test_what_came_by_itself_and_displaced_nothing_is_no_command() -> None:
    """Del takes it out; Undo is for what the agent did, or lost."""
    decision = moved(Assignment(), slots(who=placed(ADA)), placed(ADA))

    assert () == decision.assignment.undo


def test_the_reason_says_what_was_passed_over() -> None:
    """ "Why Case 00001026" names the account that gave way (B-4)."""
    case = placed(CASE_26)
    what = moved(BEFORE, put(BEFORE.slots, case), case).assignment.slots.what

    assert what is not None
    gone = ANALYTICAL_ENGINES
    assert (
        RejectedCandidate(id=gone.id, type="Account", label=gone.label, reason="gave-way"),
    ) == what.because.rejected
