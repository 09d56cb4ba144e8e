"""The courier carries what waits: delivered, put off, given up, or taken up by another one."""

from datetime import datetime, timedelta

import pytest

from cti_adapter.calls.events import CallEvent, TaskDelayed, TaskRefused
from cti_adapter.errors import Rejected, RetryLater, StorageUnavailable
from cti_adapter.outbox.courier import Courier
from cti_adapter.outbox.entry import Entry, Status
from cti_adapter.outbox.retry import LEASE
from tests.support.builders import an_entry, at
from tests.support.outbox import WRITTEN, Errand, Shelf

NINE = at("09:00:00")
KEY = an_entry().key


def courier(shelf: Shelf, errand: Errand, now: datetime = NINE) -> Courier:
    return Courier(shelf, errand, clock=lambda: now, jitter=lambda: 0.0)


def delivered(outcome: CallEvent | Exception | None) -> tuple[Entry, list[CallEvent | None]]:
    """Deliver one entry with this outcome; return it and what its call was told."""
    shelf = Shelf(an_entry())
    errand = Errand(shelf, outcome)
    carry(shelf, errand, "09:00:00")
    return shelf.get(KEY), errand.told


def carry(shelf: Shelf, errand: Errand, clock: str) -> None:
    """Claim the one entry that is due by then, and deliver it."""
    carrier = courier(shelf, errand, at(clock))
    (entry,) = carrier.claim(10)
    carrier.deliver(entry)


def test_what_was_delivered_is_done() -> None:
    """The call is told in the same breath."""
    entry, told = delivered(WRITTEN)

    assert (Status.DONE, 1, None, "") == (
        entry.status,
        entry.attempts,
        entry.lease_until,
        entry.last_error,
    )
    assert [WRITTEN] == told


def test_there_may_be_nothing_to_tell() -> None:
    """A call that was erased has no entry in its journal any more."""
    entry, told = delivered(None)

    assert (Status.DONE, [None]) == (entry.status, told)


def test_an_outage_puts_it_off() -> None:
    """The agent reads that the server keeps trying."""
    entry, told = delivered(RetryLater("no answer in 10 s", code="TIMEOUT"))

    assert (Status.PENDING, 1, NINE + timedelta(seconds=0.5), None) == (
        entry.status,
        entry.attempts,
        entry.due_at,
        entry.lease_until,
    )
    assert "TIMEOUT: no answer in 10 s" == entry.last_error
    assert [TaskDelayed] == [type(event) for event in told]


def test_a_refusal_is_a_dead_letter() -> None:
    """A person has to look; the org's own words say at what."""
    entry, told = delivered(Rejected("choose Follow-up", code="FIELD_CUSTOM_VALIDATION_EXCEPTION"))

    assert (Status.DEAD, NINE) == (entry.status, entry.due_at)
    assert [TaskRefused(at=NINE, message="choose Follow-up")] == told


@pytest.mark.parametrize("fault", [ValueError("odd answer"), KeyError("id")])
def test_a_fault_of_ours_does_not_lose_the_log(fault: Exception) -> None:
    """It is tried again, and an admin sees what happened."""
    entry, told = delivered(fault)

    assert (Status.PENDING, [TaskDelayed]) == (entry.status, [type(event) for event in told])
    assert entry.last_error.startswith(f"INTERNAL: {type(fault).__name__}")


def test_a_long_complaint_is_cut() -> None:
    """What an org answers may be a whole page of markup."""
    entry, _ = delivered(RetryLater("x" * 10_000))

    assert 500 == len(entry.last_error)


def test_while_nothing_can_be_stored_nothing_is_decided() -> None:
    """The lease runs out, and the entry is taken up as it was."""
    shelf = Shelf(an_entry())
    carrier = courier(shelf, Errand(shelf, StorageUnavailable()))
    (entry,) = carrier.claim(10)

    with pytest.raises(StorageUnavailable):
        carrier.deliver(entry)
    assert (Status.INFLIGHT, 0) == (shelf.get(KEY).status, shelf.get(KEY).attempts)


def test_each_try_is_counted() -> None:
    """The wait grows with them."""
    shelf = Shelf(an_entry())
    errand = Errand(shelf, RetryLater(), RetryLater(), WRITTEN)

    carry(shelf, errand, "09:00:00")
    carry(shelf, errand, "09:01:00")
    carry(shelf, errand, "09:02:00")

    assert [1, 2, 3] == [entry.attempts for entry in errand.performed]
    assert Status.DONE is shelf.get(KEY).status


def test_what_one_courier_holds_no_other_takes() -> None:
    shelf = Shelf(an_entry())
    first, second = (courier(shelf, Errand(shelf, WRITTEN)) for _ in range(2))

    assert 1 == len(first.claim(10))
    assert () == second.claim(10)


def test_a_courier_that_died_leaves_its_entries_to_the_next() -> None:
    """Killed between the write and its record: the key makes the repeat harmless (P1)."""
    shelf = Shelf(an_entry())
    courier(shelf, Errand(shelf)).claim(10)

    early = courier(shelf, Errand(shelf), NINE + LEASE - timedelta(seconds=1)).claim(10)
    late = courier(shelf, Errand(shelf), NINE + LEASE).claim(10)

    assert () == early
    assert [KEY] == [entry.key for entry in late]


def test_no_more_is_claimed_than_can_be_carried() -> None:
    shelf = Shelf(*(an_entry_of(number) for number in range(3)))

    assert 2 == len(courier(shelf, Errand(shelf)).claim(2))


def an_entry_of(number: int) -> Entry:
    return Entry(
        org_id=an_entry().org_id,
        call_id=f"call-{number}",
        kind=an_entry().kind,
        key=f"log:pbx:c-{number}",
        payload=b"{}",
        due_at=NINE,
    )
