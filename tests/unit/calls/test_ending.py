"""When a call is over, what came of it, and who wraps up (DECISIONS 13 and 16)."""

import pytest

from cti_adapter.calls.ending import is_complete, reopened
from tests.support.builders import LINE_A, LINE_B, WRAP_UP, at
from tests.support.story import clock, play

A_TALKS = """
    09:00:00 | leg.offered   | 101
    09:00:04 | leg.connected | 101
"""
ENDED = f"{A_TALKS}09:05:00 | call.ended |\n"


class TestEnd:
    """Told, or concluded."""

    def test_a_told_end_ends_every_leg(self) -> None:
        """Whoever is still rung is rung no more."""
        call = play(f"{A_TALKS}09:01:00 | leg.offered | 102\n09:05:00 | call.ended |").call

        assert ["ended", "ended"] == [leg.state for leg in call.legs]
        assert "09:05:00" == clock(call.ended_at)

    def test_a_missing_hang_up_is_concluded_from_the_last_leg(self) -> None:
        """The log does not wait for a word that never comes."""
        call = play(f"{A_TALKS}09:05:00 | leg.ended | 101").call

        assert (True, False, "09:05:00") == (call.is_over, call.hung_up, clock(call.ended_at))

    def test_a_forgotten_colleague_of_a_ring_group_does_not_keep_it_open(self) -> None:
        call = play(f"""
            09:00:00 | leg.offered | 102
            {A_TALKS}
            09:05:00 | leg.ended   | 101
        """).call

        assert (True, "09:05:00") == (call.is_over, clock(call.ended_at))

    def test_a_concluded_end_is_taken_back_when_it_goes_on(self) -> None:
        """It was between two agents; the first one's wrap-up is gone again."""
        call = play(f"{A_TALKS}09:05:00 | leg.ended | 101\n09:05:02 | leg.offered | 102").call

        assert (False, None, None) == (call.is_over, call.wrap_up, call.outcome)

    def test_a_mailbox_is_remembered_when_it_goes_on(self) -> None:
        call = play("""
            09:00:00 | leg.initiated  | 101, direction=Outbound
            09:00:20 | voicemail.left | https://pbx.example.test/1
            09:00:30 | leg.ended      | 101
            09:00:31 | leg.offered    | 102
        """).call

        assert (False, "voicemail") == (call.is_over, call.outcome)

    def test_the_first_word_of_the_end_counts(self) -> None:
        """An ending that is repeated is one ending."""
        story = f"{A_TALKS}09:05:00 | call.ended | answered\n"

        assert play(story).call == play(f"{story}09:06:00 | call.ended | failed").call

    def test_late_ringing_does_not_reopen_it(self) -> None:
        """No panel rings for a customer who is gone."""
        call = play(f"{ENDED}09:00:02 | leg.offered | 102").call

        assert ("ended", "over") == (call.legs[-1].state, call.phase_for(LINE_B))

    def test_a_call_that_only_rang_is_not_over_while_it_may_ring_elsewhere(self) -> None:
        call = play("09:00:00 | leg.offered | 101\n09:00:20 | leg.withdrawn | 101").call

        assert not call.is_over

    def test_an_outgoing_call_no_leg_was_told_of_is_not_over(self) -> None:
        assert not play("09:00:00 | call.created | direction=Outbound").call.is_over


class TestOutcome:
    """What came of it, where the telephone system does not say."""

    @pytest.mark.parametrize(
        ("table", "outcome"),
        [
            (A_TALKS, "answered"),
            ("09:00:00 | leg.offered | 101\n", "missed"),
            ("09:00:00 | call.created |\n", "missed"),
            ("09:00:00 | call.queued | queue=Support\n", "abandoned_in_queue"),
            (
                "09:00:00 | call.queued |\n09:00:09 | call.dequeued | abandoned\n",
                "abandoned_in_queue",
            ),
            ("09:00:00 | call.queued |\n09:00:09 | leg.offered | 101\n", "missed"),
            ("09:00:00 | leg.initiated | 101\n", "no_answer"),
            ("09:00:00 | leg.offered | 101\n09:00:20 | voicemail.left | x\n", "voicemail"),
            (f"{A_TALKS}09:01:00 | voicemail.left | x\n", "answered"),
        ],
    )
    def test_it_follows_from_what_happened(self, table: str, outcome: str) -> None:
        assert outcome == play(f"{table}09:05:00 | call.ended |").call.outcome

    def test_what_is_told_counts_more(self) -> None:
        assert (
            "rejected"
            == play("09:00:00 | leg.offered | 101\n09:00:05 | call.ended | rejected").call.outcome
        )


