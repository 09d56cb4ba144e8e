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


HANDED_ON = f"""{ANSWERED}
    09:00:05 | caller.looked-up | Ada Lovelace
    09:05:00 | call.transferred | from_line=101, to_line=102
    09:05:00 | leg.ended        | 101
    09:05:02 | leg.offered      | 102
"""
ON_THE_CASE = "09:01:00 | record.opened | Case 00001026\n"


@pytest.mark.parametrize(
    ("opened", "shown"),
    [
        (ON_THE_CASE, "Case 00001026"),
        ("", "Ada Lovelace"),
        ("09:01:00 | record.opened | Analytical Engines\n", "Ada Lovelace"),
    ],
)
def test_who_is_handed_a_call_is_shown_what_it_is_about_by_now(opened: str, shown: str) -> None:
    """The Case rather than the caller, and both rather than their account (B-23)."""
    story = HANDED_ON.replace("09:05:00 | call.tr", f"{opened}    09:05:00 | call.tr")
    rung, answered = Pop(at=at("09:05:02"), record=RECORDS[shown]), at("09:05:06")

    assert rung == due(story, "on-ring", LINE_B)
    assert due(story, line=LINE_B) is None
    assert replace(rung, at=answered) == due(f"{story}09:05:06 | leg.connected | 102", line=LINE_B)


def test_who_is_only_asked_is_shown_it_too() -> None:
    """The colleague has to know what they are asked about."""
    story = f"""{ANSWERED}09:00:05 | caller.looked-up | Ada Lovelace
        {ON_THE_CASE}
        09:02:00 | consult.started | 101, target=102
        09:02:01 | leg.offered     | 102
    """

    assert Pop(at=at("09:02:01"), record=RECORDS["Case 00001026"]) == due(story, "on-ring", LINE_B)


def test_a_call_that_an_agent_dialled_is_shown_to_who_is_handed_it() -> None:
    """They did not dial it."""
    story = f"""{DIALLED}09:00:01 | caller.looked-up | Ada Lovelace
        09:00:04 | leg.connected    | 101
        09:05:00 | call.transferred | from_line=101, to_line=102
        09:05:02 | leg.offered      | 102
    """

    assert due(story, "on-ring") is None
    assert Pop(at=at("09:05:02"), record=ADA) == due(story, "on-ring", LINE_B)


def test_nothing_of_nobody_is_shown_to_who_is_handed_a_call() -> None:
    """Nothing was assigned, and nobody has the number."""
    story = HANDED_ON.replace("| Ada Lovelace", "|")

    assert due(story, "on-ring", LINE_B) is None


def test_a_call_that_waited_is_shown_at_the_ring_and_not_before() -> None:
    """Five minutes in the queue: the page is asked when it rings, which is now."""
    story = f"""09:00:00 | call.queued | queue=Support, remote_number=+14155550101
        09:00:01 | caller.looked-up | Ada Lovelace
        {RINGING.replace("09:00:00", "09:05:00")}
    """

    assert Pop(at=at("09:05:00"), record=ADA) == due(story, "on-ring")


def test_nothing_is_shown_to_somebody_else() -> None:
    """The call is not on that line."""
    story = f"{ANSWERED}09:00:05 | caller.looked-up | Ada Lovelace"

    assert due(story, line=LINE_B) is None
