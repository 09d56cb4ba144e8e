"""When a Task that is written is corrected: whenever its log says something else by now."""

import pytest

from cti_adapter.service.effects import CorrectLog, WriteLog
from tests.support.story import Story, play
from tests.unit.service.call_stories import ENDED, SAVED, WRITTEN


def asked(story: Story) -> list[type]:
    return [type(each) for each in story.effects if isinstance(each, CorrectLog | WriteLog)]


@pytest.mark.parametrize("before", [WRITTEN, SAVED])
def test_a_late_recording_corrects_the_task(before: str) -> None:
    """Also of a log on its way: the courier may have read the call already."""
    story = play(f"{before}09:06:20 | recording.available | https://pbx.example.test/r/1\n")

    assert [WriteLog, CorrectLog] == asked(story)
    assert 1 == story.file.ledger.corrections


def test_every_late_word_is_a_correction_of_its_own() -> None:
    """The first may be on its way as the second is told."""
    story = play(f"""{WRITTEN}
        09:06:20 | recording.available | https://pbx.example.test/r/1
        09:06:25 | recording.available | https://pbx.example.test/r/2
    """)

    assert [WriteLog, CorrectLog, CorrectLog] == asked(story)
    assert 2 == story.file.ledger.corrections


@pytest.mark.parametrize(
    "late",
    [
        "09:06:20 | leg.muted           | 101",
        "09:06:20 | leg.ended           | 101",
        "09:06:20 | record.opened       | Case 00001026",
        "09:06:20 | call.ended          |",
    ],
)
def test_what_does_not_change_the_log_corrects_nothing(late: str) -> None:
    """No request for what Salesforce knows already."""
    assert [WriteLog] == asked(play(f"{WRITTEN}{late}\n"))


def test_what_is_looked_up_for_the_log_is_written_with_it() -> None:
    """The match was outstanding as Save was pressed: the log has waited for it (DECISION 46)."""
    story = play(f"""{ENDED}
        09:05:18 | save.pressed     |
        09:05:20 | save.pressed     |
        09:05:21 | caller.looked-up | Ada Lovelace
    """)

    assert ("Ada Lovelace auto",) == story.assigned
    assert [WriteLog] == asked(story)


def test_while_the_log_is_open_again_nothing_is_corrected() -> None:
    """The next Save tells everything (DECISION 47)."""
    story = play(f"""{WRITTEN}
        09:05:30 | undo.pressed        |
        09:06:20 | recording.available | https://pbx.example.test/r/1
    """)

    assert [WriteLog] == asked(story)


def test_what_became_of_a_correction_moves_nothing_else() -> None:
    """The log is written; only what stands in the Task is known better."""
    story = play(f"""{WRITTEN}
        09:06:20 | recording.available | https://pbx.example.test/r/1
        09:06:21 | task.corrected      |
    """)

    assert ("saved", 1) == (story.file.ledger.state, story.file.ledger.corrections)
    assert () == story.steps[-1].effects


def test_what_the_log_said_is_known_until_salesforce_answers() -> None:
    """Saved, taken back, saved otherwise: either may stand in the Task that is found."""
    unanswered = play(f"""{SAVED}
        09:05:22 | undo.pressed |
        09:05:24 | notes.typed  | "something else"
    """).file
    (once,) = unanswered.unanswered
    answered = play(f"""{SAVED}
        09:05:22 | undo.pressed |
        09:05:24 | task.written | 00T000000000001AAA
    """).file

    assert ("saving", 1) == (once.ledger.state, once.ledger.edition)
    assert once.notes != unanswered.notes
    assert () == answered.unanswered


def test_of_many_corrections_the_newest_few_are_remembered() -> None:
    """Each may be under way; an answer to one is an answer to all before it."""
    late = "".join(
        f"        09:06:2{n} | recording.available | https://pbx.example.test/r/{n}\n"
        for n in range(5)
    )
    unanswered = play(f"{WRITTEN}{late}").file.unanswered
    answered = play(f"{WRITTEN}{late}        09:06:30 | task.corrected |\n").file

    assert [1, 2, 3] == [int(each.call.recording_url[-1]) for each in unanswered]
    assert all(each.unanswered == () for each in unanswered)
    assert () == answered.unanswered
