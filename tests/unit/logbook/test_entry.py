"""What the Task of a call says."""

from zoneinfo import ZoneInfo

import pytest

from cti_adapter.logbook.entry import comments, subject
from tests.support.story import play

UTC = ZoneInfo("UTC")
CALL = """
    09:00:00 | leg.offered   | 101, remote_number=+14155550101, queue=Support
    09:00:04 | leg.connected | 101
    09:05:00 | call.ended    |
"""


@pytest.mark.parametrize(
    ("first", "label", "said"),
    [
        (
            "leg.offered | 101, remote_number=+14155550101, queue=Support",
            "Ada Lovelace",
            "Inbound call: Ada Lovelace (Support)",
        ),
        ("leg.offered | 101, remote_number=+14155550101", "", "Inbound call: +1 415-555-0101"),
        ("leg.offered | 101, withheld=true", "", "Inbound call: number withheld"),
        ("leg.initiated | 101", "Alan Turing", "Outbound call: Alan Turing"),
    ],
)
def test_the_subject_names_direction_party_and_queue(first: str, label: str, said: str) -> None:
    """Who reads the activity history knows at once what it was."""
    assert said == subject(play(f"09:00:00 | {first}").call, label)


def test_the_comments_tell_the_call_in_order_and_then_the_notes() -> None:
    """Plain text, without markup (S1-15, S1-19)."""
    told = comments(play(CALL).call, "asked for refund", UTC)

    assert (
        "09:00:00 delivered to 101\n09:00:04 answered by 101\n09:05:00 ended\n\nasked for refund"
    ) == told


def test_without_notes_the_events_stand_alone() -> None:
    """No empty lines at the end."""
    assert comments(play(CALL).call, "  \n", UTC).endswith("09:05:00 ended")


def test_times_are_the_agents_own() -> None:
    told = comments(play(CALL).call, "", ZoneInfo("Europe/Berlin"))

    assert told.startswith("10:00:00 delivered to 101")


def test_a_running_call_has_not_ended() -> None:
    dialled = play("09:00:00 | leg.initiated | 101").call

    assert "09:00:00 dialled by 101" == comments(dialled, "", UTC)
