"""A call folded again from its journal is the same call, or it is said where it is not."""

import msgspec
import pytest
from hypothesis import given
from msgspec.structs import replace

from cti_adapter.assignment.engine import Assignment
from cti_adapter.calls.events import CallEvent
from cti_adapter.logbook.ledger import Ledger
from cti_adapter.service.erasable import split
from cti_adapter.service.replay import differences, differing_decisions, is_erased, replayed
from tests.support.story import play, read, run
from tests.unit.service.arbitrary import stories
from tests.unit.service.call_stories import SAVED, WRITTEN


def test_the_same_events_are_the_same_call() -> None:
    """Whatever was decided is decided again (B-13)."""
    stored = play(f"{SAVED}{WRITTEN}").file
    again = replayed(stored, read(f"{SAVED}{WRITTEN}"))

    assert stored.ledger == again.ledger
    assert stored.assignment == again.assignment


def test_what_differs_is_named_without_its_value() -> None:
    """The values may identify a person."""
    stored = play(SAVED).file
    other = replace(stored, ledger=Ledger(state="saved", message="Ada"), call_result="Sold")

    assert {"call_result", "ledger.state", "ledger.message"} <= set(differences(stored, other))
    assert () == differences(stored, stored)


@pytest.mark.requirement("B-13")
@given(stories)
def test_of_an_erased_caller_every_decision_is_the_same(story: list[CallEvent]) -> None:
    """Numbers, names and notes are gone; what was decided about them is not."""
    stored, erased = run(story).file, [without_the_person(event) for event in story]
    again = replayed(stored, erased)

    assert () == differing_decisions(stored, replace(again, policy=stored.policy))


def test_an_erased_journal_is_known_by_what_stands_in_it() -> None:
    """And one that was not erased is compared to the last letter."""
    journal = read(SAVED)

    assert not is_erased(journal)
    assert is_erased([without_the_person(event) for event in journal])


def test_another_decision_is_found_in_an_erased_call_too() -> None:
    """Whom the call was assigned to is a decision; what they are called is none."""
    stored = play(SAVED).file
    other = replace(stored, ledger=Ledger(state="saved"), assignment=Assignment())

    assert () == differing_decisions(stored, stored)
    assert "ledger.state" in differing_decisions(stored, other)
    assert any(name.startswith("assignment") for name in differing_decisions(stored, other))


def without_the_person(event: CallEvent) -> CallEvent:
    public, _ = split(msgspec.to_builtins(event))
    told: CallEvent = msgspec.convert(public, CallEvent)
    return told


def test_a_journal_that_opens_no_call_is_refused() -> None:
    """It is broken; nothing is made up."""
    with pytest.raises(ValueError, match="opens the call"):
        replayed(play(SAVED).file, read("09:06:00 | wrap-up.expired |"))
