"""Queues, transfers, consultations: who has the customer, and whom the customer waits for."""

import pytest
from msgspec.structs import replace

from cti_adapter.calls.agent import Line
from tests.support.builders import LINE_A, LINE_B, at
from tests.support.story import play

A_TALKS = """
    09:00:00 | leg.offered   | 101
    09:00:04 | leg.connected | 101
"""
BLIND = f"""{A_TALKS}
    09:05:00 | call.transferred | from_line=101, to_line=102
    09:05:00 | leg.ended        | 101
"""
B_TAKES_IT = """09:05:02 | leg.offered | 102
    09:05:06 | leg.connected | 102
"""


def test_a_caller_in_a_queue_waits_for_it() -> None:
    assert "Support" == play("09:00:00 | call.queued | queue=Support").call.waits_for


def test_a_queue_without_a_name_is_a_queue() -> None:
    assert "queue" == play("09:00:00 | call.queued |").call.waits_for


def test_the_queue_is_over_when_somebody_talks() -> None:
    """Ringing is not enough: the caller still waits."""
    ringing = "09:00:00 | call.queued | queue=Support\n09:00:20 | leg.offered | 101"

    assert "Support" == play(ringing).call.waits_for
    assert "" == play(f"{ringing}\n09:00:24 | leg.connected | 101").call.waits_for


def test_a_late_word_of_the_queue_makes_nobody_wait() -> None:
    """It was told after the answer, and happened before it."""
    late = "09:00:02 | call.queued | queue=Support"

    assert "" == play(f"{A_TALKS}{late}").call.waits_for


def test_after_the_end_nobody_waits() -> None:
    call = play(f"""{A_TALKS}
        09:05:00 | call.ended  |
        09:05:00 | call.queued | queue=Support
    """).call

    assert "" == call.waits_for


class TestBlindTransfer:
    """A hands over without asking."""

    def test_in_the_gap_the_call_goes_on(self) -> None:
        """For a moment nobody is on the call; it is not over, and A has no wrap-up."""
        call = play(BLIND).call

        assert ("102", False, None) == (call.waits_for, call.is_over, call.wrap_up)

    def test_a_leg_that_ends_before_the_transfer_is_told_changes_nothing(self) -> None:
        """Telephone systems send the two in either order (facts: telephony 2.4)."""
        swapped = play(f"""{A_TALKS}
            09:05:00 | leg.ended        | 101
            09:05:00 | call.transferred | from_line=101, to_line=102
        """).call

        assert play(BLIND).call == swapped

    def test_who_takes_it_has_it(self) -> None:
        call = play(BLIND + B_TAKES_IT).call

        assert ("", LINE_B, "talking") == (
            call.waits_for,
            call.responsible,
            call.phase_for(LINE_B),
        )

    def test_a_repeat_changes_nothing(self) -> None:
        """Also after the new agent has left."""
        story = f"{BLIND}{B_TAKES_IT}09:09:00 | leg.ended | 102\n"
        repeat = "09:05:00 | call.transferred | from_line=101, to_line=102"

        assert play(story).call == play(story + repeat).call

    def test_an_older_transfer_is_remembered_and_moves_nobody(self) -> None:
        """It was told late; whose the call is has been settled since."""
        story = f"{BLIND}{B_TAKES_IT}09:09:00 | leg.ended | 102\n"
        late = "09:04:00 | call.transferred | from_line=102, to_line=101"
        known, told = play(story).call, play(story + late).call

        assert known == replace(told, transfers=known.transfers, heard_at=known.heard_at)
        assert [LINE_A, LINE_B] == [each.to_line for each in told.transfers]

    def test_handed_over_and_taken_by_nobody_it_has_no_wrap_up(self) -> None:
        """A has gone on to other work; the Task is written when the call ends (DECISION 13)."""
        call = play(f"{BLIND}09:06:00 | call.ended |").call

        assert (True, None, LINE_A) == (call.hung_up, call.wrap_up, call.responsible)

    def test_a_caller_who_hangs_up_before_the_transfer_happened_was_still_with_the_agent(
        self,
    ) -> None:
        """A never left, so A wraps up."""
        call = play(f"""{A_TALKS}
            09:05:00 | call.transferred | from_line=101, to_line=102
            09:05:01 | call.ended       |
        """).call

        assert call.wrap_up is not None
        assert LINE_A == call.wrap_up.line

    def test_to_an_outside_number_the_call_is_gone_for_us(self) -> None:
        """The wrap-up is that of the agent who handed it out (DECISION 13)."""
        call = play(f"""{A_TALKS}
            09:05:00 | call.transferred | from_line=101, to_number=+14155550120
            09:05:01 | leg.ended        | 101
        """).call

        assert call.wrap_up is not None
        assert (True, LINE_A) == (call.is_over, call.wrap_up.line)

    def test_back_to_the_queue_the_caller_waits_again(self) -> None:
        call = play(f"""{A_TALKS}
            09:05:00 | call.transferred | kind=queue, from_line=101, to_queue=Support
            09:05:01 | leg.ended        | 101
        """).call

        assert ("Support", False) == (call.waits_for, call.is_over)

    def test_told_after_the_hang_up_it_makes_nobody_wait(self) -> None:
        """It moves the responsibility and nothing else."""
        call = play(f"""{A_TALKS}
            09:09:00 | call.ended       |
            09:05:00 | call.transferred | from_line=101, to_line=102
        """).call

        assert ("", LINE_B) == (call.waits_for, call.transferred_to)


