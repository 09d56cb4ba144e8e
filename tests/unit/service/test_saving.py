"""What Save itself does to a call, and how Undo takes it back (DECISIONS 6, 9 and 47)."""

from datetime import timedelta

import pytest

from cti_adapter.calls.policy import Policy
from cti_adapter.service.effects import LearnRecord, WriteLog
from tests.support.story import Story, clock, play
from tests.unit.service.call_stories import ENDED, FOUND, WRITTEN

WRAPPED_UP = f"{ENDED}{FOUND}"
NOBODY = "09:00:01 | caller.looked-up |\n"
SAVED_ON_CASE = f"{WRAPPED_UP}09:05:20 | save.pressed | opened=Case 00001026\n"
SAVED_ON_UNKNOWN = f"{WRAPPED_UP}09:05:20 | save.pressed | opened=?Case 00001026\n"


class TestWhatThePageShowsAtSave:
    """DECISION 9: asked once more, what it answers is an opening."""

    def test_it_is_assigned_and_named(self) -> None:
        """The agent had it open and nobody had said so."""
        story = play(f"{SAVED_ON_CASE}09:05:21 | task.written | 00T1")

        assert ("Ada Lovelace auto", "Case 00001026 auto") == story.assigned
        assert "saved-with Case 00001026" == story.said[-1]

    def test_what_was_assigned_already_is_not_named_again(self) -> None:
        """Nothing was added by Save."""
        story = play(f"""{WRAPPED_UP}
            09:05:10 | record.opened | Case 00001026
            09:05:20 | save.pressed  | opened=Case 00001026
            09:05:21 | task.written  | 00T1
        """)

        assert "saved" == story.said[-1]

    def test_with_smart_assign_off_nothing_is_assigned(self) -> None:
        """Save is no press of Assign."""
        story = play(SAVED_ON_UNKNOWN, Policy(smart_assign=False))

        assert () == story.assigned[1:]
        assert LearnRecord not in [type(effect) for effect in story.effects]

    @pytest.mark.parametrize("record", ["Compiler rollout", "?Compiler rollout"])
    def test_what_is_held_back_stays_so(self, record: str) -> None:
        """Of another account: only a press assigns it, whenever its account is known."""
        story = play(f"""{WRAPPED_UP}
            09:05:20 | save.pressed     | opened={record}
            09:05:21 | record.looked-up | Compiler rollout
        """)

        assert ("Ada Lovelace auto",) == story.assigned

    def test_what_was_deleted_stays_out(self) -> None:
        """Del means no."""
        story = play(f"""{WRAPPED_UP}
            09:05:10 | record.opened  | Case 00001026
            09:05:11 | record.removed | Case 00001026
            09:05:20 | save.pressed   | opened=?Case 00001026
        """)

        assert ("Ada Lovelace auto",) == story.assigned
        assert [WriteLog()] == [each for each in story.effects if each == WriteLog()]
        assert LearnRecord not in [type(effect) for effect in story.effects]

    def test_what_is_not_known_of_it_is_found_out_before_the_log_is_written(self) -> None:
        """The order of the outbox is the order in which it is done."""
        story = play(SAVED_ON_UNKNOWN)
        kinds = [type(effect) for effect in story.effects]

        assert [LearnRecord, WriteLog] == kinds[-2:]
        assert ("Ada Lovelace auto",) == story.assigned

    def test_then_it_is_assigned(self) -> None:
        """Permitted after all."""
        story = play(f"""{SAVED_ON_UNKNOWN}
            09:05:21 | record.looked-up | Case 00001026
            09:05:22 | task.written     | 00T1
        """)

        assert ("Ada Lovelace auto", "Case 00001026 auto") == story.assigned
        assert "saved-with Case 00001026" == story.said[-1]

    @pytest.mark.parametrize("reason", ["failed", "gone"])
    def test_where_that_fails_it_is_not_assigned(self, reason: str) -> None:
        """The log goes on without it; a later answer is too late."""
        story = play(f"""{SAVED_ON_UNKNOWN}
            09:05:21 | record.unreadable | record_id=Case 00001026, reason={reason}
            09:05:22 | record.looked-up  | Case 00001026
            09:05:23 | task.written      | 00T1
        """)

        assert (("Ada Lovelace auto",), "saved") == (story.assigned, story.said[-1])

    def test_once_the_task_is_written_the_answer_changes_nothing(self) -> None:
        """What the panel shows as saved is what stands in Salesforce."""
        story = play(f"""{SAVED_ON_UNKNOWN}
            09:05:21 | task.written     | 00T1
            09:05:22 | record.looked-up | Case 00001026
        """)

        assert ("Ada Lovelace auto",) == story.assigned

    def test_the_end_of_the_timer_asks_nothing(self) -> None:
        """And so it adds nothing (S0-4)."""
        story = play(f"{WRAPPED_UP}09:06:00 | wrap-up.expired |\n09:06:01 | task.written | 00T1")

        assert (("Ada Lovelace auto",), "saved-by-server") == (story.assigned, story.said[-1])


class TestWithoutARecord:
    """DECISION 6: asked once more, or refused."""

    def test_what_the_page_names_answers_the_question(self) -> None:
        """The record that was missing is open."""
        story = play(f"{ENDED}{NOBODY}09:05:20 | save.pressed | opened=Case 00001026\n")

        assert (("Case 00001026 auto",), "saving") == (story.assigned, story.file.ledger.state)

    def test_where_one_is_required_every_save_is_refused(self) -> None:
        """The second as well as the first."""
        twice = "09:05:20 | save.pressed |\n09:05:25 | save.pressed |\n"
        story = play(f"{ENDED}{NOBODY}{twice}", Policy(require_assignment=True))

        assert ("needs-record", "needs-record") == story.said
        assert "open" == story.file.ledger.state

    def test_the_end_of_the_timer_is_not_to_be_refused(self) -> None:
        """The Task is written and flagged."""
        ended = "09:06:00 | wrap-up.expired |\n09:06:01 | task.written | 00T1"
        story = play(f"{ENDED}{NOBODY}{ended}", Policy(require_assignment=True))

        assert ("saved", True) == (story.file.ledger.state, story.file.ledger.needs_record)

    def test_a_task_with_a_record_needs_none(self) -> None:
        """Ada is there."""
        story = play(WRITTEN, Policy(require_assignment=True))

        assert not story.file.ledger.needs_record


