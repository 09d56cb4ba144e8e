"""'Log a call' makes one call that is logged like any other (DECISION 50)."""

import pytest

from cti_adapter.calls.policy import Policy
from cti_adapter.service.effects import LookUpCaller, MakeLead, WriteLog
from cti_adapter.service.panels import panel_phase
from cti_adapter.service.replay import replayed
from tests.support.builders import ADAS_NUMBER, AGENT_A, LINE_A
from tests.support.story import play, read, run

TYPED = "12:00:00 | call.typed | 101, number=+14155550101, direction=Inbound, started_at=09:00:00"
BY_HAND = f"{TYPED}, duration_s=372"
ON_A_CASE = f"{BY_HAND}, opened=Case 00001026"
MATCHED = "\n12:00:01 | caller.looked-up | Ada Lovelace"


def test_its_number_is_looked_up_and_its_task_written() -> None:
    """In this order: a match takes its place before the Task is written (DECISION 46)."""
    story = play(BY_HAND)

    assert (LookUpCaller(number=ADAS_NUMBER), WriteLog()) == story.effects


def test_the_ledger_says_that_it_was_typed_by_hand_and_by_whom() -> None:
    """An admin tells it from the calls of the telephone system."""
    ledger = play(BY_HAND).file.ledger

    assert (True, "saving", AGENT_A) == (ledger.manual, ledger.state, ledger.saved_by)
    assert not ledger.may_be_reopened


def test_it_is_logged_on_the_open_record_and_a_match_fills_the_other_slot() -> None:
    """The agent has opened what the call was about."""
    story = play(f"{ON_A_CASE}{MATCHED}")

    assert ("Ada Lovelace auto", "Case 00001026 you") == story.assigned
    assert story.assignment.settled


def test_a_match_does_not_displace_the_open_record() -> None:
    """What the agent named stays as it is."""
    assert ("Grace Hopper you",) == play(f"{BY_HAND}, opened=Grace Hopper{MATCHED}").assigned


def test_it_never_comes_to_the_panel() -> None:
    """Another call may be in view."""
    assert None is panel_phase(play(BY_HAND).file, LINE_A)


@pytest.mark.parametrize(("wanted", "made"), [("never", 0), ("missed", 0), ("always", 1)])
def test_an_unknown_number_becomes_a_lead_as_with_any_call(wanted: str, made: int) -> None:
    """An answered call from a number nobody stores (DECISION 52)."""
    story = run(read(BY_HAND), Policy(create_lead=wanted))  # type: ignore[arg-type]

    assert made == story.effects.count(MakeLead())


def test_its_journal_alone_makes_it_again() -> None:
    """Nothing about it is known from anywhere else (D2)."""
    file = play(f"{ON_A_CASE}{MATCHED}").file

    assert file == replayed(file, read(f"{ON_A_CASE}{MATCHED}"))
