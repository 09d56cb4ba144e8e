"""What storage needs of a database: write, read, close. And which failures mean "not now".

Who asks says for which org, or that all are meant; PostgreSQL shows nothing else (ADR 0050).

sqlite.py and postgresql.py are the two that there are.
"""

import sqlite3
from collections.abc import Callable
from enum import Enum
from typing import Final, Protocol, TypeVar

import psycopg
from sqlalchemy import exc

from cti_adapter.errors import StorageUnavailable
from cti_adapter.outbox.entry import OrgId
from cti_adapter.storage.transaction import Transaction

T = TypeVar("T")


class AcrossOrgs(Enum):
    """No org, but all of them: what has to be said, because nothing is seen without it."""

    ALL = "*"


ACROSS_ORGS: Final = AcrossOrgs.ALL
"""For what asks before the org is known, or for all orgs on purpose (test_org_handles.py)."""

Whose = OrgId | AcrossOrgs
"""Whose rows a transaction sees and writes."""


class Database(Protocol):
    """Where transactions run."""

    def write(self, whose: Whose, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one transaction of an org; return its result once that is on disk.

        Raises:
            StorageUnavailable: the database took nothing.
        """
        ...

    def read(self, whose: Whose, work: Callable[[Transaction], T]) -> T:
        """Run `work` on one consistent view of an org's rows.

        Raises:
            StorageUnavailable: the database did not answer.
        """
        ...

    def close(self) -> None: ...


# https://www.sqlite.org/rescode.html: nothing is wrong with the statement, but with the file
_OUT_OF_ORDER = frozenset({
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
})  # fmt: skip


def is_out_of_order(error: BaseException) -> bool:
    """Whether the database itself refused, whatever the statement."""
    cause = driver_error(error)
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in _OUT_OF_ORDER
    # https://www.postgresql.org/docs/current/errcodes-appendix.html: classes 08, 40, 53, 57, 58
    return isinstance(
        cause,
        psycopg.OperationalError
        | psycopg.InterfaceError
        | psycopg.errors.ReadOnlySqlTransaction
        | exc.TimeoutError,
    )


def unavailable(error: BaseException) -> StorageUnavailable:
    """Return what to raise when nothing was stored; the driver's words are for the log."""
    made = StorageUnavailable()
    made.__cause__ = driver_error(error)
    return made


def driver_error(error: BaseException) -> BaseException:
    """Return the driver's own error where SQLAlchemy has wrapped it."""
    if isinstance(error, exc.DBAPIError) and error.orig is not None:
        return error.orig
    return error