class TestWithoutACallResult:
    """'Require call result' (1.4, DECISION 13)."""

    STRICT = Policy(require_call_result=True)

    def test_every_save_is_refused_until_one_is_chosen(self) -> None:
        """Whatever was asked before."""
        story = play(
            f"""{WRAPPED_UP}
            09:05:20 | save.pressed  |
            09:05:25 | save.pressed  |
            09:05:30 | result.chosen | Solved
            09:05:31 | save.pressed  |
            09:05:32 | task.written  | 00T1
            """,
            self.STRICT,
        )

        assert ("needs-result", "needs-result", "saved") == story.said[-3:]
        assert not story.file.ledger.needs_result

    def test_a_missing_record_is_said_first(self) -> None:
        """One thing at a time; the question about it is asked once more than that."""
        story = play(
            f"{ENDED}{NOBODY}09:05:20 | save.pressed |\n",
            Policy(require_call_result=True, require_assignment=True),
        )

        assert ("needs-record",) == story.said

    def test_the_end_of_the_timer_writes_it_and_flags_it(self) -> None:
        """No call goes without its Task."""
        ended = "09:06:00 | wrap-up.expired |\n09:06:01 | task.written | 00T1"
        story = play(f"{WRAPPED_UP}{ended}", self.STRICT)

        assert ("saved", True) == (story.file.ledger.state, story.file.ledger.needs_result)


def undone(before: str, policy: Policy | None = None, *, more: str = "") -> Story:
    return play(f"{before}09:06:00 | undo.pressed |\n{more}", policy)


class TestUndoOfSave:
    """DECISION 47: editing is open again; the Task that stands stays."""

    @pytest.mark.parametrize(
        "before",
        [
            SAVED_ON_CASE,
            f"{SAVED_ON_CASE}09:05:21 | task.delayed | code=paused\n",
            f"{SAVED_ON_CASE}09:05:21 | task.written | 00T1\n",
        ],
        ids=["saving", "not-saved", "saved"],
    )
    def test_there_is_a_fresh_wrap_up(self, before: str) -> None:
        """As long as the first; what Save added is gone, and stays out."""
        story = undone(before)
        pause = story.call.wrap_up
        assert pause is not None

        assert ("09:06:00", "09:07:00", None) == (
            clock(pause.started_at),
            clock(pause.ends_at),
            pause.ended_at,
        )
        assert (("Ada Lovelace auto",), "save-undone") == (story.assigned, story.said[-1])
        assert timedelta(minutes=1) == story.file.policy.wrap_up

    def test_what_gave_way_to_save_s_record_is_back(self) -> None:
        """Her own Account had stood there."""
        story = undone(f"""{WRAPPED_UP}
            09:05:10 | record.opened | Analytical Engines
            09:05:20 | save.pressed  | opened=Case 00001026
        """)

        assert ("Ada Lovelace auto", "Analytical Engines auto") == story.assigned
        assert () == story.assignment.undo

    def test_nothing_is_assigned_automatically_any_more(self) -> None:
        """Not by opening and not at the next Save; the agent's press does."""
        story = undone(
            f"{WRAPPED_UP}09:05:20 | save.pressed |\n",
            more="""
                09:06:10 | record.opened  | Case 00001026
                09:06:20 | save.pressed   | opened=Case 00001027
            """,
        )
        pressed = undone(
            f"{WRAPPED_UP}09:05:20 | save.pressed |\n",
            more="09:06:10 | assign.pressed | Case 00001026\n",
        )

        assert ("Ada Lovelace auto",) == story.assigned
        assert ("Ada Lovelace auto", "Case 00001026 you") == pressed.assigned

    def test_the_next_save_writes_the_next_edition(self) -> None:
        """A Task that an earlier Save has written is known by its id."""
        story = undone(
            f"{SAVED_ON_CASE}09:05:21 | task.written | 00T1\n", more="09:06:20 | save.pressed |\n"
        )

        assert (2, "saving", "00T1") == (
            story.file.ledger.edition,
            story.file.ledger.state,
            story.file.ledger.task_id,
        )
        assert WriteLog() == story.steps[-1].effects[-1]

    def test_the_end_of_the_timer_ends_it_as_it_ends_any(self) -> None:
        """Nobody has to remember the second Save."""
        story = undone(SAVED_ON_CASE, more="09:07:00 | wrap-up.expired |\n")

        assert ("saving", "server", 2) == (
            story.file.ledger.state,
            story.file.ledger.by,
            story.file.ledger.edition,
        )

    def test_what_the_server_wrote_without_save_has_nothing_to_undo(self) -> None:
        """Undo takes back what the agent did."""
        story = undone(f"{WRAPPED_UP}09:06:00 | wrap-up.expired |\n")

        assert "saving" == story.file.ledger.state

    def test_a_late_event_of_the_telephone_system_leaves_the_wrap_up_alone(self) -> None:
        """The call is over; the agent corrects its log."""
        story = undone(SAVED_ON_CASE, more="09:06:10 | leg.ended | 101\n")

        assert story.call.wrap_up == undone(SAVED_ON_CASE).call.wrap_up
