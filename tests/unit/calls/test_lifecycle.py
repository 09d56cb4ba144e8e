"""The life of a call: its legs move by the table, whatever order the events come in."""

import pytest

from cti_adapter.calls.leg import Leg, LegState
from cti_adapter.calls.lifecycle import ENTRY, TRANSITIONS
from tests.support.builders import LINE_A
from tests.support.story import clock, play

A_TALKS = """
    09:00:00 | leg.offered   | 101
    09:00:04 | leg.connected | 101
"""
DIALLED = "09:00:00 | dial.placed | 101, leg_id=ours, number=+14155550101\n"


def leg_of(table: str) -> Leg:
    """Return the only leg of a story."""
    (leg,) = play(table).call.legs
    return leg


class TestTable:
    """TRANSITIONS and ENTRY."""

    def test_every_state_has_its_row(self) -> None:
        assert set(LegState) == set(TRANSITIONS)

    def test_nothing_follows_the_end(self) -> None:
        """An ended leg stays ended, whatever comes late."""
        assert {} == TRANSITIONS[LegState.ENDED]

    @pytest.mark.parametrize("state", [state for state in LegState if state is not LegState.ENDED])
    def test_every_live_leg_can_end(self, state: LegState) -> None:
        assert LegState.ENDED in TRANSITIONS[state].values()

    def test_every_state_can_be_the_first_we_hear_of(self) -> None:
        """Small telephone systems send few events (contract.md §4)."""
        assert set(LegState) == set(ENTRY.values())


class TestLeg:
    """One agent's line."""

    @pytest.mark.parametrize(
        ("table", "state"),
        [
            ("09:00:00 | leg.initiated | 101", "initiated"),
            ("09:00:00 | leg.offered | 101", "offered"),
            ("09:00:00 | leg.connected | 101", "connected"),
            ("09:00:00 | leg.held | 101", "held"),
            ("09:00:00 | leg.withdrawn | 101", "ended"),
            ("09:00:00 | leg.ended | 101", "ended"),
            ("09:00:00 | leg.offered | 101\n09:01:00 | leg.held | 101", "held"),
            (f"{A_TALKS}09:01:00 | leg.offered | 101", "connected"),
            (f"{A_TALKS}09:01:00 | leg.withdrawn | 101", "connected"),
            (f"{A_TALKS}09:01:00 | leg.retrieved | 101", "connected"),
            (f"{A_TALKS}09:01:00 | leg.ended | 101\n09:00:05 | leg.connected | 101", "ended"),
        ],
    )
    def test_it_moves_by_the_table(self, table: str, state: str) -> None:
        """Connected without offered, held without connected, late words of what is past."""
        assert state == leg_of(table).state

    def test_a_retrieve_is_no_birth(self) -> None:
        """One without a hold comes with every blind transfer (facts: telephony 2.5)."""
        assert () == play("09:00:00 | leg.retrieved | 101").call.legs

    def test_a_retrieve_does_not_answer_a_ringing_phone(self) -> None:
        leg = leg_of("09:00:00 | leg.offered | 101\n09:00:01 | leg.retrieved | 101")

        assert ("offered", None) == (leg.state, leg.connected_at)

    def test_the_hold_has_its_moment(self) -> None:
        """The panel shows how long the customer has waited."""
        held = f"{A_TALKS}09:01:00 | leg.held | 101\n09:01:30 | leg.held | 101\n"

        assert "09:01:00" == clock(leg_of(held).held_at)
        assert leg_of(f"{held}09:02:00 | leg.retrieved | 101").held_at is None

    @pytest.mark.parametrize(
        ("name", "late"),
        [
            ("initiated_at", "08:59:58 | leg.initiated | 101"),
            ("offered_at", "08:59:59 | leg.offered   | 101"),
            ("connected_at", "09:00:03 | leg.connected | 101"),
        ],
    )
    def test_a_late_event_tells_its_moment_and_moves_nothing(self, name: str, late: str) -> None:
        """Of two tellings the earlier counts, so the order of arrival does not."""
        leg = leg_of(f"{A_TALKS}09:00:09 | leg.held | 101\n{late}")

        assert ("held", late[:8]) == (leg.state, clock(getattr(leg, name)))

    def test_an_answer_is_inferred_from_the_hold_until_it_is_told(self) -> None:
        held = "09:00:00 | leg.offered | 101\n09:01:00 | leg.held | 101\n"

        assert "09:01:00" == clock(leg_of(held).connected_at)
        assert "09:00:04" == clock(leg_of(f"{held}09:00:04 | leg.connected | 101").connected_at)

    def test_a_leg_first_heard_of_after_the_end_has_ended(self) -> None:
        """It fills in what was missed, and rings nobody."""
        (leg,) = play("09:05:00 | call.ended |\n09:00:04 | leg.connected | 101").call.legs

        assert ("ended", "09:00:04", "09:05:00") == (
            leg.state,
            clock(leg.connected_at),
            clock(leg.ended_at),
        )


