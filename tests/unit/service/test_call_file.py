"""One call as a whole: what it asks of the world, and what ends its wrap-up."""

import pytest

from cti_adapter.calls.policy import Policy
from cti_adapter.service.effects import LookUpCaller, LookUpNamed, LookUpRecord, WriteLog
from tests.support.builders import ADAS_NUMBER, ALANS_NUMBER, BOMBE, CASE_26
from tests.support.story import play
from tests.unit.service.call_stories import ANSWERED, ENDED, FOUND, RINGS, SAVED, WRITTEN


class TestLookUp:
    """Who is calling."""

    def test_the_caller_is_looked_up_at_the_first_sight_of_the_number(self) -> None:
        """Once, however many events name it."""
        story = play(ANSWERED * 2)

        assert (LookUpCaller(number=ADAS_NUMBER),) == story.effects
        assert "looking" == story.assignment.matching

    def test_a_number_that_comes_late_is_looked_up_late(self) -> None:
        story = play(
            "09:00:00 | call.created |\n09:00:01 | leg.offered | 101, remote_number=+14155550101"
        )

        assert (LookUpCaller(number=ADAS_NUMBER),) == story.effects

    @pytest.mark.parametrize("facts", ["remote_number=102", "withheld=true", "queue=Support"])
    def test_extensions_and_withheld_numbers_are_not_looked_up(self, facts: str) -> None:
        story = play(f"09:00:00 | leg.offered | 101, {facts}")

        assert ((), "not-matched") == (story.effects, story.assignment.matching)

    @pytest.mark.parametrize(
        ("channels", "looked_up"), [((), False), (("SMS",), False), (("sms", "Chat"), True)]
    )
    def test_a_chat_is_matched_only_where_the_admin_wants_it(
        self, channels: tuple[str, ...], *, looked_up: bool
    ) -> None:
        """Other channels name people in ways that are no telephone number (DECISION 26)."""
        chat = "09:00:00 | call.created | remote_number=+14155550101, channel=chat"
        story = play(chat, policy=Policy(matched_channels=channels))

        assert ((LookUpCaller(number=ADAS_NUMBER),) if looked_up else ()) == story.effects

    def test_a_dialled_number_is_looked_up_like_a_callers(self) -> None:
        """Clicked or typed (S0-5)."""
        story = play("09:00:00 | dial.placed | 101, leg_id=l-1, number=+14155550130")

        assert (LookUpCaller(number=ALANS_NUMBER),) == story.effects

    def test_a_record_that_was_dialled_from_is_looked_up_too(self) -> None:
        """Its account is needed, and of a custom object whether it can be assigned at all."""
        dial = "09:00:00 | dial.placed | 101, leg_id=l-1, number=+14155550130, record=?Bombe\n"
        story = play(f"{dial}09:00:01 | record.looked-up | Bombe, still_open=false")

        assert LookUpRecord(record_id=BOMBE.id) in story.effects
        assert ("Bombe you",) == story.assigned

    def test_a_record_the_telephone_system_names_is_looked_up_ahead_of_the_number(self) -> None:
        """An IVR that asked for the case number knows more than the number (DECISION 56)."""
        ringing = f"leg.offered | 101, remote_number=+14155550101, record_id={CASE_26.id}"
        story = play(f"09:00:00 | {ringing}\n09:00:01 | {ringing}")

        assert (
            LookUpNamed(record_id=CASE_26.id),
            LookUpCaller(number=ADAS_NUMBER),
        ) == story.effects

    def test_what_is_known_of_the_record_needs_no_question(self) -> None:
        story = play(
            "09:00:00 | dial.placed | 101, leg_id=l-1, number=+14155550130, record=Alan Turing"
        )

        assert (LookUpCaller(number=ALANS_NUMBER),) == story.effects

    def test_an_org_that_does_not_answer_is_said_to_be_late(self) -> None:
        """The list says so, and the answer is still taken when it comes."""
        late = f"{RINGS}09:00:30 | lookup.delayed | TIMEOUT\n"

        assert "failed" == play(late).assignment.matching
        assert ("Ada Lovelace auto",) == play(f"{late}{FOUND}").assigned

    def test_a_failure_told_after_the_answer_changes_nothing(self) -> None:
        story = play(f"{RINGS}{FOUND}09:00:30 | lookup.delayed | TIMEOUT")

        assert "done" == story.assignment.matching


