"""A paused org: its entries wait, one goes out as the probe, and the other orgs go on."""

from datetime import datetime
from functools import partial

import pytest
from msgspec.structs import replace

from cti_adapter.calls.call import CallId
from cti_adapter.outbox.entry import Entry, Kind, OrgId, Status
from cti_adapter.outbox.pause import Held, Pause
from cti_adapter.storage import Storage
from cti_adapter.storage.unit_of_work import SqlUnit
from tests.contract.storage.builders import NINE, ORG, OTHER_ORG, SECOND, an_entry

LEASE = 60 * SECOND
PAUSE = Pause(reason="limit", began_at=NINE, probe_at=NINE + LEASE, words="LIMIT: no more")


def put(storage: Storage, *entries: Entry) -> None:
    for entry in entries:
        storage.units.write(entry.org_id, partial(SqlUnit.put_entry, entry=entry))


def log(number: int, org_id: OrgId = ORG, kind: Kind = Kind.LOG, lane: str = "") -> Entry:
    entry = an_entry(f"{kind} {number}", f"call-{number}", kind, org_id)
    return replace(entry, lane=lane)


def claim(storage: Storage, at: datetime = NINE) -> tuple[list[str], list[str]]:
    """Claim what there is; return the keys of what is to be sent, and of what is to be told."""
    entries = storage.queue.claim(at, at + LEASE, 10)
    sent = [entry.key for entry in entries if entry.held is None]
    return sent, [entry.key for entry in entries if entry.held is not None]


def tell(storage: Storage, at: datetime = NINE) -> None:
    """Tell everything that waits that it does, as the courier does."""
    for entry in storage.queue.claim(at, at + LEASE, 10):
        assert entry.held is not None
        told = replace(entry, status=Status.PENDING, last_error=entry.held.words, held=None)
        storage.units.write(ORG, partial(SqlUnit.settle_entry, entry=told))


def test_what_waits_for_a_paused_org_is_told_once_and_then_left(storage: Storage) -> None:
    """A thousand calls do not become a thousand refused requests."""
    put(storage, log(1), log(2))
    storage.queue.put_pause(ORG, PAUSE)
    (first, _) = storage.queue.claim(NINE, NINE + LEASE, 10)
    assert PAUSE == first.held

    tell(storage, NINE + LEASE - SECOND)
    assert ([], []) == claim(storage, NINE + LEASE - SECOND)


def test_one_probe_goes_out_at_a_time(storage: Storage) -> None:
    """Whichever is due longest; the next one when that one's lease is over."""
    put(storage, log(1), log(2))
    storage.queue.put_pause(ORG, PAUSE)
    tell(storage)

    assert (["log 1"], []) == claim(storage, NINE + LEASE)
    assert ([], []) == claim(storage, NINE + LEASE + SECOND)


def test_the_other_orgs_go_on(storage: Storage) -> None:
    put(storage, log(1), log(1, OTHER_ORG))
    storage.queue.put_pause(ORG, PAUSE)
    tells_and_sends = claim(storage)

    assert (["log 1"], ["log 1"]) == tells_and_sends


@pytest.mark.parametrize("kind", [Kind.MATCH, Kind.NAMED, Kind.RECORD])
def test_look_ups_go_on_in_a_read_only_window(storage: Storage, kind: Kind) -> None:
    """The caller is found; only what is written waits."""
    put(storage, log(1, kind=kind), log(2))
    storage.queue.put_pause(ORG, replace(PAUSE, reason="read-only"))

    assert ([f"{kind} 1"], ["log 2"]) == claim(storage)


def test_when_the_pause_ends_everything_goes_out(storage: Storage) -> None:
    """It was due all the time."""
    put(storage, log(1), log(2))
    storage.queue.put_pause(ORG, PAUSE)
    tell(storage)
    storage.queue.end_pause(ORG)

    assert None is storage.queue.pause_of(ORG)
    assert (["log 1", "log 2"], []) == claim(storage)


def test_a_person_may_have_the_org_asked_at_once(storage: Storage) -> None:
    """By Retry on a panel, or 'Try again' on the overview; the longest overdue goes first."""
    put(storage, log(1), log(2))
    storage.queue.put_pause(ORG, PAUSE)
    tell(storage)
    storage.units.write(ORG, lambda unit: unit.hurry_entries(CallId("call-1"), NINE + SECOND))
    by_agent = claim(storage, NINE + SECOND)
    storage.queue.probe_at_once(ORG, NINE + 2 * SECOND)
    by_admin = claim(storage, NINE + 2 * SECOND)

    assert (["log 2"], []) == by_agent
    assert (["log 1"], []) == by_admin


def test_a_pause_is_kept_as_it_was_put(storage: Storage) -> None:
    """Every process reads the same; another org has none."""
    later = replace(PAUSE, probe_at=NINE + 2 * LEASE)
    storage.queue.put_pause(ORG, PAUSE)
    storage.queue.put_pause(ORG, later)

    assert (later, None) == (storage.queue.pause_of(ORG), storage.queue.pause_of(OTHER_ORG))


def test_people_read_how_many_calls_wait_and_since_when(storage: Storage) -> None:
    """Counted are calls whose log is outstanding, not their look-ups."""
    put(storage, log(1), log(2), log(3, kind=Kind.MATCH), log(4, OTHER_ORG))
    storage.queue.put_pause(ORG, PAUSE)
    expected = Held(reason="limit", began_at=NINE, waiting=2)

    assert (expected, None) == (storage.queue.held(ORG), storage.queue.held(OTHER_ORG))
    assert expected == storage.units.read(ORG, lambda unit: unit.held())


def test_of_one_lane_one_goes_out_at_a_time(storage: Storage) -> None:
    """Two logs of one account would lock each other out again."""
    put(storage, log(1, lane="001A"), log(2, lane="001A"), log(3, lane="001B"), log(4))
    first, *_ = storage.queue.claim(NINE, NINE + LEASE, 10)
    meanwhile = claim(storage, NINE + SECOND)
    storage.units.write(ORG, lambda unit: unit.settle_entry(replace(first, status=Status.DONE)))

    assert ("log 1", ([], [])) == (first.key, meanwhile)
    assert (["log 2"], []) == claim(storage, NINE + SECOND)


def test_a_lane_is_of_one_org(storage: Storage) -> None:
    put(storage, log(1, lane="001A"), log(1, OTHER_ORG, lane="001A"))

    assert (["log 1", "log 1"], []) == claim(storage)
