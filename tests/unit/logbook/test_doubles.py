"""Second Tasks of a call, found where nothing keeps them out (P11)."""

import pytest
from msgspec.structs import replace

from cti_adapter.calls.events import TasksCounted
from cti_adapter.calls.record import RecordId
from cti_adapter.logbook.doubles import DOUBLED, counted
from cti_adapter.logbook.ledger import Ledger
from tests.support.builders import at

SAVED = Ledger(state="saved", edition=1, task_id="00T1", at_least_once=True)
OTHER = RecordId("00T2")
FOUND = TasksCounted(at=at("12:15:00"), others=(OTHER,))
NONE = TasksCounted(at=at("12:15:00"), others=())


def test_a_second_task_is_told() -> None:
    """Nobody deletes it: which one is kept a person decides."""
    ledger = counted(SAVED, FOUND)

    assert (DOUBLED, (OTHER,)) == (ledger.reason, ledger.doubles)


def test_one_task_is_nothing_to_tell() -> None:
    """As nearly always."""
    assert SAVED == counted(SAVED, NONE)


def test_once_it_is_deleted_it_is_told_no_more() -> None:
    """The next count finds ours alone."""
    assert SAVED == counted(counted(SAVED, FOUND), NONE)


@pytest.mark.parametrize(
    "ledger", [replace(SAVED, state="open"), replace(SAVED, edition=2)], ids=["open", "newer"]
)
def test_a_log_that_is_written_anew_is_counted_anew(ledger: Ledger) -> None:
    """Its own count comes later."""
    assert ledger == counted(ledger, FOUND)
