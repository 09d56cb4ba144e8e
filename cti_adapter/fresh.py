"""Keeps what was read for some seconds, and reads it once however many ask for it at the same time.

Without the second, the moment in which something is no longer fresh would be one in which everybody
reads: hundreds of requests, each with its own question to the database.
"""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from time import monotonic
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Fresh:
    """What was read lately, by key; safe to use from any thread.

    Args:
        seconds: how long it is fresh.
        clock: seconds that never go back.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._read: dict[Hashable, tuple[float, Any]] = {}
        self._being_read: dict[tuple[Hashable, int], Future[Any]] = {}
        self._lock = threading.Lock()
        self._forgotten = 0
        """How often; what was begun to be read before is not kept."""

    def get(self, key: Hashable, read: Callable[[], T]) -> T:
        """Return what `read` answers now or has answered lately.

        Raises whatever `read` does, to everybody who asked meanwhile. What is not there, None, is
        not kept: anybody may ask for it.
        """
        now = self._clock()
        known = self._read.get(key)
        if known is not None and known[0] > now:
            return cast("T", known[1])
        with self._lock:
            asked = (key, self._forgotten)
            under_way = self._being_read.get(asked)
            mine: Future[T] = self._being_read.setdefault(asked, Future())
        if under_way is not None:
            return cast("T", under_way.result())
        try:
            value = read()
        except BaseException as error:
            mine.set_exception(error)
            raise
        else:
            with self._lock:
                if value is not None and asked[1] == self._forgotten:
                    self._read[key] = (now + self._seconds, value)
            mine.set_result(value)
            return value
        finally:
            del self._being_read[asked]

    def forget(self) -> None:
        """Read everything anew that is asked for next."""
        with self._lock:
            self._forgotten += 1
            self._read.clear()
