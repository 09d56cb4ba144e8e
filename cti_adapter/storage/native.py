"""Runs work that blocks in native threads, outside the event loop.

gevent's loop runs everything that serves a request; SQLite would stop it for the length of a
commit (facts/performance.md §5). Where the process is not patched by gevent, the calling thread
is a native one already and does the work itself.

What runs here takes no lock, no event, no log of Python's: under gevent those belong to the loop.
"""

from collections.abc import Callable
from threading import Semaphore
from typing import TypeVar

from gevent.monkey import is_module_patched
from gevent.threadpool import ThreadPool

T = TypeVar("T")


class NativeThreads:
    """So many pieces of work at a time, never more; whoever comes then waits.

    Belongs to the process and the thread that makes it: make it after a fork.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._turns = Semaphore(size)
        self._pool = ThreadPool(size) if is_module_patched("threading") else None

    def run(self, work: Callable[[], T]) -> T:
        """Return what `work` returns, or raise what it raises; only the caller waits."""
        if self._pool is None:
            with self._turns:
                return work()
        result: T = self._pool.apply(work)
        return result

    def close(self) -> None:
        """Wait for the work that is being done; nothing is run afterwards."""
        if self._pool is not None:
            self._pool.join()
            self._pool.kill()
            return
        for _ in range(self._size):
            self._turns.acquire()
