"""When a call has something done about its second log: once its own Task says all there is."""

import pytest

from cti_adapter.calls.policy import Policy
from cti_adapter.service.effects import CareForSecondLog, CorrectLog
from tests.support.story import Story, play
from tests.unit.service.call_stories import ENDED, WRITTEN

FOUND = "09:20:00 | second-log.found | task_id=00T2, text=asked for a spare\n"
CORRECTED = "09:20:02 | task.corrected |\n"
MERGE, KEEP = Policy(second_log="merge"), Policy()
CARE = CareForSecondLog(task_id="00T2")


def asked(story: Story) -> list[object]:
    return [each for each in story.effects if isinstance(each, CorrectLog | CareForSecondLog)]


def test_it_is_linked_at_once_where_both_stay() -> None:
    """Our Task does not change, and its comments are none of our business."""
    story = play(f"{WRITTEN}{FOUND}", KEEP)

    assert [CARE] == asked(story)
    assert story.file.ledger.second is not None
    assert ("found", "") == (story.file.ledger.second.state, story.file.ledger.second.text)


@pytest.mark.parametrize("answer", ["task.corrected |", "correction.refused | no", "task.gone |"])
def test_with_merge_our_task_comes_first(answer: str) -> None:
    """Only what was answered says whether the other one can be closed."""
    before = play(f"{WRITTEN}{FOUND}", MERGE)
    after = play(f"{WRITTEN}{FOUND}09:20:02 | {answer}\n", MERGE)

    assert [CorrectLog()] == asked(before)
    assert [CorrectLog(), CARE] == asked(after)


def test_what_was_typed_meanwhile_is_written_too() -> None:
    """Then it is looked at once more."""
    more = FOUND.replace("a spare", "two spares")
    story = play(f"{WRITTEN}{FOUND}{CORRECTED}{more}{CORRECTED}", MERGE)

    assert [CorrectLog(), CARE, CorrectLog(), CARE] == asked(story)


def test_comments_that_could_not_be_moved_are_taken_out_again() -> None:
    """Both stay, and neither says what the other one says."""
    kept = "09:20:05 | second-log.settled | task_id=00T2, outcome=kept\n"
    story = play(f"{WRITTEN}{FOUND}{CORRECTED}{kept}{CORRECTED}", MERGE)

    assert [CorrectLog(), CARE, CorrectLog()] == asked(story)


def test_a_log_that_is_open_has_no_second_one_yet() -> None:
    """It is found again later; one that was found before waits for the next Save."""
    undone = "09:20:03 | undo.pressed |\n"
    saved = "09:21:00 | save.pressed |\n09:21:02 | task.written | 00T1, edition=2\n"

    assert play(f"{ENDED}{FOUND}").file.ledger.second is None
    assert [CorrectLog(), CARE] == asked(play(f"{WRITTEN}{FOUND}{undone}{saved}", MERGE))
