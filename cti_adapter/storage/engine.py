"""How a connection to either database is made, and what is asked of it before it is used.

SQLite: write-ahead log, every commit on disk (`synchronous=FULL`), and the transaction is ours:
Python's sqlite3 begins none, a writer begins IMMEDIATE so that it never has to upgrade a read
(facts/reliability-security.md §2.3). PostgreSQL: a pool, cooperative under gevent,
and the transaction is ours as well.
"""

import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from cti_adapter.errors import SettingsError

NOBODY: Final = "SET cti.org = '-'"
"""What a connection to PostgreSQL begins with: it sees nothing (row_security.py)."""
EVERYBODY: Final = "SET cti.org = '*'"
"""What one begins with that is for all orgs."""

BUSY_SECONDS = 5
"""How long a writer waits for another process before it gives up."""

_WRITER = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16384")
_MIGRATOR = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=OFF")
"""A table is changed by making it anew: what refers to it must not notice. Looked at afterwards
(https://www.sqlite.org/lang_altertable.html#otheralter)."""
_READER = ("query_only=ON", "cache_size=-4096")
"""The caches (KiB) are what a busy server's memory grows by until they are full; pages beyond them
come from the system's own cache of the file."""


def parsed(url: str) -> URL:
    """Return the checked URL of a database.

    Raises:
        SettingsError: it is neither a file of SQLite nor PostgreSQL through psycopg 3.
    """
    try:
        made = make_url(url)
    except ArgumentError:
        made = None
    if made is not None and made.drivername == "postgresql+psycopg":
        return made
    if made is not None and made.drivername == "sqlite" and made.database not in {None, ":memory:"}:
        return made
    raise SettingsError(
        "CTI_DATABASE_URL: write sqlite:///path/of/a/file or postgresql+psycopg://user@host/name"
    )


def is_sqlite(url: URL) -> bool:
    """Whether the database is a file of this machine."""
    return url.get_backend_name() == "sqlite"


def writing(url: URL) -> Engine:
    """Return an engine whose transactions may write."""
    if not is_sqlite(url):
        # the transaction is ours: it begins with whose rows it sees
        return _postgresql(url, NOBODY, isolation_level="AUTOCOMMIT")
    Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    return _sqlite(url, _WRITER, "BEGIN IMMEDIATE")


def migrating(url: URL) -> Engine:
    """Return an engine whose transactions may change tables."""
    return _sqlite(url, _MIGRATOR, "BEGIN IMMEDIATE") if is_sqlite(url) else of_all_orgs(url)


def reading(url: URL) -> Engine:
    """Return an engine of a file whose transactions may not write."""
    return _sqlite(url, _READER, "BEGIN")


def of_all_orgs(url: URL) -> Engine:
    """Return an engine that writes the rows of all orgs, for migrations and copies."""
    if is_sqlite(url):
        return writing(url)
    return _postgresql(url, EVERYBODY)


def _postgresql(url: URL, sees: str, **settings: Any) -> Engine:
    engine = create_engine(
        url,
        pool_size=10,
        max_overflow=10,
        pool_timeout=BUSY_SECONDS,
        connect_args={"connect_timeout": BUSY_SECONDS, "application_name": "cti-adapter"},
        **settings,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # not by `options` in the address: those are the operator's, and poolers drop them
        connection.execute(sees)
        connection.commit()

    return engine


def _sqlite(url: URL, pragmas: tuple[str, ...], begin: str) -> Engine:
    # a connection is used by one thread at a time, but not always by the one that opened it
    arguments = {"isolation_level": None, "timeout": BUSY_SECONDS, "check_same_thread": False}
    engine = create_engine(url, poolclass=NullPool, connect_args=arguments)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
