"""One open transaction, and the two ways of speaking in it.

What is rare goes through `core`, a SQLAlchemy connection. What every event of every call does
goes through `run`: the statement is written in Core as well, but turned into SQL text once and
then given to the driver's own cursor, because Core's work per statement would cost more than the
statement (D6; facts/performance.md §6.1). Both see the same transaction.

Nothing here begins, commits or rolls back, and nothing waits for a lock of Python's: on SQLite
this runs in a native thread outside the event loop.
"""

from typing import Any, Protocol

from sqlalchemy import Connection, Dialect, make_url
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler

from cti_adapter.service.audit import Deed
from cti_adapter.storage.moments import Moment, to_micros

_SQLITE = SQLiteDialect_pysqlite(paramstyle="named")
_POSTGRESQL = make_url("postgresql+psycopg://").get_dialect()()


class Cursor(Protocol):
    """What the drivers' cursors have in common."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...


class Prepared:
    """A Core statement that is turned into SQL text once per database.

    Every value has a `bindparam` of its own name; an `insert(table)` has one for each column.
    Moments are converted on the way in, rows come back as the driver has them.
    """

    def __init__(self, statement: Executable) -> None:
        self._on_sqlite = _Text(statement, _SQLITE)
        self._on_postgresql = _Text(statement, _POSTGRESQL)

    def text(self, *, on_postgresql: bool) -> "_Text":
        return self._on_postgresql if on_postgresql else self._on_sqlite


class _Text:
    """SQL text with the driver's own marks for values."""

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - only statements come here
        self.sql = str(compiled)
        self.moments = [name for name, bind in compiled.binds.items() if type(bind.type) is Moment]
        self.constants = {
            name: bind.value for name, bind in compiled.binds.items() if not bind.required
        }


class Transaction:
    """One open transaction.

    Attributes:
        core: the SQLAlchemy connection, for statements that are not frequent.
        on_postgresql: whether rows have to be locked, and others be told.
        tidings: what to tell other processes when this commits: channel and payload.
        done: what the audit log says of it, whoever announced it or nobody (audited.py).
        is_idle: whether it found nothing to do, so that there is nothing to note.
    """

    def __init__(self, core: Connection) -> None:
        self.core = core
        self.on_postgresql = core.dialect.name == "postgresql"
        self.tidings: set[tuple[str, str]] = set()
        self.done: Deed | None = None
        self.is_idle = False
        driver: Any = core.connection.driver_connection
        self._execute = driver.execute

    def begin(self, sentences: str) -> None:
        """Begin on PostgreSQL, in words that go to the server as one message."""
        self._execute(sentences, prepare=False)  # several sentences cannot be prepared

    def run(self, statement: Prepared, **values: Any) -> Cursor:
        """Run a prepared statement on the driver's cursor."""
        text = statement.text(on_postgresql=self.on_postgresql)
        for name in text.moments:
            at = values[name]
            values[name] = None if at is None else to_micros(at)
        if text.constants:
            values |= text.constants
        cursor: Cursor = self._execute(text.sql, values)
        return cursor

    def say(self, sql: str, **values: Any) -> None:
        """Run a sentence of this one database, which Core has no word for."""
        self._execute(sql, values)
