"""What can be said of a call is derived from its legs: phase, agent, duration."""

import pytest

from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import Call
from tests.support.builders import LINE_A, LINE_B, LINE_C, a_call, at
from tests.support.story import clock, play

RING_GROUP = """
    09:00:00 | leg.offered   | 101
    09:00:00 | leg.offered   | 102
"""
A_TALKS = """
    09:00:00 | leg.offered   | 101
    09:00:04 | leg.connected | 101
"""
BOTH_TALK = f"""{A_TALKS}
    09:01:00 | leg.offered   | 102
    09:01:05 | leg.connected | 102
"""
DIALLED = "09:00:00 | leg.initiated | 101, direction=Outbound"


class TestPhase:
    """What each agent sees."""

    @pytest.mark.parametrize(
        ("table", "phase"),
        [
            (DIALLED, "dialling"),
            ("09:00:00 | leg.offered | 101", "ringing"),
            (A_TALKS, "talking"),
            (f"{A_TALKS}09:01:00 | leg.held | 101", "held"),
            (f"{A_TALKS}09:01:00 | leg.ended | 101", "wrap-up"),
            (f"{A_TALKS}09:01:00 | call.ended |\n09:01:30 | wrap-up.expired |", "over"),
            ("09:00:00 | call.queued | queue=Support", "over"),
        ],
    )
    def test_it_follows_from_the_agents_leg(self, table: str, phase: str) -> None:
        assert phase == play(table).call.phase_for(LINE_A)

    def test_two_agents_see_two_things(self) -> None:
        call = play(RING_GROUP + "09:00:04 | leg.connected | 101").call

        assert ("talking", "over") == (call.phase_for(LINE_A), call.phase_for(LINE_B))

    def test_a_ring_group_stops_at_the_first_answer_even_untold(self) -> None:
        """A small telephone system sends no "withdrawn"; the others' panels fall silent."""
        call = play(RING_GROUP + "09:00:04 | leg.connected | 102").call

        assert ("over", "talking") == (call.phase_for(LINE_A), call.phase_for(LINE_B))

    def test_who_is_rung_while_another_talks_goes_on_ringing(self) -> None:
        """It is a transfer, not a ring group."""
        call = play(A_TALKS + "09:01:00 | leg.offered | 102").call

        assert "ringing" == call.phase_for(LINE_B)

    def test_a_consultation_goes_on_ringing_too(self) -> None:
        """Another agent's answer to the customer does not end a colleague's question."""
        call = play("""
            09:00:00 | consult.started | 103, target=102
            09:00:00 | leg.offered     | 102
            09:00:04 | leg.connected   | 101
        """).call

        assert "ringing" == call.phase_for(LINE_B)

    def test_an_agent_rung_twice_is_seen_at_the_latest_leg(self) -> None:
        call = play("""
            09:00:00 | leg.offered   | 101, leg_id=l-1
            09:00:20 | leg.withdrawn | 101, leg_id=l-1
            09:00:30 | leg.offered   | 101, leg_id=l-2
        """).call

        leg = call.leg_of(LINE_A)
        assert leg is not None
        assert ("l-2", "ringing") == (leg.id, call.phase_for(LINE_A))

    def test_who_was_never_on_the_call_has_no_leg(self) -> None:
        assert play(A_TALKS).call.leg_of(LINE_B) is None


