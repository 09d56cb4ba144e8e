"""Which Task is the second log of a call, and what becomes of its comments (DECISION 19)."""

from datetime import datetime
from typing import Literal

import pytest
from msgspec.structs import replace

from cti_adapter.calls.events import SecondLogFound, SecondLogSettled
from cti_adapter.calls.record import record_id
from cti_adapter.logbook.second_log import (
    OtherLog,
    SecondLog,
    found,
    is_second_log,
    pointer,
    settled,
    with_second,
)
from tests.support.builders import ADA, GRACE, at
from tests.support.story import play

CALL = play("""
    09:00:00 | leg.offered   | 101, remote_number=+14155550101
    09:00:04 | leg.connected | 101
    09:05:00 | call.ended    |
""").call
USER_A = "005000000000001AAA"
OTHER = OtherLog(
    id=record_id("00T000000000002"),
    url="https://org.example.test/00T2",
    owner_id=USER_A,
    created_at=at("09:05:30"),
    names=frozenset({ADA.id}),
    subject="Call",
    comments="asked for a spare",
)
FOUND = SecondLogFound(at=at("09:10:00"), task_id="00T2", url="u", text="asked for a spare")


def belongs(other: OtherLog) -> bool:
    return is_second_log(other, CALL, owner_id=USER_A, records={ADA.id})


@pytest.mark.requirement("S1-22")
@pytest.mark.parametrize(
    "made_at", [at("09:00:00"), at("09:05:00"), at("09:10:00")], ids=["first", "end", "last"]
)
def test_what_the_agent_logged_of_the_caller_by_five_minutes_after_the_end_is_it(
    made_at: datetime,
) -> None:
    """Salesforce makes it while the call goes on, or soon after."""
    assert belongs(replace(OTHER, created_at=made_at))


@pytest.mark.parametrize(
    "text", ["Call from +1 415-555-0101", "(415) 555-0101", "phone 415.555.0101, twice"]
)
def test_the_number_may_stand_in_its_text(text: str) -> None:
    """However somebody writes it; then it need not name a record."""
    assert belongs(replace(OTHER, names=frozenset(), subject=text))
    assert belongs(replace(OTHER, names=frozenset(), comments=text))


@pytest.mark.parametrize(
    "other",
    [
        replace(OTHER, owner_id="005000000000002AAA"),
        replace(OTHER, created_at=at("08:59:59")),
        replace(OTHER, created_at=at("09:10:01")),
        replace(OTHER, names=frozenset({GRACE.id})),
        replace(OTHER, names=frozenset(), subject="Call 415-555-0102"),
        replace(OTHER, names=frozenset(), subject="Order 9914155550101"),
    ],
    ids=["another agent", "before", "too late", "another person", "another number", "no number"],
)
def test_anything_else_is_somebodys_own(other: OtherLog) -> None:
    """A Task made by hand is left untouched (S1-21)."""
    assert not belongs(other)


def test_a_call_that_goes_on_or_shows_no_number_has_none_by_its_number() -> None:
    """There is nothing it could be known by."""
    unnamed = replace(OTHER, names=frozenset(), subject="Call 415-555-0101")
    going_on = replace(CALL, ended_at=None)
    withheld = replace(CALL, remote_number=None)

    assert not is_second_log(OTHER, going_on, owner_id=USER_A, records={ADA.id})
    assert not is_second_log(unnamed, withheld, owner_id=USER_A, records=set())


def test_the_first_one_found_stays_and_is_read_again_until_it_is_settled() -> None:
    """Somebody may still type into it."""
    first = found(None, FOUND)
    typed = found(first, replace(FOUND, text="asked for two"))
    another = found(typed, replace(FOUND, task_id="00T3"))
    kept = settled(typed, SecondLogSettled(at=FOUND.at, task_id="00T2", outcome="kept"))

    assert SecondLog(task_id="00T2", url="u", text="asked for a spare") == first
    assert typed is not None
    assert "asked for two" == typed.text
    assert typed is another
    assert kept is found(kept, FOUND)


@pytest.mark.parametrize(
    ("outcome", "text"),
    [("kept", ""), ("merged", "asked for a spare"), ("refused", "asked for a spare")],
)
def test_comments_that_were_not_moved_are_not_kept(
    outcome: Literal["kept", "merged", "refused"], text: str
) -> None:
    """They stand where they stood."""
    settles = SecondLogSettled(at=FOUND.at, task_id="00T2", outcome=outcome)
    second = settled(found(None, FOUND), settles)

    assert second is not None
    assert (outcome, text) == (second.state, second.text)
    assert settled(None, settles) is None
    assert second is settled(second, replace(settles, task_id="00T3"))


def test_both_comments_stand_in_our_task_ours_first() -> None:
    """And the other one says where they are."""
    second = SecondLog(task_id="00T2", text="asked for a spare")

    assert "ours" == with_second("ours", None) == with_second("ours", SecondLog(task_id="00T2"))
    assert "ours\n\nFrom the second log of this call:\nasked for a spare" == with_second(
        "ours", second
    )
    assert with_second("", second).startswith("From")
    assert pointer("https://there").endswith("https://there")