class TestCommands:
    """What the agent does reaches the engine."""

    def test_everything_an_agent_can_do_in_one_call(self) -> None:
        """Opened, chosen, pressed, deleted, taken back: each is told."""
        story = play(f"""{RINGS}
            09:00:01 | caller.looked-up | Charles Babbage, Grace Hopper
            09:00:05 | record.chosen    | Grace Hopper
            09:01:00 | record.opened    | Compiler rollout
            09:02:00 | record.removed   | Compiler rollout
            09:02:01 | undo.pressed     |
            09:03:00 | assign.pressed   | Compiler rollout
        """)

        assert ("Grace Hopper you", "Compiler rollout you") == story.assigned
        assert (
            "assigned Grace Hopper",
            "assigned Compiler rollout",
            "unassigned Compiler rollout",
            "undone Compiler rollout",
            "assigned Compiler rollout",
        ) == story.said

    def test_with_smart_assign_off_only_the_agent_assigns(self) -> None:
        story = play(
            f"""{RINGS}{FOUND}
            09:00:10 | record.opened | Ada Lovelace
            09:00:11 | record.opened | Case 00001026
            09:00:12 | assign.pressed | Case 00001026
            """,
            Policy(smart_assign=False),
        )

        assert ("Case 00001026 you",) == story.assigned

    def test_an_account_that_comes_back_assigns_what_is_still_open(self) -> None:
        """ "checking the account" becomes `auto` (DECISION 45)."""
        story = play(f"""{RINGS}{FOUND}
            09:01:00 | record.opened    | ?Case 00001026
            09:01:01 | record.looked-up | Case 00001026
        """)

        assert ("Ada Lovelace auto", "Case 00001026 auto") == story.assigned

    def test_notes_and_call_result_are_kept(self) -> None:
        story = play(f"""{RINGS}
            09:01:00 | notes.typed   | asked for refund
            09:01:01 | result.chosen | Solved
        """)

        assert ("asked for refund", "Solved") == (story.file.notes.text, story.file.call_result)


class TestSave:
    """The agent says that the log is complete."""

    def test_save_writes_the_log_at_once(self) -> None:
        story = play(SAVED)

        assert WriteLog() == story.effects[-1]
        assert ("saving", "agent") == (story.file.ledger.state, story.file.ledger.by)

    def test_with_nothing_assigned_it_asks_once_more(self) -> None:
        """The second Save saves (DECISION 6)."""
        once = f"{ENDED}09:05:20 | save.pressed |\n"

        assert ("nothing-assigned-once-more",) == play(once).said
        assert WriteLog() not in play(once).effects
        assert WriteLog() == play(f"{once}09:05:25 | save.pressed |").effects[-1]

    def test_before_the_end_of_the_call_it_does_nothing(self) -> None:
        """And does not use up the question."""
        story = play(f"{ANSWERED}09:01:00 | save.pressed |")

        assert ((), False) == (story.said, story.file.asked_once_more)

    def test_after_save_opening_changes_nothing(self) -> None:
        """S0-3."""
        assert ("Ada Lovelace auto",) == play(
            f"{SAVED}09:05:30 | record.opened | Case 00001026"
        ).assigned

    def test_a_match_that_comes_before_the_task_is_written_counts(self) -> None:
        """Salesforce was slow all through the call (DECISION 46)."""
        late = f"{ENDED}09:05:20 | save.pressed |\n09:05:21 | save.pressed |\n"
        written = f"{late}09:05:22 | task.written | 00T000000000001AAA\n"

        assert ("Ada Lovelace auto",) == play(f"{late}{FOUND}").assigned
        assert () == play(f"{written}{FOUND}").assigned


class TestNews:
    """What became of the log is told once, not with every attempt."""

    def test_a_saved_log_says_who_saved_it(self) -> None:
        """ "Saved" after the agent's Save, "saved by the server" without it."""
        by_server = f"{ENDED}09:06:00 | wrap-up.expired |\n09:06:01 | task.written | 00T1\n"

        assert "saved" == play(WRITTEN).said[-1]
        assert "saved-by-server" == play(by_server).said[-1]

    def test_a_delay_is_said_once(self) -> None:
        """The agent knows; the server keeps trying in silence."""
        delayed = "09:05:30 | task.delayed | TIMEOUT\n"

        assert 1 == play(SAVED + delayed * 3).said.count("not-saved")

    def test_a_lookup_that_is_delayed_delays_the_log_in_sight(self) -> None:
        """The Task waits for its match (DECISION 46)."""
        waiting = f"{ENDED}09:06:00 | wrap-up.expired |\n09:06:30 | lookup.delayed | TIMEOUT\n"
        ledger = play(waiting).file.ledger

        assert ("not-saved", "salesforce-down") == (ledger.state, ledger.reason)
        assert ("not-saved", "match-failed") == play(waiting).said[-2:]


class TestLateAnswers:
    """An answer that comes twice, or too late, moves nothing."""

    def test_of_two_answers_about_the_number_the_first_counts(self) -> None:
        """The second may know another record; nobody asked for it."""
        story = play(f"""{RINGS}
            09:00:01 | caller.looked-up | Ada Lovelace
            09:00:02 | caller.looked-up | Grace Hopper
        """)

        assert ("Ada Lovelace auto",) == story.assigned
        assert ["Ada Lovelace"] == [match.label for match in story.assignment.matches]

    def test_once_the_task_is_written_no_answer_changes_it(self) -> None:
        """Neither about the number nor about a record."""
        story = play(f"""{WRITTEN}
            09:05:22 | caller.looked-up | Grace Hopper
            09:05:23 | record.looked-up | Case 00001026
            09:05:24 | task.written     | 00T000000000009AAA
        """)

        assert ("Ada Lovelace auto",) == story.assigned
        assert "00T000000000001AAA" == story.file.ledger.task_id
