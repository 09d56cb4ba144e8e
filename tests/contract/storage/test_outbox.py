"""The outbox: what is put is done once, in order, and never lost with the courier that held it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from msgspec.structs import replace

from cti_adapter.calls.call import CallId
from cti_adapter.outbox.entry import Entry, Kind, Status
from cti_adapter.storage import Storage
from cti_adapter.storage.unit_of_work import SqlUnit
from tests.contract.storage.builders import NINE, ORG, SECOND, an_entry

LEASE = 60 * SECOND
MATCH = an_entry(key="match call-1", kind=Kind.MATCH)
LOG = an_entry(key="log call-1")


def put(storage: Storage, *entries: Entry) -> None:
    def work(unit: SqlUnit) -> None:
        for entry in entries:
            unit.put_entry(entry)

    storage.units.write(ORG, work)


def settle(storage: Storage, entry: Entry, status: Status, due_at: datetime = NINE) -> None:
    settled = replace(entry, status=status, attempts=1, due_at=due_at, last_error="busy")
    storage.units.write(ORG, lambda unit: unit.settle_entry(settled))


def claim(storage: Storage, at: datetime = NINE) -> list[str]:
    return [entry.key for entry in storage.queue.claim(at, at + LEASE, 10)]


def test_an_entry_is_given_out_as_it_was_put(storage: Storage) -> None:
    """The courier needs nothing but the entry."""
    put(storage, LOG)
    (entry,) = storage.queue.claim(NINE, NINE + LEASE, 10)

    expected = replace(LOG, id=entry.id, status=Status.INFLIGHT, lease_until=NINE + LEASE)
    assert expected == entry


def test_the_same_key_twice_is_one_entry_with_the_newer_payload(storage: Storage) -> None:
    """A call that ends twice is still one Task."""
    put(storage, LOG, replace(LOG, payload=b"newer", due_at=NINE + SECOND))
    entries = storage.queue.claim(NINE, NINE + LEASE, 10)

    assert [b"newer"] == [entry.payload for entry in entries]


def test_an_entry_that_is_done_stays_done(storage: Storage) -> None:
    """Putting it again must not write a second Task."""
    put(storage, LOG)
    (entry,) = storage.queue.claim(NINE, NINE + LEASE, 10)
    settle(storage, entry, Status.DONE)
    put(storage, replace(LOG, payload=b"again"))

    assert [] == claim(storage)
    assert None is storage.queue.next_due()


def test_an_entry_is_given_to_one_courier(storage: Storage) -> None:
    """Eight couriers ask at once for forty entries: nobody gets what another one has."""
    put(storage, *(an_entry(key=f"log {n}", call_id=f"call-{n}") for n in range(40)))
    begin = threading.Barrier(8)

    def work(_: int) -> list[str]:
        begin.wait()
        claims = (storage.queue.claim(NINE, NINE + LEASE, 3) for _ in range(8))
        return [entry.key for entries in claims for entry in entries]

    with ThreadPoolExecutor(8) as threads:
        given = [key for keys in threads.map(work, range(8)) for key in keys]

    assert sorted(f"log {n}" for n in range(40)) == sorted(given)


def test_entries_of_one_call_go_out_one_after_the_other(storage: Storage) -> None:
    """A Task is not written while its match is open (D4)."""
    put(storage, MATCH, LOG)

    assert [MATCH.key] == claim(storage)
    assert [] == claim(storage)


def test_the_next_entry_of_a_call_goes_out_when_the_first_is_done(storage: Storage) -> None:
    """Order, not delay."""
    put(storage, MATCH, LOG)
    (match,) = storage.queue.claim(NINE, NINE + LEASE, 10)
    settle(storage, match, Status.DONE)

    assert [LOG.key] == claim(storage)


def test_an_entry_that_is_put_off_holds_up_those_behind_it(storage: Storage) -> None:
    """While Salesforce is down nothing overtakes."""
    put(storage, MATCH, LOG)
    (match,) = storage.queue.claim(NINE, NINE + LEASE, 10)
    settle(storage, match, Status.PENDING, due_at=NINE + 5 * SECOND)

    assert [] == claim(storage, NINE + 4 * SECOND)
    assert NINE + 5 * SECOND == storage.queue.next_due()
    assert [MATCH.key] == claim(storage, NINE + 5 * SECOND)


def test_a_dead_entry_does_not_hold_up_those_behind_it(storage: Storage) -> None:
    """A look-up that was refused for good must not cost the log."""
    put(storage, MATCH, LOG)
    (match,) = storage.queue.claim(NINE, NINE + LEASE, 10)
    settle(storage, match, Status.DEAD)

    assert [LOG.key] == claim(storage)


def test_a_lease_that_has_run_out_is_given_out_again(storage: Storage) -> None:
    """The courier that held it was killed."""
    put(storage, LOG)
    claim(storage)

    assert [] == claim(storage, NINE + LEASE - SECOND)
    assert NINE + LEASE == storage.queue.next_due()
    assert [LOG.key] == claim(storage, NINE + LEASE)


def test_what_became_of_an_entry_is_kept(storage: Storage) -> None:
    """The next attempt knows how many there were."""
    put(storage, LOG)
    (entry,) = storage.queue.claim(NINE, NINE + LEASE, 10)
    settle(storage, entry, Status.PENDING, due_at=NINE + SECOND)
    (again,) = storage.queue.claim(NINE + SECOND, NINE + LEASE, 10)

    assert (1, "busy", NINE + SECOND) == (again.attempts, again.last_error, again.due_at)


def test_nothing_is_given_out_before_it_is_due(storage: Storage) -> None:
    """`next_due` tells the courier how long it may sleep."""
    put(storage, replace(LOG, due_at=NINE + SECOND))

    assert [] == claim(storage, NINE)
    assert NINE + SECOND == storage.queue.next_due()


def test_a_person_can_hurry_what_waits_and_what_is_dead(storage: Storage) -> None:
    """'Try again' on the panel means now (RetryPressed)."""
    other = an_entry(key="log call-2", call_id="call-2")
    put(storage, LOG, other)
    log, second = storage.queue.claim(NINE, NINE + LEASE, 10)
    settle(storage, log, Status.DEAD)
    settle(storage, second, Status.PENDING, due_at=NINE + LEASE)
    storage.units.write(ORG, lambda unit: unit.hurry_entries(CallId(LOG.call_id), NINE))

    assert [LOG.key] == claim(storage)


def test_the_longest_overdue_goes_first(storage: Storage) -> None:
    """After an outage the oldest calls are written first."""
    early = an_entry(key="early", call_id="call-2")
    put(storage, replace(LOG, due_at=NINE + SECOND), early)
    given = storage.queue.claim(NINE + LEASE, NINE + 2 * LEASE, 1)

    assert ["early"] == [entry.key for entry in given]


def test_of_two_who_settle_an_entry_the_first_is_believed(storage: Storage) -> None:
    """A courier whose lease had run out comes back with an answer of its own."""
    put(storage, LOG)
    (entry,) = storage.queue.claim(NINE, NINE + LEASE, 10)
    done = replace(entry, status=Status.DONE)
    first, second = (
        storage.units.write(ORG, lambda unit: unit.settle_entry(done)) for _ in range(2)
    )

    assert (True, False) == (first, second)