class TestWrapUp:
    """The time an agent has after a call."""

    def test_it_belongs_to_who_last_dealt_with_the_customer(self) -> None:
        """An agent who hands over has none."""
        call = play(f"""{A_TALKS}
            09:01:00 | call.transferred | from_line=101, to_line=102
            09:01:00 | leg.ended        | 101
            09:01:05 | leg.connected    | 102
            09:05:00 | call.ended       |
        """).call

        assert call.wrap_up is not None
        assert (LINE_B, "09:05:00", "09:06:00") == (
            call.wrap_up.line,
            clock(call.wrap_up.started_at),
            clock(call.wrap_up.ends_at),
        )
        assert ("over", "wrap-up") == (call.phase_for(LINE_A), call.phase_for(LINE_B))

    @pytest.mark.parametrize(
        "table",
        [
            "09:00:00 | leg.offered | 101\n",
            "09:00:00 | call.queued |\n",
            "09:00:00 | call.created | direction=Outbound\n",
        ],
    )
    def test_where_nobody_talked_or_dialled_there_is_none(self, table: str) -> None:
        """The Task is written when the call ends (DECISION 13)."""
        assert play(f"{table}09:00:30 | call.ended |").call.wrap_up is None

    def test_an_outgoing_call_nobody_answered_has_one(self) -> None:
        call = play("09:00:00 | leg.initiated | 101\n09:00:30 | call.ended | no_answer").call

        assert "wrap-up" == call.phase_for(LINE_A)

    def test_it_can_be_extended(self) -> None:
        call = play(f"{ENDED}09:05:50 | wrap-up.extended | 60").call

        assert call.wrap_up is not None
        assert "09:07:00" == clock(call.wrap_up.ends_at)

    @pytest.mark.parametrize(
        ("last", "by_agent"), [("wrap-up.expired", False), ("save.pressed", True)]
    )
    def test_it_ends_once(self, last: str, *, by_agent: bool) -> None:
        """By Save, or by the timer; what comes after changes nothing."""
        matched = f"{ENDED}09:05:01 | caller.looked-up | Ada Lovelace\n"
        once = f"{matched}09:05:20 | {last} |\n09:05:20 | {last} |"
        call = play(f"{matched}09:05:20 | {last} |").call

        assert call.wrap_up is not None
        assert ("09:05:20", by_agent) == (clock(call.wrap_up.ended_at), call.wrap_up.by_agent)
        assert call == play(once).call

    def test_before_the_end_there_is_nothing_to_extend(self) -> None:
        assert play(A_TALKS).call == play(f"{A_TALKS}09:01:00 | wrap-up.extended | 60").call

    def test_it_moves_when_a_late_word_says_who_was_last(self) -> None:
        """A's leg had ended long before; nobody had said so yet."""
        call = play(f"""{A_TALKS}
            09:01:05 | leg.connected | 102
            09:05:00 | call.ended    |
            09:02:00 | leg.ended     | 101
        """).call

        assert call.wrap_up is not None
        assert LINE_B == call.wrap_up.line


class TestReopened:
    """Save was taken back: the agent who wrapped up has as much time again (DECISION 47)."""

    def test_the_time_begins_anew(self) -> None:
        """Whatever was left of the first."""
        call = play("""
            09:00:00 | leg.offered   | 101
            09:00:04 | leg.connected | 101
            09:05:00 | call.ended    |
            09:05:20 | save.pressed  |
            09:05:21 | save.pressed  |
        """).call
        again = reopened(call, at("09:06:00"), WRAP_UP)
        assert again.wrap_up is not None

        assert (LINE_A, "09:07:00", None) == (
            again.wrap_up.line,
            clock(again.wrap_up.ends_at),
            again.wrap_up.ended_at,
        )
        assert (True, False) == (is_complete(call), is_complete(again))

    def test_a_wrap_up_nobody_saved_stays_as_it_is(self) -> None:
        """There is nothing to take back."""
        running = play("""
            09:00:00 | leg.offered   | 101
            09:00:04 | leg.connected | 101
        """).call

        assert running is reopened(running, at("09:06:00"), WRAP_UP)
        assert not is_complete(running)

    def test_a_call_without_wrap_up_is_complete_when_it_is_over(self) -> None:
        """Nobody had it; and nothing was heard any more that its end had overtaken."""
        missed = "09:00:00 | leg.offered | 101\n09:00:20 | call.ended |\n"

        assert not is_complete(play(missed).call)
        assert is_complete(play(f"{missed}09:00:22 | end.believed |").call)
