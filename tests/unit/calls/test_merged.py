"""Two calls that turn out to be one: what the one becomes, and what is left of the other."""

from typing import Any

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import CallEvent, CallMerged, MergedInto
from cti_adapter.calls.happenings import happenings
from cti_adapter.calls.lifecycle import follow
from cti_adapter.calls.merged import let_go, with_other
from tests.support.builders import LINE_A, LINE_B, UNKNOWN_NUMBER, WRAP_UP, at
from tests.support.story import play, read

CUSTOMERS = play("""
    09:00:00 | leg.offered   | 101, remote_number=+14155550101
    09:00:04 | leg.connected | 101
    09:05:00 | leg.held      | 101
""").call
QUESTION = play("""
    09:05:10 | leg.initiated | 101, leg_id=q-1, direction=Internal, queue=Inside
    09:05:11 | leg.offered   | 102, leg_id=q-2
    09:05:15 | leg.connected | 102, leg_id=q-2
    09:05:15 | leg.connected | 101, leg_id=q-1
""").call
OTHER = CallId("call-2")


def merged(**changes: Any) -> CallMerged:
    event = CallMerged(
        at=at("09:06:00"),
        call_id=OTHER,
        begun_at=QUESTION.created_at,
        placed_on=LINE_A,
        lines=(LINE_A, LINE_B),
        legs=QUESTION.legs,
        attributes={"asked": "yes"},
        url="https://pbx.example.com/q.wav",
        queue="Inside",
    )
    return replace(event, **changes)


def test_who_was_on_the_question_is_asked_until_a_transfer_says_otherwise() -> None:
    """The customer stays with who asked (DECISION 16)."""
    call = with_other(CUSTOMERS, merged())

    assert ["", "q-1", "q-2"] == [leg.id.removeprefix("l-101") for leg in call.legs]
    assert LINE_A == call.responsible
    assert ("held", "talking") == (call.phase_for(LINE_A), call.phase_for(LINE_B))
    assert [False, True, True] == [leg.consulted for leg in call.legs]


def test_after_the_transfer_it_is_theirs_and_told_in_order() -> None:
    """One call: delivered to A, A called B, handed over, ended by B."""
    call = follow(CUSTOMERS, merged(), wrap_up=WRAP_UP)
    for event in read("""
        09:06:00 | call.transferred | kind=consult, from_line=101, to_line=102
        09:06:00 | leg.ended        | 101, leg_id=l-101
        09:06:00 | leg.ended        | 101, leg_id=q-1
        09:09:00 | call.ended       |
    """):
        call = follow(call, event, wrap_up=WRAP_UP)

    assert call.wrap_up is not None
    assert (LINE_B, LINE_B) == (call.responsible, call.wrap_up.line)
    assert [
        ("delivered", LINE_A),
        ("answered", LINE_A),
        ("held", LINE_A),
        ("called", LINE_A),
        ("delivered", LINE_B),
        ("answered", LINE_B),
        ("transferred", LINE_A),
        ("ended", LINE_B),
    ] == [(each.kind, each.line) for each in happenings(call)]


def test_what_is_known_of_the_customer_stays() -> None:
    """What only the question had is kept beside it."""
    call = with_other(CUSTOMERS, merged(remote_number=UNKNOWN_NUMBER))

    assert "+14155550101" == call.remote_number
    assert ("Inside", {"asked": "yes"}) == (call.queue, call.attributes)
    assert "https://pbx.example.com/q.wav" == call.recording_url


def test_a_withheld_number_is_not_made_known_by_the_question() -> None:
    """The customer did not want it to be."""
    withheld = play("09:00:00 | leg.offered | 101, withheld=true").call

    assert with_other(withheld, merged(remote_number=UNKNOWN_NUMBER)).remote_number is None


def test_a_repeat_changes_nothing() -> None:
    """Nor does a leg or a transfer that has come already."""
    once = with_other(CUSTOMERS, merged())
    handed = play("""
        09:00:00 | leg.connected    | 101
        09:01:00 | call.transferred | from_line=101, to_line=102
    """).call
    twice = with_other(handed, merged(legs=handed.legs, transfers=handed.transfers))

    assert once == with_other(once, merged())
    assert (handed.legs, handed.transfers) == (twice.legs, twice.transfers)


def test_two_customers_who_are_put_together_stay_customers() -> None:
    """No agent is on both: nobody asked anybody."""
    call = with_other(CUSTOMERS, merged(lines=(LINE_B,), legs=QUESTION.legs[1:], placed_on=None))

    assert [False, False] == [leg.consulted for leg in call.legs]


def test_of_the_other_call_nothing_is_due() -> None:
    """Its wrap-up is over, it ended, and it says where it went."""
    into = MergedInto(at=at("09:06:00"), call_id=CallId("call-1"))
    ended = play("""
        09:05:11 | leg.offered   | 102
        09:05:15 | leg.connected | 102
        09:05:40 | call.ended    |
    """).call
    running, over = let_go(QUESTION, into), let_go(ended, into)

    assert (into.call_id, at("09:06:00"), None) == (
        running.merged_into,
        running.ended_at,
        running.wrap_up,
    )
    assert over.wrap_up is not None
    assert (at("09:05:40"), at("09:06:00")) == (over.ended_at, over.wrap_up.ended_at)
    assert over == let_go(over, replace(into, at=at("09:07:00")))


def test_both_come_back_from_the_journal_as_they_went_in() -> None:
    """Else a replay would not know of them (D2)."""
    for event in (merged(), MergedInto(at=at("09:06:00"), call_id=OTHER)):
        assert event == msgspec.json.decode(msgspec.json.encode(event), type=CallEvent)
