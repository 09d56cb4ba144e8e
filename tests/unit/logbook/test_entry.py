"""What the Task of a call says."""

from zoneinfo import ZoneInfo

import pytest

from cti_adapter.logbook.entry import comments, subject
from cti_adapter.logbook.notes import Notes
from tests.support.builders import LINE_A, LINE_B, a_call
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


def test_the_comments_tell_the_call_in_order_with_the_notes_inside() -> None:
    """Plain text, without markup (S1-15, S1-19)."""
    told = comments(play(CALL).call, Notes(text="asked for refund"), UTC)

    assert (
        "09:00:00 delivered to 101, from +1 415-555-0101\n  asked for refund\n"
        "09:00:04 answered by 101\n09:05:00 ended, last with 101"
    ) == told


def test_without_notes_the_events_stand_alone() -> None:
    """No empty lines at the end."""
    assert comments(play(CALL).call, Notes(text="  \n"), UTC).endswith("ended, last with 101")


def test_times_are_the_agents_own() -> None:
    told = comments(play(CALL).call, Notes(), ZoneInfo("Europe/Berlin"))

    assert told.startswith("10:00:00 delivered to 101")


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("leg.offered | 101, remote_number=+14155550101", "delivered to 101, from"),
        ("leg.initiated | 101, remote_number=+14155550101", "dialled by 101, to"),
    ],
)
def test_the_number_stands_behind_the_first_event(first: str, said: str) -> None:
    """The subject has the name of whom it belongs to, who may have several (S1-1)."""
    told = comments(play(f"09:00:00 | {first}\n09:00:04 | leg.connected | 101").call, Notes(), UTC)

    assert f"09:00:00 {said} +1 415-555-0101" == told.splitlines()[0]
    assert 1 == told.count("+1")


def test_a_running_call_has_not_ended() -> None:
    dialled = play("09:00:00 | leg.initiated | 101").call

    assert "09:00:00 dialled by 101" == comments(dialled, Notes(), UTC)


def test_a_transfer_is_told_with_both_names_and_what_was_typed_since() -> None:
    """S1-14, S1-17: each agent's words stand where they were typed, line by line."""
    table = """
        09:00:00 | leg.connected    | 101
        09:01:00 | notes.typed      | text=first
        09:02:00 | call.transferred | from_line=101, to_line=102
        09:03:00 | notes.typed      | text=second
        09:04:00 | call.transferred | from_line=102, to_queue=Support
    """
    file = play(table).file
    names = {LINE_A: "Agent A", LINE_B: "Agent B"}

    assert [
        "09:00:00 answered by Agent A",
        "  first",
        "09:02:00 transferred from Agent A to Agent B",
        "  second",
        "09:04:00 transferred from Agent B to Support",
    ] == comments(file.call, file.notes, UTC, names).splitlines()


def test_a_transfer_nobody_is_known_to_have_made_is_told_by_where_it_went() -> None:
    """Of a queue that hands on what no agent has had."""
    call = play("09:00:00 | call.transferred | to_queue=Sales").call

    assert "09:00:00 transferred to Sales" == comments(call, Notes(), UTC)


def test_notes_of_a_call_nothing_is_known_of_are_not_lost() -> None:
    assert "asked for refund" == comments(a_call(), Notes(text="asked for refund"), UTC)