class TestConsultation:
    """A asks B while the customer waits."""

    ASKED = f"""{A_TALKS}
        09:05:00 | leg.held        | 101
        09:05:01 | consult.started | 101, target=102
        09:05:01 | leg.offered     | 102
        09:05:04 | leg.connected   | 102
    """

    def test_the_customer_stays_the_first_agents(self) -> None:
        """Who is only asked owns nothing (DECISION 16)."""
        assert LINE_A == play(f"{self.ASKED}09:05:30 | leg.ended | 101").call.responsible

    def test_a_ring_told_before_the_question_is_a_question_too(self) -> None:
        asked = play(f"""{A_TALKS}
            09:05:01 | leg.offered     | 102
            09:05:01 | consult.started | 101, target=102
            09:05:04 | leg.connected   | 102
            09:05:30 | leg.ended       | 101
        """)

        assert LINE_A == asked.call.responsible

    def test_taken_over_it_is_the_second_agents(self) -> None:
        """A consult transfer is told when both are connected already."""
        call = play(f"""{self.ASKED}
            09:05:30 | call.transferred | kind=consult, from_line=101, to_line=102
            09:05:30 | leg.ended        | 101
            09:09:00 | leg.ended        | 102
        """).call

        assert call.wrap_up is not None
        assert (LINE_B, True) == (call.wrap_up.line, call.is_over)

    def test_a_transfer_told_after_its_end_still_counts(self) -> None:
        call = play(f"""{self.ASKED}
            09:05:30 | leg.ended        | 101
            09:09:00 | call.ended       |
            09:05:30 | call.transferred | kind=consult, from_line=101, to_line=102
        """).call

        assert call.wrap_up is not None
        assert (LINE_B, LINE_B) == (call.responsible, call.wrap_up.line)

    def test_in_a_conference_both_have_the_customer(self) -> None:
        call = play(f"""{self.ASKED}
            09:05:30 | call.conferenced | lines=101 102
            09:06:00 | leg.ended        | 101
        """).call

        assert LINE_B == call.responsible

    @pytest.mark.parametrize("target", ["target=102", ""])
    def test_asked_once_is_not_asked_for_ever(self, target: str) -> None:
        """The next leg of that agent is a leg like any other."""
        call = play(f"""{self.ASKED}
            09:05:30 | leg.ended        | 102
            09:05:30 | consult.ended    | 101, {target or "target="}
            09:07:00 | leg.connected    | 102, leg_id=l-2
            09:07:01 | leg.ended        | 101
        """).call

        assert LINE_B == call.responsible

    def test_asking_another_does_not_end_the_first_question(self) -> None:
        call = play(f"{self.ASKED}09:05:40 | consult.ended | 101, target=103").call

        assert ("102",) == call.consulted

    @pytest.mark.parametrize("repeats", [1, 2])
    def test_a_repeated_or_late_question_changes_nothing(self, repeats: int) -> None:
        """Also after the customer has been handed to who was asked."""
        again = "09:05:01 | consult.started | 101, target=102\n"
        taken = "09:05:30 | call.transferred | kind=consult, from_line=101, to_line=102\n"

        assert play(self.ASKED).call == play(self.ASKED + again * repeats).call
        assert play(self.ASKED + taken).call == play(self.ASKED + taken + again).call

    def test_it_is_known_who_asks_whom_and_since_when(self) -> None:
        """The asking agent's panel shows both (requirements 5.2, row consulting)."""
        call = play(self.ASKED).call
        leg = call.leg_of(LINE_A)

        assert leg is not None
        assert ("102", at("09:05:01")) == (call.asks(LINE_A), leg.consulting_at)
        assert "" == call.asks(LINE_B)

    @pytest.mark.parametrize(
        "end",
        [
            "09:05:30 | consult.ended    | 101, target=102",
            "09:05:30 | consult.ended    | 101, target=",
            "09:05:30 | call.transferred | kind=consult, from_line=101, to_line=102",
            "09:05:30 | call.conferenced | lines=101 102",
            "09:05:30 | leg.ended        | 102",
            "09:05:30 | leg.ended        | 101",
            "09:05:30 | call.ended       |",
        ],
    )
    def test_the_question_ends_with_whatever_ends_it(self, end: str) -> None:
        """Also where the telephone system does not say so in so many words."""
        assert "" == play(f"{self.ASKED}{end}").call.asks(LINE_A)

    def test_a_question_told_after_its_end_is_not_asked_any_more(self) -> None:
        """Events may come in any order (contract.md 4)."""
        call = play(f"""{A_TALKS}
            09:05:30 | consult.ended   | 101, target=102
            09:05:01 | consult.started | 101, target=102
        """).call

        assert "" == call.asks(LINE_A)

    def test_another_s_question_is_not_the_end_of_this_one(self) -> None:
        call = play(f"{self.ASKED}09:05:40 | consult.ended | 101, target=103").call

        assert "102" == call.asks(LINE_A)

    def test_asked_again_the_same_colleague_is_asked_now(self) -> None:
        """The leg of the first time has ended; the new one rings a moment later."""
        call = play(f"""{self.ASKED}
            09:05:30 | leg.ended       | 102
            09:05:30 | consult.ended   | 101, target=102
            09:06:00 | consult.started | 101, target=102
        """).call

        assert "102" == call.asks(LINE_A)

    def test_of_an_agent_we_know_nothing_about_nothing_is_noted(self) -> None:
        call = play("09:05:01 | consult.started | 103, target=102").call

        assert ((), "") == (call.legs, call.asks(Line("103")))
