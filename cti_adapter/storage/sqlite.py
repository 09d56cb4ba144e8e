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
from cti_adapter.storage.database import Whose, is_out_of_order, unavailable
from cti_adapter.storage.native import NativeThreads
from cti_adapter.storage.transaction import Transaction

T = TypeVar("T")

READERS = 4
MOST_IN_A_GROUP = 256
_CLOSED = "The storage is closed."


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
        readers = engine.reading(url)
        self._readers = [readers.connect() for _ in range(READERS)]
        self._read_threads = NativeThreads(READERS)

    def write(self, whose: Whose, work: Callable[[Transaction], T]) -> T:
        del whose  # SQLite fences nothing in: the query alone says which org
        if not self._is_open:
            raise StorageUnavailable(_CLOSED)
        promise: Future[T] = Future()
        self._jobs.put(_Job(work, promise))
        return promise.result()

    def read(self, whose: Whose, work: Callable[[Transaction], T]) -> T:
        del whose  # as above
        if not self._is_open:
            raise StorageUnavailable(_CLOSED)
        return self._read_threads.run(partial(_read, self._readers, work))

    def close(self) -> None:
        """Finish what waits, then let the file go."""
        if not self._is_open:
            return
        self._is_open = False
        self._jobs.put(None)
        self._committer.join()
        for threads in (self._read_threads, self._write_thread):
            threads.close()
        for connection in (*self._readers, self._writer):
            connection.close()

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
    except BaseException as error:  # noqa: BLE001 - whatever it was: nothing is stored, say so
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


def _read(readers: list[Connection], work: Callable[[Transaction], T]) -> T:
    """Run one work on a connection that is free: there are as many as threads."""
    connection = readers.pop()  # here, not in the loop: a caller that is killed goes without us
    try:
        with connection.begin():
            return work(Transaction(connection))
    except Exception as error:
        if is_out_of_order(error):
            raise unavailable(error) from error
        raise
    finally:
        readers.append(connection)
