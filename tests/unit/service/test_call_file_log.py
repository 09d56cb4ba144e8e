"""The log of one call: when it is written or declined, and what is made along with it."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from cti_adapter.calls.events import LeadMade, LinksLeftOut, PolicyApplied, TaskRefused, TaskWritten
from cti_adapter.calls.owner import Owner
from cti_adapter.calls.policy import Policy
from cti_adapter.service.advance import advance
from cti_adapter.service.effects import Effect, MakeLead, OwnLead, TryAgain, WriteLog
from tests.support.builders import ALAN, LINE_A, at
from tests.support.story import clock, play, read, run
from tests.unit.service.call_stories import ANSWERED, ENDED, FOUND, RINGS, SAVED, WRITTEN


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

    def test_the_org_says_how_long_wrap_up_is(self) -> None:
        policy = Policy(wrap_up_s=90)

        assert timedelta(seconds=90) == policy.wrap_up
        assert "09:06:30" == clock(play(ENDED, policy).file.due_at)

    def test_a_missed_call_is_written_when_it_ends(self) -> None:
        """Nobody wraps it up."""
        missed = f"{RINGS}09:00:30 | call.ended | missed\n"

        assert WriteLog() not in play(missed).effects
        assert WriteLog() == play(f"{missed}09:00:32 | end.believed |").effects[-1]

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
            09:02:02 | end.believed     |
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

    def test_an_answer_that_the_end_overtook_has_its_wrap_up(self) -> None:
        """Told a moment later, before anything was written: the call is as if told in order."""
        late = play(f"""{RINGS}
            09:00:30 | call.ended    |
            09:00:04 | leg.connected | 101
            09:00:32 | end.believed  |
        """)
        in_order = play(f"""{RINGS}
            09:00:04 | leg.connected | 101
            09:00:30 | call.ended    |
        """)

        assert ("open", "wrap-up") == (late.file.ledger.state, late.call.phase_for(LINE_A))
        assert in_order.call.wrap_up == late.call.wrap_up
        assert WriteLog() not in late.effects

    def test_an_answer_told_much_later_opens_the_log_again(self) -> None:
        """Its Task tells of a missed call by then: the agent's edition puts that right."""
        story = play(f"""{RINGS}
            09:00:30 | call.ended       |
            09:00:32 | end.believed     |
            09:00:33 | task.written     | 00T1, edition=1
            09:00:04 | leg.connected    | 101
            09:01:30 | wrap-up.expired  |
        """)
        ledger = story.file.ledger

        assert 2 == story.effects.count(WriteLog())
        assert ("saving", 2, "00T1") == (ledger.state, ledger.edition, ledger.task_id)

    def test_once_written_it_is_settled(self) -> None:
        assert ("saved", True) == (play(WRITTEN).file.ledger.state, play(WRITTEN).file.is_settled)


class TestMissedQueueCall:
    """Config 1 alone decides (DECISION 53), on what is known of the call."""

    ABANDONED = """
        09:00:00 | call.queued  | queue=Support
        09:00:30 | call.ended   |
        09:00:32 | end.believed |
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


class TestWithoutLinks:
    """An admin lets a log go without the records for which Salesforce refused it (B-8)."""

    def test_the_records_are_gone_and_the_log_is_on_its_way(self) -> None:
        """What is written is made from the call as it is then."""
        refused = advance(play(SAVED).file, TaskRefused(at=at("09:05:02"), message="no")).file
        bare = advance(refused, LinksLeftOut(at=at("09:06:00"), edition=1, admin="")).file

        assert not refused.assignment.slots.is_empty
        assert bare.assignment.slots.is_empty
        assert "saving" == bare.ledger.state

    @pytest.mark.parametrize("edition", [1, 2])
    def test_a_log_that_was_not_refused_keeps_them(self, edition: int) -> None:
        """It has been written meanwhile, or belongs to another Save."""
        saved = play(f"{SAVED}{WRITTEN}").file

        assert (
            saved
            == advance(
                saved, LinksLeftOut(at=saved.call.created_at, edition=edition, admin="")
            ).file
        )
