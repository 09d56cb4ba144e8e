"""SQLite: one writer that commits in groups, and a few readers.

Several writers would starve each other for seconds (facts/performance.md §6.1), so there is one.
It takes everything that waits, runs each piece of work in a savepoint of its own, commits once,
and only then hands out the results: sixteen callers pay for one sync of the disk. What one piece
of work does wrong costs its own savepoint; what the disk does wrong costs the whole group.

The work runs in a native thread; the queues around it belong to the event loop.
"""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import URL, Connection

from cti_adapter.errors import StorageUnavailable
from cti_adapter.storage import engine
from cti_adapter.storage.database import is_out_of_order, unavailable
from cti_adapter.storage.native import NativeThreads
from cti_adapter.storage.transaction import Transaction

T = TypeVar("T")

READERS = 4
MOST_IN_A_GROUP = 256


class _Job(NamedTuple):
    work: Callable[[Transaction], Any]
    promise: "Future[Any]"


class _Outcome(NamedTuple):
    result: Any = None
    error: Exception | None = None


class SqliteDatabase:
    """A file of this machine; one process writes to it."""

    def __init__(self, url: URL) -> None:
        self._is_open = True
        self._writer = engine.writing(url).connect()
        self._write_thread = NativeThreads(1)
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._committer = Thread(target=self._commit_groups, name="committer", daemon=True)
        self._committer.start()
        self._readers: SimpleQueue[Connection] = SimpleQueue()
        self._read_threads = NativeThreads(READERS)
        readers = engine.reading(url)
        for _ in range(READERS):
            self._readers.put(readers.connect())

    def write(self, work: Callable[[Transaction], T]) -> T:
        if not self._is_open:
            raise StorageUnavailable("The storage is closed.")
        promise: Future[T] = Future()
        self._jobs.put(_Job(work, promise))
        return promise.result()

    def read(self, work: Callable[[Transaction], T]) -> T:
        connection = self._readers.get()
        try:
            return self._read_threads.run(partial(_read, connection, work))
        finally:
            self._readers.put(connection)

    def close(self) -> None:
        """Finish what waits, then let the file go."""
        self._is_open = False
        self._jobs.put(None)
        self._committer.join()
        for _ in range(READERS):
            self._readers.get().close()
        self._writer.close()
        self._write_thread.close()
        self._read_threads.close()

    def _commit_groups(self) -> None:
        """Take what waits, have it committed, hand out the results; until told to end."""
        goes_on = True
        while goes_on:
            group = [self._jobs.get()]
            while len(group) < MOST_IN_A_GROUP and not self._jobs.empty():
                group.append(self._jobs.get())
            goes_on = None not in group
            self._settle([job for job in group if job is not None])

    def _settle(self, jobs: list[_Job]) -> None:
        works = [job.work for job in jobs]
        outcomes = self._write_thread.run(partial(_commit, self._writer, works))
        for job, outcome in zip(jobs, outcomes, strict=True):
            if outcome.error is None:
                job.promise.set_result(outcome.result)
            else:
                job.promise.set_exception(outcome.error)


# ── in a native thread ───────────────────────────────────────────────────────────────────────


def _commit(writer: Connection, works: list[Callable[[Transaction], Any]]) -> list[_Outcome]:
    """Run the works and commit once. Where the commit fails, it fails for all of them."""
    try:
        with writer.begin():
            transaction = Transaction(writer)
            return [_in_savepoint(transaction, work) for work in works]
    except Exception as error:  # noqa: BLE001 - whatever it was, nothing of the group is stored
        return [_Outcome(error=unavailable(error)) for _ in works]


def _in_savepoint(transaction: Transaction, work: Callable[[Transaction], Any]) -> _Outcome:
    """Run one work; its exception undoes it alone, unless the database itself is at fault."""
    transaction.say("SAVEPOINT work")
    try:
        outcome = _Outcome(result=work(transaction))
    except Exception as error:
        if is_out_of_order(error):
            raise
        transaction.say("ROLLBACK TO work")
        outcome = _Outcome(error=error)
    transaction.say("RELEASE work")
    return outcome


def _read(connection: Connection, work: Callable[[Transaction], T]) -> T:
    try:
        with connection.begin():
            return work(Transaction(connection))
    except Exception as error:
        if is_out_of_order(error):
            raise unavailable(error) from error
        raise
