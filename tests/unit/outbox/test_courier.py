"""The courier carries what waits: delivered, put off, given up, or taken up by another one."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from cti_adapter.calls.events import CallEvent, TaskDelayed, TaskRefused
from cti_adapter.errors import OrgPaused, Rejected, RetryLater, StorageUnavailable
from cti_adapter.outbox.courier import Courier
from cti_adapter.outbox.entry import Entry, Kind, Status
from cti_adapter.outbox.pause import Pause
from cti_adapter.outbox.retry import LEASE, PAUSE
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


@pytest.mark.requirement("B-1")
def test_after_ten_minutes_without_salesforce_the_log_is_written_once() -> None:
    """However long the waits have become by then, and nobody has to press anything."""
    shelf, now = Shelf(an_entry()), NINE
    outage = timedelta(minutes=10)
    told: list[CallEvent | None] = []
    while shelf.get(KEY).status is not Status.DONE:
        errand = Errand(shelf, RetryLater("no answer") if now < NINE + outage else WRITTEN)
        carrier = courier(shelf, errand, now)
        (entry,) = carrier.claim(10)
        carrier.deliver(entry)
        now = max(now, shelf.get(KEY).due_at)
        told += errand.told

    assert [WRITTEN] == [event for event in told if not isinstance(event, TaskDelayed)]
    assert now - NINE < 2 * outage


# ── an org that takes nothing ────────────────────────────────────────────────────────────────

CLOSED = OrgPaused("no updates", code="INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE")
WINDOW = Pause(
    reason="read-only", began_at=NINE, probe_at=NINE + PAUSE, words=f"{CLOSED.code}: no updates"
)
ORG = an_entry().org_id


def shelf_in(pause: Pause | None, *, held: Pause | None = None, kind: Kind = Kind.LOG) -> Shelf:
    """Return a shelf with one entry of an org that is paused, or is not."""
    shelf = Shelf(replace(an_entry(kind), held=held))
    if pause is not None:
        shelf.put_pause(ORG, pause)
    return shelf


def test_an_org_that_takes_nothing_is_paused_and_no_attempt_is_used_up() -> None:
    """The entry stays due: it goes out at once when the org is open again."""
    shelf = shelf_in(None)
    carry(shelf, Errand(shelf, CLOSED), "09:00:00")
    entry = shelf.get(KEY)

    assert replace(WINDOW, probe_at=NINE + PAUSE * 0.9) == shelf.pause_of(ORG)
    assert (Status.PENDING, 0, an_entry().due_at, WINDOW.words, CLOSED.code) == (
        entry.status,
        entry.attempts,
        entry.due_at,
        entry.last_error,
        entry.error_code,
    )


def test_a_probe_that_fails_goes_on_with_the_pause() -> None:
    """People read when it began, and not when it was last looked at."""
    shelf = shelf_in(WINDOW)
    carry(shelf, Errand(shelf, CLOSED), "09:05:00")

    assert replace(WINDOW, probe_at=at("09:05:00") + PAUSE * 0.9) == shelf.pause_of(ORG)


def test_what_waits_for_an_org_is_told_and_not_sent() -> None:
    """A thousand calls are not a thousand refused requests."""
    shelf = shelf_in(WINDOW, held=WINDOW)
    errand = Errand(shelf)
    carry(shelf, errand, "09:01:00")
    entry = shelf.get(KEY)

    assert [] == errand.performed
    assert (Status.PENDING, 0, WINDOW.words, None) == (
        entry.status,
        entry.attempts,
        entry.last_error,
        entry.held,
    )
    assert [TaskDelayed(at=NINE, code=CLOSED.code, message="no updates")] == errand.told


@pytest.mark.parametrize("outcome", [WRITTEN, Rejected("choose a reason")])
def test_any_other_answer_ends_the_pause(outcome: CallEvent | Exception) -> None:
    """Also a refusal of this one: the org reads what it is sent."""
    shelf = shelf_in(WINDOW)
    carry(shelf, Errand(shelf, outcome), "09:05:00")

    assert None is shelf.pause_of(ORG)


@pytest.mark.parametrize("outcome", [None, RetryLater("no answer")])
def test_what_says_nothing_of_the_org_ends_no_pause(outcome: Exception | None) -> None:
    """A Save taken back sends nothing; an outage does not mean that the window is over."""
    shelf = shelf_in(WINDOW)
    carry(shelf, Errand(shelf, outcome), "09:05:00")

    assert WINDOW == shelf.pause_of(ORG)


def test_a_form_that_went_through_ends_the_pause() -> None:
    """It has no call that could be told, and was sent all the same."""
    shelf = shelf_in(WINDOW, kind=Kind.FORM)
    carry(shelf, Errand(shelf, None), "09:05:00")

    assert None is shelf.pause_of(ORG)


def test_what_does_not_go_to_the_org_says_nothing_of_it() -> None:
    """A receiver that refuses a message does not open a paused org."""
    shelf = shelf_in(WINDOW, kind=Kind.HOOK)
    carry(shelf, Errand(shelf, Rejected("HTTP 500")), "09:00:00")

    assert WINDOW == shelf.pause_of(ORG)


def test_an_entry_without_a_lease_counts_as_sent_now() -> None:
    """Whoever delivers by hand is believed."""
    shelf = shelf_in(WINDOW)
    courier(shelf, Errand(shelf, WRITTEN), at("09:05:00")).deliver(an_entry())

    assert None is shelf.pause_of(ORG)


# ── a row somebody else holds ────────────────────────────────────────────────────────────────


def test_what_collided_goes_into_the_lane_of_its_account() -> None:
    """From then on one of that account goes out at a time."""
    entry, _ = delivered(RetryLater("busy", code="UNABLE_TO_LOCK_ROW"))
    other, _ = delivered(RetryLater("no answer"))

    assert (f"account of {ORG}", "") == (entry.lane, other.lane)


def an_entry_of(number: int) -> Entry:
    return Entry(
        org_id=an_entry().org_id,
        call_id=f"call-{number}",
        kind=an_entry().kind,
        key=f"log:pbx:c-{number}",
        payload=b"{}",
        due_at=NINE,
    )
