"""What can go wrong with a file: it is full, somebody else holds it, something blocks the loop."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, event

from cti_adapter.errors import StorageUnavailable
from cti_adapter.service.ports import InboxItem
from cti_adapter.storage import FernetSealer, Storage, open_storage
from cti_adapter.storage.unit_of_work import SqlUnit
from tests.contract.storage.builders import NINE, ORG, a_file

BIG = bytes(100_000)


@pytest.fixture
def opened() -> Iterator[list[sqlite3.Connection]]:
    """Every connection that is opened meanwhile, the writer's first; impatient."""
    connections: list[sqlite3.Connection] = []

    def note(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=100")
        connections.append(connection)

    event.listen(Engine, "connect", note)
    yield connections
    event.remove(Engine, "connect", note)


@pytest.fixture
def storage(
    sqlite_url: str, sealer: FernetSealer, opened: list[sqlite3.Connection]
) -> Iterator[Storage]:
    assert opened == []
    storage = open_storage(sqlite_url, sealer)
    yield storage
    storage.close()


def take_in(storage: Storage, number: int, body: bytes = b"{}") -> bool:
    item = InboxItem(source="/pbx/main", event_id=f"evt-{number}", body=body)
    return storage.units.write(ORG, lambda unit: unit.take_in("main", item, NINE))


def stored(storage: Storage) -> int:
    return len(storage.inbox.latest(ORG, "main", 1000))


def allow_pages(writer: sqlite3.Connection, more: int) -> None:
    """Let the file grow by so many pages: SQLite's own way of being full."""
    (pages,) = writer.execute("PRAGMA page_count").fetchone()
    writer.execute(f"PRAGMA max_page_count={pages + more}")


def test_a_commit_is_on_disk_before_the_caller_is_told(
    storage: Storage, opened: list[sqlite3.Connection]
) -> None:
    """A 2xx to a telephone system means on disk (P3)."""
    assert True is take_in(storage, 1)
    assert ("wal",) == opened[0].execute("PRAGMA journal_mode").fetchone()
    assert (2,) == opened[0].execute("PRAGMA synchronous").fetchone()
    assert (1,) == opened[0].execute("PRAGMA foreign_keys").fetchone()


def test_a_full_disk_is_said_and_nothing_is_half_written(
    storage: Storage, opened: list[sqlite3.Connection]
) -> None:
    """The telephone system gets 503 and sends it again (facts: disk full)."""
    take_in(storage, 1)
    allow_pages(opened[0], more=10)

    def work(unit: SqlUnit) -> None:
        unit.put_call(a_file())
        unit.take_in("main", InboxItem(source="/", event_id="evt-2", body=BIG), NINE)

    with pytest.raises(StorageUnavailable):
        storage.units.write(ORG, work)

    assert None is storage.units.read(ORG, lambda unit: unit.find_call(a_file().call.id))
    assert 1 == stored(storage)


def test_after_a_full_disk_the_next_write_works(
    storage: Storage, opened: list[sqlite3.Connection]
) -> None:
    """When there is space again nobody has to restart anything."""
    allow_pages(opened[0], more=10)
    with pytest.raises(StorageUnavailable):
        take_in(storage, 1, BIG)

    allow_pages(opened[0], more=10_000)

    assert True is take_in(storage, 1, BIG)
    assert 1 == stored(storage)
    assert True is storage.ready()


def test_what_was_said_to_be_stored_is_stored_when_the_disk_is_full(
    storage: Storage, opened: list[sqlite3.Connection]
) -> None:
    """Sixteen at once run into the limit: each is told the truth."""
    allow_pages(opened[0], more=60)

    def attempt(number: int) -> bool:
        try:
            return take_in(storage, number, BIG[:30_000])
        except StorageUnavailable:
            return False

    with ThreadPoolExecutor(16) as threads:
        told = list(threads.map(attempt, range(48)))

    assert 0 < sum(told) < 48
    assert {f"evt-{n}" for n, good in enumerate(told) if good} == {
        item.event_id for item in storage.inbox.latest(ORG, "main", 1000)
    }


def test_a_file_that_another_process_holds_is_said(storage: Storage, sqlite_url: str) -> None:
    """Somebody copies the database with a tool that locks it."""
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageUnavailable):
        take_in(storage, 1)
    assert False is storage.ready()

    other.execute("COMMIT")
    other.close()

    assert True is take_in(storage, 1)


def test_a_closed_storage_says_so(sqlite_url: str, sealer: FernetSealer) -> None:
    """A request that comes during the end must not wait for ever."""
    storage = open_storage(sqlite_url, sealer)
    storage.close()
    storage.close()

    with pytest.raises(StorageUnavailable, match="closed"):
        take_in(storage, 1)
    with pytest.raises(StorageUnavailable, match="closed"):
        stored(storage)


def test_work_that_ends_everything_does_not_end_the_writer(storage: Storage) -> None:
    """Whatever comes out of a unit, the next caller must not wait for ever."""

    def work(_: SqlUnit) -> None:
        raise SystemExit(3)

    with pytest.raises(StorageUnavailable):
        storage.units.write(ORG, work)

    assert True is take_in(storage, 1)
