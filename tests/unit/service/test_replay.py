"""A call folded again from its journal is the same call, or it is said where it is not."""

import pytest
from msgspec.structs import replace

from cti_adapter.logbook.ledger import Ledger
from cti_adapter.service.replay import differences, replayed
from tests.support.story import play, read
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


def test_a_journal_that_opens_no_call_is_refused() -> None:
    """It is broken; nothing is made up."""
    with pytest.raises(ValueError, match="opens the call"):
        replayed(play(SAVED).file, read("09:06:00 | wrap-up.expired |"))
