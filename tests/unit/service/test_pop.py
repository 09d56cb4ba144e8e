"""What the page is to show by itself, and since when."""

import pytest
from msgspec.structs import replace

from cti_adapter.assignment.engine import Assignment
from cti_adapter.calls.policy import Policy
from cti_adapter.service.pop import Pop, pop_of
from tests.support.builders import LINE_A, LINE_B, RECORDS, at
from tests.support.story import play

RINGING = "09:00:00 | leg.offered | 101, remote_number=+14155550188\n"
ANSWERED = f"{RINGING}09:00:04 | leg.connected | 101\n"
DIALLED = "09:00:00 | leg.initiated | 101, direction=Outbound, remote_number=+14155550101\n"
ADA = RECORDS["Ada Lovelace"]


def due(table: str, pop: str = "on-answer", line: str = LINE_A) -> Pop | None:
    policy = Policy(pop=pop)  # type: ignore[arg-type]  # a test spells it
    return pop_of(play(table, policy=policy).file, line)  # type: ignore[arg-type]


def test_the_one_caller_is_shown_at_the_answer() -> None:
    """The record is there as they say hello."""
    found = "09:00:01 | caller.looked-up | Ada Lovelace\n"

    assert due(f"{RINGING}{found}") is None
    assert Pop(at=at("09:00:04"), record=ADA) == due(
        f"{RINGING}{found}09:00:04 | leg.connected | 101"
    )


def test_several_callers_are_shown_as_a_search() -> None:
    """By the digits as most of them have them: so Salesforce's own search finds them."""
    typed = ("+1 415 555 0188", "(415) 555-0188", "415.555.0188")
    found = tuple(replace(ADA, phone=phone) for phone in typed)
    answered = play(f"{ANSWERED}09:00:05 | caller.looked-up | Ada Lovelace").file
    several = replace(Assignment(), matching="done", matches=found)

    assert Pop(at=at("09:00:04"), search="4155550188") == pop_of(
        replace(answered, assignment=several), LINE_A
    )


def test_who_was_chosen_is_not_searched_for_again() -> None:
    """It is settled which of them it is."""
    story = f"{ANSWERED}09:00:05 | caller.looked-up | Charles Babbage, Grace Hopper"

    assert due(story) is not None
    assert due(f"{story}\n09:00:06 | record.chosen | Grace Hopper") is None


def test_the_admin_chooses_the_moment() -> None:
    """While it rings, or never."""
    story = f"{RINGING}09:00:01 | caller.looked-up | Ada Lovelace"

    assert Pop(at=at("09:00:00"), record=ADA) == due(story, "on-ring")
    assert due(f"{story}\n09:00:04 | leg.connected | 101", "never") is None


@pytest.mark.parametrize(
    "story",
    [
        ANSWERED,
        f"{ANSWERED}09:00:05 | lookup.delayed |",
        f"{ANSWERED}09:00:05 | caller.looked-up |",
        f"{ANSWERED}09:00:05 | caller.looked-up | Ada Lovelace\n09:01:00 | call.ended |",
        f"{DIALLED}09:00:01 | caller.looked-up | Ada Lovelace\n09:00:04 | leg.connected | 101",
    ],
)
def test_nothing_is_shown_where_nothing_is_known_or_wanted(story: str) -> None:
    """Looking, failed, nobody, over, and a call the agent placed."""
    assert due(story) is None


def test_nothing_is_shown_to_somebody_else() -> None:
    """The call is not on that line."""
    story = f"{ANSWERED}09:00:05 | caller.looked-up | Ada Lovelace"

    assert due(story, line=LINE_B) is None
