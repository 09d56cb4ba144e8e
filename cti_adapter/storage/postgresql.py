"""PostgreSQL: every piece of work is a transaction of its own, on a connection of the pool.

Rows that are read for change are locked, so that two processes cannot fold the same call. Who
loses a race that the database decided (deadlock, serialisation) is run once more: work may
therefore run twice, and is stored once. What other processes should know is told in the same
transaction: it is heard when it is stored (notify.py).

A transaction begins with whose rows it sees, in one message to the server (row_security.py).

psycopg waits cooperatively under gevent, so nothing here needs a native thread.
"""

import time
from collections.abc import Callable
from typing import TypeVar

import psycopg
from sqlalchemy import URL

from cti_adapter.storage import engine
from cti_adapter.storage.database import Whose, driver_error, is_out_of_order, unavailable
from cti_adapter.storage.row_security import beginning
from cti_adapter.storage.transaction import Transaction

T = TypeVar("T")

_WINNER_NEEDS_S = 0.05
"""How long who lost a race waits, so as not to run into the winner again."""

_BEGIN = "BEGIN"
_VIEW = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

_TELL = """
SELECT pg_notify(channel, payload)
FROM unnest(%(channels)s::text[], %(payloads)s::text[]) AS tidings (channel, payload)
"""


class PostgresqlDatabase:
    """A server; any number of processes and machines write to it."""

    def __init__(self, url: URL) -> None:
        self._engine = engine.writing(url)

    def write(self, whose: Whose, work: Callable[[Transaction], T]) -> T:
        try:
            try:
                return self._write_once(whose, work)
            except Exception as error:
                if not _lost_a_race(error):
                    raise
                time.sleep(_WINNER_NEEDS_S)
                return self._write_once(whose, work)
        except Exception as error:
            if is_out_of_order(error):
                raise unavailable(error) from error
            raise

    def read(self, whose: Whose, work: Callable[[Transaction], T]) -> T:
        try:
            with self._engine.begin() as connection:
                transaction = Transaction(connection)
                transaction.begin(beginning(whose, _VIEW))
                return work(transaction)
        except Exception as error:
            if is_out_of_order(error):
                raise unavailable(error) from error
            raise

    def close(self) -> None:
        self._engine.dispose()

    def _write_once(self, whose: Whose, work: Callable[[Transaction], T]) -> T:
        with self._engine.begin() as connection:
            transaction = Transaction(connection)
            transaction.begin(beginning(whose, _BEGIN))
            result = work(transaction)
            if transaction.tidings:
                channels, payloads = zip(*sorted(transaction.tidings), strict=True)
                transaction.say(_TELL, channels=list(channels), payloads=list(payloads))
        return result


def _lost_a_race(error: Exception) -> bool:
    return isinstance(
        driver_error(error),
        psycopg.errors.SerializationFailure | psycopg.errors.DeadlockDetected,
    )