class TestResponsible:
    """Who last dealt with the customer (DECISION 16)."""

    @pytest.mark.parametrize(
        ("table", "line"),
        [
            (A_TALKS, LINE_A),
            ("09:00:00 | leg.offered | 101", None),
            ("09:00:00 | call.queued |", None),
            (BOTH_TALK, LINE_A),
            (f"{BOTH_TALK}09:02:00 | leg.ended | 101", LINE_B),
            (f"{BOTH_TALK}09:02:00 | leg.ended | 102", LINE_A),
            (f"{BOTH_TALK}09:02:00 | call.ended |", LINE_A),
            (f"{BOTH_TALK}09:01:30 | call.transferred | from_line=101, to_line=102", LINE_B),
            (f"{A_TALKS}09:01:00 | leg.offered | 102\n09:02:00 | call.ended |", LINE_A),
        ],
    )
    def test_of_an_inbound_call(self, table: str, line: Line | None) -> None:
        """Who spoke last; of several at the end who got the transfer, else who came first."""
        assert line == play(table).call.responsible

    @pytest.mark.parametrize(
        ("table", "line"),
        [
            (DIALLED, LINE_A),
            (f"{DIALLED}\n09:00:20 | call.ended | no_answer", LINE_A),
            ("09:00:00 | leg.offered | 101, direction=Outbound", LINE_A),
            (f"{DIALLED}\n09:00:09 | leg.connected | 102", LINE_B),
            ("09:00:00 | call.created | direction=Outbound", None),
        ],
    )
    def test_of_an_outgoing_call(self, table: str, line: Line | None) -> None:
        """Nobody answered: who placed it. A device that rings is the dialler's own."""
        assert line == play(table).call.responsible

    @pytest.mark.parametrize(
        ("first", "line"),
        [
            ("09:00:00 | leg.initiated | 101, direction=Internal", LINE_A),
            ("09:00:00 | call.created  | direction=Internal", LINE_B),
        ],
    )
    def test_of_an_internal_call(self, first: str, line: Line) -> None:
        """Who placed it, where that is known; else who spoke."""
        call = play(f"""{first}
            09:00:01 | leg.offered   | 102
            09:00:05 | leg.connected | 102
            09:02:00 | call.ended    |
        """).call

        assert line == call.responsible

    def test_an_internal_call_that_only_rang_is_nobodys(self) -> None:
        """An agent who was only rung does not become responsible."""
        assert play("09:00:00 | leg.offered | 102, direction=Internal").call.responsible is None


class TestOpener:
    """Whose openings assign (DECISION 57)."""

    @pytest.mark.parametrize(
        ("table", "line"),
        [
            ("09:00:00 | leg.offered | 101", LINE_A),
            (DIALLED, LINE_A),
            (RING_GROUP, None),
            (f"{RING_GROUP}09:00:04 | leg.connected | 102", LINE_B),
            (BOTH_TALK, LINE_A),
            ("09:00:00 | call.queued |", None),
            (f"{A_TALKS}09:02:00 | call.ended |", LINE_A),
            ("09:00:00 | leg.offered | 101\n09:00:30 | call.ended |", None),
        ],
    )
    def test_only_one_agents(self, table: str, line: Line | None) -> None:
        """Who has the customer, else the one it rings at; of a ring group nobody yet."""
        assert line == play(table).call.opener

    def test_a_consulted_agents_are_only_offered(self) -> None:
        call = play(
            f"""{A_TALKS}
            09:01:00 | consult.started | 101, target=103
            09:01:00 | leg.offered     | 103
            09:01:05 | leg.connected   | 103
            09:01:06 | leg.ended       | 101
        """
        ).call

        assert LINE_C != call.opener


class TestDuration:
    """Seconds talked."""

    @pytest.mark.parametrize(
        ("table", "seconds"),
        [
            ("09:00:00 | leg.offered | 101\n09:00:30 | call.ended |", 0),
            (f"{A_TALKS}09:00:30 | leg.muted | 101", 0),
            (f"{A_TALKS}09:03:04 | call.ended |", 180),
            (f"{A_TALKS}09:03:04 | leg.ended | 101\n09:03:09 | call.ended |", 180),
            (f"{A_TALKS}09:00:01 | call.ended |", 0),
        ],
    )
    def test_it_counts_from_the_answer_to_the_last_agents_end(
        self, table: str, seconds: int
    ) -> None:
        """Ringing and waiting are not talking, and clocks that run backwards give no minus."""
        assert seconds == play(table).call.seconds_talked

    def test_the_first_answer_counts(self) -> None:
        assert "09:00:04" == clock(play(BOTH_TALK).call.answered_at)

    def test_an_answered_consultation_is_no_answer(self) -> None:
        """The customer has not been spoken to."""
        call = play("""
            09:00:00 | consult.started | 101, target=102
            09:00:01 | leg.connected   | 102
        """).call

        assert call.answered_at is None


