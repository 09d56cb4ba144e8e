"""One call as a whole: what it asks of the world, and when its log is written."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from cti_adapter.calls.events import LeadMade, PolicyApplied, TaskWritten
from cti_adapter.calls.owner import Owner
from cti_adapter.calls.policy import Policy
from cti_adapter.service.call_file import (
    Effect,
    LookUpCaller,
    LookUpRecord,
    MakeLead,
    OwnLead,
    TryAgain,
    WriteLog,
    advance,
)
from tests.support.builders import ADAS_NUMBER, ALAN, ALANS_NUMBER, BOMBE, LINE_A, a_file, at
from tests.support.story import clock, play, read, run

RINGS = "09:00:00 | leg.offered | 101, remote_number=+14155550101\n"
ANSWERED = f"{RINGS}09:00:04 | leg.connected | 101\n"
ENDED = f"{ANSWERED}09:05:00 | call.ended |\n"
FOUND = "09:00:01 | caller.looked-up | Ada Lovelace\n"
SAVED = f"{ENDED}{FOUND}09:05:20 | save.pressed |\n"
WRITTEN = f"{SAVED}09:05:21 | task.written | 00T000000000001AAA\n"


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


class TestLog:
    """One Task a call, at the right moment (DECISIONS 13 and 18)."""

    def test_it_is_written_when_the_time_is_over(self) -> None:
        """Without a client, without a question (S1-2)."""
        story = play(f"{ENDED}09:06:00 | wrap-up.expired |")

        assert WriteLog() == story.effects[-1]
        assert "server" == story.file.ledger.by

    def test_the_clock_knows_when(self) -> None:
        """And an extension moves it."""
        assert "09:06:00" == clock(play(ENDED).file.due_at)
        assert "09:07:00" == clock(play(f"{ENDED}09:05:50 | wrap-up.extended | 60").file.due_at)
        assert play(SAVED).file.due_at is None
        assert a_file().due_at is None

    def test_the_org_says_how_long_wrap_up_is(self) -> None:
        policy = Policy(wrap_up_s=90)

        assert timedelta(seconds=90) == policy.wrap_up
        assert "09:06:30" == clock(play(ENDED, policy).file.due_at)

    def test_a_missed_call_is_written_when_it_ends(self) -> None:
        """Nobody wraps it up."""
        story = play(f"{RINGS}09:00:30 | call.ended | missed")

        assert WriteLog() == story.effects[-1]

    def test_a_call_without_a_hang_up_is_written_all_the_same(self) -> None:
        story = play(f"""{ANSWERED}
            09:05:00 | leg.ended       | 101
            09:06:00 | wrap-up.expired |
        """)

        assert WriteLog() == story.effects[-1]

    def test_a_handed_over_call_nobody_took_is_written_when_it_ends(self) -> None:
        """DECISION 13."""
        story = play(f"""{ANSWERED}
            09:01:00 | call.transferred | from_line=101, to_line=102
            09:01:00 | leg.ended        | 101
            09:02:00 | call.ended       |
        """)

        assert WriteLog() == story.effects[-1]

    def test_an_internal_call_is_not_logged_and_says_why(self) -> None:
        """DECISION 15."""
        story = play("""
            09:00:00 | leg.initiated   | 101, direction=Internal
            09:00:09 | leg.connected   | 102
            09:05:00 | call.ended      |
            09:06:00 | wrap-up.expired |
        """)

        ledger = story.file.ledger
        assert ("not-logged", "internal", "09:05:00") == (
            ledger.state,
            ledger.reason,
            clock(ledger.settled_at),
        )
        assert () == story.effects
        assert story.file.is_settled

    def test_an_ending_that_is_repeated_is_one_task(self) -> None:
        """P1."""
        again = "09:05:21 | call.ended |\n09:05:22 | save.pressed |\n09:06:00 | wrap-up.expired |"

        assert 1 == play(f"{SAVED}{again}").effects.count(WriteLog())

    def test_a_late_answer_opens_no_second_wrap_up(self) -> None:
        """The log is on its way; the panel must not pretend that it can still be changed."""
        story = play(f"""{RINGS}
            09:00:30 | call.ended    |
            09:00:04 | leg.connected | 101
        """)

        assert ("saving", None) == (story.file.ledger.state, story.call.wrap_up)

    def test_once_written_it_is_settled(self) -> None:
        assert ("saved", True) == (play(WRITTEN).file.ledger.state, play(WRITTEN).file.is_settled)


class TestMissedQueueCall:
    """Config 1 alone decides (DECISION 53), on what is known of the call."""

    ABANDONED = """
        09:00:00 | call.queued | queue=Support
        09:00:30 | call.ended  |
    """

    def test_it_stands_in_the_ledger_without_a_task(self) -> None:
        story = play(self.ABANDONED)

        assert ("not-logged", "missed-queue-call") == (
            story.file.ledger.state,
            story.file.ledger.reason,
        )
        assert () == story.effects

    def test_with_config_1_on_it_is_logged(self) -> None:
        story = play(self.ABANDONED, Policy(log_missed_queue_calls=True))

        assert (WriteLog(),) == story.effects

    def test_an_answer_that_is_told_late_opens_the_log_again(self) -> None:
        """It was no missed call: its agent has a wrap-up, and it is logged once."""
        late = f"""{self.ABANDONED}
            09:00:10 | leg.connected | 101
            09:00:40 | record.opened | Ada Lovelace
        """
        story = play(late)

        assert "wrap-up" == story.call.phase_for(LINE_A)
        assert ("open", ("Ada Lovelace auto",)) == (story.file.ledger.state, story.assigned)
        assert "not-saved" not in story.said
        assert (WriteLog(),) == play(f"{late}\n09:01:30 | wrap-up.expired |").effects

    def test_settings_that_change_afterwards_change_nothing(self) -> None:
        """It was decided once, at the end of the call (DECISION 34)."""
        before = play(self.ABANDONED).file
        changed = PolicyApplied(at=at("10:00:00"), policy=Policy(log_missed_queue_calls=True))
        (late,) = read("10:00:01 | recording.available | https://pbx.example.test/r/1")
        after = advance(advance(before, changed).file, late)

        assert ("not-logged", ()) == (after.file.ledger.state, after.effects)

    def test_its_caller_is_still_found(self) -> None:
        """Whoever logs it by hand later has the record already (B-16)."""
        story = play("""
            09:00:00 | call.queued      | queue=Support, remote_number=+14155550101
            09:00:02 | call.ended       |
            09:00:03 | caller.looked-up | Ada Lovelace
        """)

        assert ("Ada Lovelace auto",) == story.assigned


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


class TestRetry:
    """The agent asks the server to try at once."""

    @pytest.mark.parametrize("trouble", ["task.delayed | TIMEOUT", "task.refused | no result"])
    def test_what_waits_is_tried_at_once(self, trouble: str) -> None:
        story = play(f"{SAVED}09:05:30 | {trouble}\n09:06:00 | retry.pressed |")

        assert TryAgain() == story.effects[-1]
        assert "saving" == story.file.ledger.state

    @pytest.mark.parametrize("table", [SAVED, WRITTEN, ENDED])
    def test_what_does_not_wait_is_left_alone(self, table: str) -> None:
        assert TryAgain() not in play(f"{table}09:06:00 | retry.pressed |").effects


class TestLeads:
    """What a call asks for about Leads, and in which order (DECISIONS 29 and 52)."""

    def test_the_lead_comes_before_the_task(self) -> None:
        """So that the Task can be written on it; each is repeatable by itself."""
        story = play(f"{ENDED}09:05:20 | wrap-up.expired |\n", Policy(create_lead="always"))

        assert (MakeLead(), WriteLog()) == story.effects[-2:]

    @pytest.mark.parametrize(
        ("story", "policy"),
        [
            (f"{ENDED}09:05:20 | wrap-up.expired |\n", Policy(create_lead="missed")),
            (f"{ENDED}{FOUND}09:05:20 | save.pressed |\n", Policy(create_lead="always")),
        ],
    )
    def test_an_assigned_call_and_one_the_setting_leaves_out_ask_for_none(
        self, story: str, policy: Policy
    ) -> None:
        assert MakeLead() not in play(story, policy).effects

    WRITTEN_BY = TaskWritten(
        at=at("09:05:21"),
        task_id="00T000000000001AAA",
        url="",
        owner=Owner(id="005A", why="agent"),
    )

    def owning(
        self, written: TaskWritten, label: str = "Alan Turing", *, on: bool = True
    ) -> list[Effect]:
        found = f"09:00:01 | caller.looked-up | {label}\n"
        before = read(f"{ENDED}{found}09:05:20 | save.pressed |\n")
        story = run([*before, written, written], Policy(set_owner_of_lead=on))
        return [effect for effect in story.effects if isinstance(effect, OwnLead)]

    def test_a_lead_is_given_to_the_agent_s_user_once_the_task_is_written(self) -> None:
        """Told twice, it is asked once."""
        wanted = OwnLead(lead_id=ALAN.id, owner_id="005A")

        assert [wanted] == self.owning(self.WRITTEN_BY)

    def test_any_other_owner_stays(self) -> None:
        """The setting is off, the link does not apply, it is no lead, or it has moved on."""
        defaults = replace(self.WRITTEN_BY, owner=Owner(id="005B", why="default"))
        converted = replace(self.WRITTEN_BY, repaired=("WhoId:converted",))

        assert [] == self.owning(self.WRITTEN_BY, on=False)
        assert [] == self.owning(defaults)
        assert [] == self.owning(replace(self.WRITTEN_BY, owner=None))
        assert [] == self.owning(self.WRITTEN_BY, "Ada Lovelace")
        assert [] == self.owning(converted)

    def test_a_lead_made_for_the_call_has_its_owner_already(self) -> None:
        story = run(
            [
                *read(f"{ENDED}09:05:20 | wrap-up.expired |\n"),
                LeadMade(at=at("09:05:20"), record=ALAN, owner=self.WRITTEN_BY.owner),
                self.WRITTEN_BY,
            ],
            Policy(create_lead="always", set_owner_of_lead=True),
        )

        assert ("Alan Turing auto",) == story.assigned
        assert not [effect for effect in story.effects if isinstance(effect, OwnLead)]
