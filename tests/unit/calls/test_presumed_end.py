"""An end that nobody told, or that was told too early: what the clock makes of it (ADR 0027)."""

import pytest

from cti_adapter.calls.ending import is_complete
from tests.support.builders import LINE_A
from tests.support.story import clock, play

A_TALKS = """
    09:00:00 | leg.offered   | 101
    09:00:04 | leg.connected | 101
"""
ENDED = f"{A_TALKS}09:05:00 | call.ended |\n"


class TestSilence:
    """A call of which nothing is heard any more is taken for over, until something is."""

    SILENT = f"{A_TALKS}13:00:04 | end.presumed |\n"

    def test_it_ended_with_the_last_word_of_it(self) -> None:
        """Nobody talked for four hours as far as we know."""
        call = play(f"{A_TALKS}09:02:00 | leg.held | 101\n13:02:00 | end.presumed |").call

        assert (True, False, "09:02:00", "answered") == (
            call.is_over,
            call.hung_up,
            clock(call.ended_at),
            call.outcome,
        )
        assert 116 == call.seconds_talked

    def test_the_agent_has_a_wrap_up_by_our_clock(self) -> None:
        """They are told now, and may write what it was about."""
        call = play(self.SILENT).call
        assert call.wrap_up is not None

        assert (LINE_A, "13:01:04") == (call.wrap_up.line, clock(call.wrap_up.ends_at))

    def test_a_call_that_only_rang_is_complete_at_once(self) -> None:
        call = play("09:00:00 | leg.offered | 101\n13:00:00 | end.presumed |").call

        assert (True, "missed", "09:00:00") == (
            is_complete(call),
            call.outcome,
            clock(call.ended_at),
        )

    def test_a_late_hang_up_is_believed_before_the_silence(self) -> None:
        """The duration is what was told, however late."""
        call = play(f"{self.SILENT}09:45:04 | call.ended |").call

        assert (True, False, "09:45:04", 2700) == (
            call.hung_up,
            call.silent,
            clock(call.ended_at),
            call.seconds_talked,
        )

    def test_a_word_of_it_takes_the_end_back(self) -> None:
        """It was only quiet."""
        call = play(f"{self.SILENT}13:00:20 | leg.held | 101").call

        assert (False, False, None, "held") == (
            call.is_over,
            call.silent,
            call.wrap_up,
            call.phase_for(LINE_A),
        )

    def test_a_recording_is_no_sign_that_it_goes_on(self) -> None:
        """Recordings come when a call is over."""
        recorded = "13:00:20 | recording.available | https://pbx.example.test/r/1"

        assert play(f"{self.SILENT}{recorded}").call.silent

    @pytest.mark.parametrize("end", ["call.ended |", "leg.ended | 101"])
    def test_what_is_over_stays_as_it_ended(self, end: str) -> None:
        """The clock looked, and something came in between."""
        over = f"{A_TALKS}09:05:00 | {end}\n"

        assert play(over).call == play(f"{over}13:05:00 | end.presumed |").call

    def test_an_end_nobody_wraps_up_is_presumed_as_it_was_concluded(self) -> None:
        """An outgoing leg whose beginning was never told belongs to nobody."""
        call = play(
            "09:00:00 | leg.ended | 101, direction=Outbound\n13:00:00 | end.presumed |"
        ).call

        assert (True, "09:00:00") == (is_complete(call), clock(call.ended_at))


class TestBelieved:
    """A told end waits a moment for what it has overtaken (facts: telephony 2.5)."""

    MISSED = "09:00:00 | leg.offered | 101\n09:00:20 | call.ended |\n"

    def test_a_talked_call_needs_no_belief(self) -> None:
        """Its wrap-up is longer than any delay that is worth waiting for."""
        over = ENDED

        assert play(over).call == play(f"{over}09:05:02 | end.believed |").call
        assert play(over).call.settles_at is None

    def test_it_waits_once(self) -> None:
        """Repeats of the hang-up do not make it longer."""
        again = f"{self.MISSED}09:00:21 | call.ended |\n09:00:22 | leg.withdrawn | 101\n"

        assert "09:00:22" == clock(play(again).call.settles_at)