def test_a_call_nothing_was_told_of_is_empty() -> None:
    call: Call = a_call()

    assert (at("09:00:00"), False, None) == (call.created_at, call.is_over, call.responsible)


class TestRouting:
    """Whether the call came off a receiving number alone (DECISION 28)."""

    TO_A_NUMBER = """
        09:00:00 | leg.offered   | 101, route=number
        09:00:04 | leg.connected | 101
    """

    @pytest.mark.parametrize(
        ("then", "is_routed"),
        [
            ("", False),
            ("09:01:00 | leg.held | 101", False),
            ("09:01:00 | call.transferred | from_line=101, to_number=+14155550999", False),
            ("09:01:00 | call.transferred | from_line=101, to_line=102", True),
            ("09:01:00 | call.transferred | from_line=101, to_queue=Support", True),
            ("09:01:00 | call.queued | queue=Support", True),
            ("09:01:00 | leg.ended | 101\n09:01:01 | leg.connected | 102", True),
            ("09:01:00 | leg.connected | 102", False),
        ],
    )
    def test_a_call_to_a_number_may_be_routed_later(self, then: str, *, is_routed: bool) -> None:
        """By a transfer, told or untold; a colleague who only joins changes nothing."""
        assert is_routed == play(f"{self.TO_A_NUMBER}{then}").call.is_routed

    def test_a_call_nobody_answered_at_a_number_is_not_routed(self) -> None:
        assert not play("09:00:00 | leg.offered | 101, route=number").call.is_routed

    @pytest.mark.parametrize("route", ["agent", "queue"])
    def test_a_call_to_an_agent_or_a_queue_is(self, route: str) -> None:
        assert play(f"09:00:00 | leg.offered | 101, route={route}").call.is_routed

    def test_a_call_of_our_own_is(self) -> None:
        """It went to nobody's receiving number."""
        assert play("09:00:00 | call.created | direction=Outbound").call.is_routed

    @pytest.mark.parametrize(
        ("table", "was_queued"),
        [
            ("09:00:00 | leg.offered | 101, queue=Support", True),
            ("09:00:00 | leg.offered | 101", False),
            ("09:00:00 | leg.offered | 101\n09:00:20 | call.transferred | to_queue=Support", True),
            ("09:00:00 | leg.offered | 101\n09:00:20 | call.transferred | to_line=102", False),
        ],
    )
    def test_a_queue_is_remembered(self, table: str, *, was_queued: bool) -> None:
        """Also after the call has left it: a call missed there is Config 1's (DECISION 53)."""
        assert was_queued == play(table).call.was_queued


class TestHandedTo:
    """Whether an agent gets a call that a colleague had before (B-23)."""

    @pytest.mark.parametrize(
        ("table", "lines"),
        [
            (RING_GROUP, ()),
            (f"{RING_GROUP}09:00:04 | leg.connected | 102", ()),
            (A_TALKS, ()),
            (f"{A_TALKS}09:01:00 | leg.offered | 102", (LINE_B,)),
            (f"{A_TALKS}09:01:00 | leg.ended | 101\n09:01:01 | leg.connected | 102", (LINE_B,)),
            (f"{BOTH_TALK}09:02:00 | leg.ended | 101", (LINE_B,)),
            (f"{A_TALKS}09:01:00 | leg.initiated | 102", (LINE_B,)),
        ],
    )
    def test_who_comes_after_another_is(self, table: str, lines: tuple[Line, ...]) -> None:
        """By a transfer, told or untold; a ring group rings before anybody has the customer."""
        call = play(table).call

        assert lines == tuple(each for each in (LINE_A, LINE_B) if call.was_handed_to(each))

    def test_who_is_asked_is_and_who_asked_is_not(self) -> None:
        """The one has to know what the question is about; the other knows."""
        call = play(f"""{A_TALKS}
            09:01:00 | consult.started | 101, target=102
            09:01:00 | leg.offered     | 102
            09:01:05 | leg.connected   | 102
        """).call

        assert (False, True) == (call.was_handed_to(LINE_A), call.was_handed_to(LINE_B))
