"""What an event says of its call beside what happened: numbers, direction, route, recordings."""

import pytest

from tests.support.builders import ADAS_NUMBER, OUR_NUMBER
from tests.support.story import play

A_TALKS = """
    09:00:00 | leg.offered   | 101
    09:00:04 | leg.connected | 101
"""


class TestFacts:
    """What an event says beside what happened: the first word counts."""

    def test_the_first_word_counts(self) -> None:
        """And what was missing is filled in."""
        call = play("""
            09:00:00 | leg.offered   | 101, remote_number=+14155550101, attributes=order 7
            09:00:04 | leg.connected | 101, remote_number=+14155550199, local_number=+14155550100
        """).call

        assert (ADAS_NUMBER, OUR_NUMBER, {"for": "order 7"}) == (
            call.remote_number,
            call.local_number,
            call.attributes,
        )

    def test_a_withheld_number_is_withheld_until_one_is_told(self) -> None:
        """Which is not the same as not known yet."""
        call = play("09:00:00 | leg.offered | 101, withheld=true").call
        told = play("""
            09:00:00 | leg.offered   | 101, withheld=true
            09:00:04 | leg.connected | 101, remote_number=+14155550101
            09:00:05 | leg.muted     | 101, withheld=true
        """).call

        assert (True, None) == (call.withheld, call.remote_number)
        assert (False, ADAS_NUMBER) == (told.withheld, told.remote_number)

    @pytest.mark.parametrize(
        ("first", "then", "direction"),
        [
            ("leg.offered   | 101", "leg.muted    | 101", "Inbound"),
            ("leg.initiated | 101", "leg.muted    | 101", "Outbound"),
            ("leg.initiated | 101", "call.created | direction=Internal", "Internal"),
            (
                "call.created | direction=Internal",
                "leg.offered | 101, direction=Inbound",
                "Internal",
            ),
        ],
    )
    def test_a_direction_is_inferred_until_it_is_told(
        self, first: str, then: str, direction: str
    ) -> None:
        call = play(f"09:00:00 | {first}\n09:00:01 | {then}").call

        assert direction == call.direction

    @pytest.mark.parametrize(
        ("first", "then", "route"),
        [
            ("call.created |", "call.ended |", "number"),
            ("call.created |", "leg.offered | 101", "agent"),
            ("leg.offered | 101", "leg.muted | 101, queue=Support", "queue"),
            ("leg.offered | 101, route=number", "leg.muted | 101", "number"),
            ("leg.offered | 101, route=number", "call.queued | queue=Support", "number"),
        ],
    )
    def test_the_route_is_inferred_until_it_is_told(
        self, first: str, then: str, route: str
    ) -> None:
        """By queue, else by the agent of the first leg, else the number (contract.md §4)."""
        call = play(f"09:00:00 | {first}\n09:00:01 | {then}").call

        assert route == call.route


class TestRecording:
    """Whatever can be listened to."""

    @pytest.mark.parametrize("event", ["voicemail.left", "recording.available"])
    def test_its_link_is_kept(self, event: str) -> None:
        call = play(f"{A_TALKS}09:06:00 | {event} | https://pbx.example.test/1").call

        assert "https://pbx.example.test/1" == call.recording_url