class TestSequence:
    """Out of order, with numbers."""

    def test_an_older_hold_does_not_undo_a_newer_retrieve(self) -> None:
        """The customer is being talked to; the panel must not say "On hold"."""
        leg = leg_of(f"""{A_TALKS}
            09:02:00 | leg.retrieved | 101, sequence=0006
            09:01:00 | leg.held      | 101, sequence=0005
        """)

        assert ("connected", "0006") == (leg.state, leg.sequence)

    def test_an_older_retrieve_does_not_undo_a_newer_hold(self) -> None:
        leg = leg_of(f"""{A_TALKS}
            09:01:00 | leg.held      | 101, sequence=0005
            09:03:00 | leg.held      | 101, sequence=0007
            09:02:00 | leg.retrieved | 101, sequence=0006
        """)

        assert "held" == leg.state

    def test_hold_and_microphone_are_ordered_apart(self) -> None:
        """A late mute is not stale because of a hold."""
        leg = leg_of(f"""{A_TALKS}
            09:01:01 | leg.held  | 101, sequence=0006
            09:01:00 | leg.muted | 101, sequence=0005
        """)

        assert ("held", True) == (leg.state, leg.muted)

    def test_an_older_mute_does_not_undo_a_newer_unmute(self) -> None:
        leg = leg_of(f"""{A_TALKS}
            09:01:01 | leg.unmuted | 101, sequence=0006
            09:01:00 | leg.muted   | 101, sequence=0005
        """)

        assert not leg.muted

    def test_without_numbers_the_last_word_counts(self) -> None:
        leg = leg_of(f"{A_TALKS}09:01:00 | leg.muted | 101\n09:02:00 | leg.unmuted | 101")

        assert not leg.muted

    @pytest.mark.parametrize(
        "table",
        ["09:00:00 | leg.muted | 101", f"{A_TALKS}09:01:00 | leg.ended | 101"],
    )
    def test_a_line_that_is_not_there_has_no_microphone(self, table: str) -> None:
        legs = play(f"{table}\n09:01:01 | leg.muted | 101").call.legs

        assert not any(leg.muted for leg in legs)


class TestDial:
    """A call we place."""

    def test_it_exists_before_the_telephone_system_speaks(self) -> None:
        """Its record is assigned before the far end rings (DECISION 10)."""
        story = play(f"{DIALLED[:-1]}, record=Ada Lovelace")

        assert ("dialling", ("Ada Lovelace you",)) == (
            story.call.phase_for(LINE_A),
            story.assigned,
        )

    @pytest.mark.parametrize("event", ["leg.initiated", "leg.offered", "leg.connected"])
    def test_the_foreign_name_of_our_leg_is_taken_over(self, event: str) -> None:
        """One agent dialled once: one leg, by whatever name it comes back."""
        leg = leg_of(f"{DIALLED}09:00:01 | {event} | 101, leg_id=theirs")

        assert ("theirs", False) == (leg.id, leg.ours)

    def test_a_second_device_is_a_leg_of_its_own(self) -> None:
        """Once ours has its name, another name is another leg."""
        legs = play(f"""{DIALLED}
            09:00:01 | leg.initiated | 101, leg_id=desk
            09:00:01 | leg.initiated | 101, leg_id=mobile
            09:00:05 | leg.connected | 101, leg_id=desk
        """).call.legs

        assert [("desk", "connected"), ("mobile", "initiated")] == [
            (leg.id, leg.state) for leg in legs
        ]

    def test_another_agents_leg_is_not_ours(self) -> None:
        legs = play(f"{DIALLED}09:00:09 | leg.offered | 102").call.legs

        assert ["ours", "l-102"] == [leg.id for leg in legs]

    def test_dialling_twice_is_dialling_once(self) -> None:
        assert play(DIALLED).call == play(DIALLED * 2).call

    def test_what_we_dialled_is_not_inbound_whoever_says_so(self) -> None:
        assert (
            "Outbound"
            == play(f"{DIALLED}09:00:01 | leg.offered | 101, direction=Inbound").call.direction
        )

    def test_a_colleague_we_dialled_makes_it_internal(self) -> None:
        """Then nobody logs it (DECISION 15)."""
        assert (
            "Internal"
            == play(f"{DIALLED}09:00:01 | call.created | direction=Internal").call.direction
        )


class TestRingsAgain:
    """A telephone system that names no legs: `leg_id` is call and agent (contract.md §4)."""

    FIRST = """
        09:00:00 | leg.offered   | 101, leg_id=c-42:101
        09:00:20 | leg.withdrawn | 101, leg_id=c-42:101
    """
    AGAIN = """
        09:01:00 | leg.offered   | 101, leg_id=c-42:101
        09:01:05 | leg.connected | 101, leg_id=c-42:101
    """

    def test_a_queue_that_comes_back_to_an_agent_rings_them_again(self) -> None:
        """They did not get there in time the first time."""
        call = play(self.FIRST + self.AGAIN).call

        assert ["ended", "connected"] == [leg.state for leg in call.legs]
        assert "talking" == call.phase_for(LINE_A)

    def test_a_late_word_of_the_first_ring_reaches_the_first_leg(self) -> None:
        late = "09:00:20 | leg.withdrawn | 101, leg_id=c-42:101\n"

        assert play(self.FIRST + self.AGAIN).call == play(self.FIRST + self.AGAIN + late).call

    def test_a_word_from_before_everything_reaches_the_first_leg(self) -> None:
        call = play(f"{self.FIRST}{self.AGAIN}08:59:59 | leg.offered | 101, leg_id=c-42:101").call

        assert ["08:59:59", "09:01:00"] == [clock(leg.offered_at) for leg in call.legs]

    @pytest.mark.parametrize("leg_id", ["c-42:101", "l-7"])
    def test_late_words_and_named_legs_ring_nobody_again(self, leg_id: str) -> None:
        """A leg with a name of its own stays ended, whatever its clock says."""
        moment = {"c-42:101": "09:00:02", "l-7": "09:00:30"}[leg_id]
        first = self.FIRST.replace("c-42:101", leg_id)
        (leg,) = play(f"{first}{moment} | leg.connected | 101, leg_id={leg_id}").call.legs

        assert "ended" == leg.state


def test_an_event_that_changes_nothing_leaves_the_call_as_it_was() -> None:
    """Telephone systems repeat themselves; nothing is written, nobody is told."""
    call = play(A_TALKS).call

    assert call == play(A_TALKS * 2).call
    assert call == play(f"{A_TALKS}09:01:00 | message.sent | channel=sms, text=hello").call
