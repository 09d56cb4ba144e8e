"""Where the org's records live: one SQLite database, in a file or in memory.

A record is a row with its fields as JSON. Beside it stand the values that must be unique, the
values it is sought by, and the words it can be found by (word_index.py). One lock guards one
connection: every transaction sees the org alone, which is what makes a unique key safe under
concurrency. Knows no rule of Salesforce.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from cti_adapter.emulator.org.word_index import TABLES as _WORD_TABLES
from cti_adapter.emulator.org.word_index import Texts, WordIndex

Values = dict[str, Any]
"""The fields of one record, by API name."""

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS record (
    id TEXT PRIMARY KEY, type TEXT NOT NULL, deleted INTEGER NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS record_by_type ON record (type, deleted);
CREATE TABLE IF NOT EXISTS unique_value (
    type TEXT, field TEXT, value TEXT, id TEXT, PRIMARY KEY (type, field, value)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS unique_by_id ON unique_value (id);
CREATE TABLE IF NOT EXISTS sought (
    key TEXT, value TEXT, id TEXT, PRIMARY KEY (key, value, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS event (number INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sequence (name TEXT PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS keepsake (
    kind TEXT, key TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, key)
) WITHOUT ROWID;
"""
_AT_ONCE: Final = 500
"""Records read in one statement."""
_REFERENCES: Final = {
    "Task": ("AccountId", "WhoId", "WhatId"),
    "TaskRelation": ("TaskId", "RelationId"),
}
"""References by which pages and rules look up the activities of a record."""
_INDEXES: Final = [
    f"{name}_of_{kind} ON record (json_extract(body, '$.{name}')) WHERE type = '{kind}'"
    for kind, names in _REFERENCES.items()
    for name in names
]
_EVENTS_KEPT: Final = 10_000
_EMPTIED: Final = ("record", "unique_value", "sought", "sequence", "keepsake", "event")
_LAYOUT: Final = 2
"""Which tables a file has; older ones are not read."""


class OldState(Exception):
    """The file was written by an older stand-in; the message says what to do."""


class Taken(Exception):
    """Another record already has this unique value; `record_id` is that record."""

    def __init__(self, field: str, record_id: str) -> None:
        super().__init__(f"{field} is taken by {record_id}")
        self.field = field
        self.record_id = record_id


class Store:
    """The records, unique values, search words and keepsakes of one org."""

    def __init__(self, path: Path | None) -> None:
        """Open the file, or keep all in memory.

        Args:
            path: an SQLite file; None ends everything with the process.

        Raises:
            OldState: the file is of an older stand-in.
        """
        self._look_ups: Callable[[str], Iterable[str]] = lambda _type_name: ()
        self._lock = threading.RLock()
        self._depth = 0
        self._transaction = ""
        self._place = 0
        self._db = sqlite3.connect(
            path or ":memory:", check_same_thread=False, isolation_level=None
        )
        if path is not None:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
        self._check_layout(path)
        self._db.executescript(_TABLES + _WORD_TABLES)
        self._words = WordIndex(self._db)
        for index in _INDEXES:
            self._db.execute(f"CREATE INDEX IF NOT EXISTS by_{index}")

    def look_up_by(self, columns: Callable[[str], Iterable[str]]) -> None:
        """Say by which columns the records of an object are sought, from here on."""
        self._look_ups = columns

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing; may be nested, the inner part is then undone alone."""
        with self._lock:
            mark, words = f"level_{self._depth}", self._words.waiting()
            if not self._depth:
                self._transaction, self._place = str(uuid4()), 0
            self._db.execute(f"SAVEPOINT {mark}")
            self._depth += 1
            try:
                yield
                if self._depth == 1:
                    self._words.flush()
            except BaseException:
                self._db.execute(f"ROLLBACK TO {mark}")
                self._words.drop_waiting(words)
                raise
            finally:
                self._depth -= 1
                self._db.execute(f"RELEASE {mark}")

    def put(self, record_id: str, type_name: str, values: Values, *, deleted: bool = False) -> None:
        """Store a record as it now is."""
        with self._lock:
            self._seek_by(record_id, type_name, values)
            body = json.dumps(values, ensure_ascii=False)
            self._db.execute(
                "INSERT OR REPLACE INTO record (id, type, deleted, body) VALUES (?, ?, ?, ?)",
                (record_id, type_name, int(deleted), body),
            )

    def find(self, record_id: str) -> tuple[Values, bool] | None:
        """Return a record's fields and whether it is deleted; None where there is no such id."""
        rows = self.run("SELECT body, deleted FROM record WHERE id = ?", (record_id,))
        return (json.loads(rows[0][0]), bool(rows[0][1])) if rows else None

    def find_many(self, record_ids: Sequence[str]) -> dict[str, Values | None]:
        """Return the fields of the records with these ids, by id."""
        found: dict[str, Values | None] = {}
        for start in range(0, len(record_ids), _AT_ONCE):
            some = record_ids[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            rows = self.run(f"SELECT id, body FROM record WHERE id IN ({marks})", some)  # noqa: S608 - question marks
            found |= {record_id: json.loads(body) for record_id, body in rows}
        return found

    def claim(self, record_id: str, type_name: str, values: Sequence[tuple[str, str]]) -> None:
        """Give a record its unique (field, value) pairs, and take back those it had.

        Raises:
            Taken: another record has one of them.
        """
        self.run("DELETE FROM unique_value WHERE id = ?", (record_id,))
        for field, value in values:
            owner = self.owner_of(type_name, field, value)
            if owner is not None:
                raise Taken(field, owner)
            self.run(
                "INSERT INTO unique_value (type, field, value, id) VALUES (?, ?, ?, ?)",
                (type_name, field, value.casefold(), record_id),
            )

    def owner_of(self, type_name: str, field: str, value: str) -> str | None:
        """Return the id of the record that has this unique value."""
        rows = self.run(
            "SELECT id FROM unique_value WHERE type = ? AND field = ? AND value = ?",
            (type_name, field, value.casefold()),
        )
        return rows[0][0] if rows else None

    def index(self, record_id: str, texts: Texts, due: float | None = None) -> None:
        """Make a record findable by these texts and no others.

        Args:
            record_id: its id.
            texts: scope to words, see word_index.py; none for a record nobody finds any more.
            due: from when on, in seconds on the org's clock; None for at once.
        """
        with self._lock:
            self._words.put(record_id, texts, due)
            if not self._depth:
                self._words.flush()

    @contextmanager
    def searching(self, now: float) -> Iterator[WordIndex]:
        """Give the index with everything in it that is due at `now` on the org's clock."""
        with self.transaction():
            self._words.catch_up(now)
            yield self._words

    def next_number(self, name: str, *, at_least: int = 1) -> int:
        """Return the next number of a sequence; `at_least` moves it forward."""
        rows = self.run(
            "INSERT INTO sequence (name, last) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET last = max(last + 1, excluded.last)"
            " RETURNING last",
            (name, at_least),
        )
        return int(rows[0][0])

    def keep(self, kind: str, key: str, body: Values) -> None:
        """Keep something that is not a record: a token, a code, a key."""
        text = json.dumps(body)
        self.run("INSERT OR REPLACE INTO keepsake VALUES (?, ?, ?)", (kind, key, text))

    def kept(self, kind: str, key: str) -> Values | None:
        rows = self.run("SELECT body FROM keepsake WHERE kind = ? AND key = ?", (kind, key))
        return json.loads(rows[0][0]) if rows else None

    def drop(self, kind: str, key: str) -> bool:
        """Forget a keepsake; False where there was none."""
        return bool(
            self.run("DELETE FROM keepsake WHERE kind = ? AND key = ? RETURNING 1", (kind, key))
        )

    def place_in_transaction(self) -> tuple[str, int]:
        """Return the name of the running transaction, and the next number in it from 1 on."""
        self._place += 1
        return self._transaction, self._place

    def note(self, event: Values) -> None:
        """Keep an event; the oldest beyond a fixed number are forgotten."""
        rows = self.run(
            "INSERT INTO event (body) VALUES (?) RETURNING number", (json.dumps(event),)
        )
        self.run("DELETE FROM event WHERE number <= ?", (rows[0][0] - _EVENTS_KEPT,))

    def noted(self) -> list[Values]:
        """Return the events kept, oldest first."""
        return [json.loads(body) for (body,) in self.run("SELECT body FROM event ORDER BY number")]

    def forget_noted(self) -> None:
        """Forget the events."""
        self.run("DELETE FROM event")

    def clear(self) -> None:
        """Forget everything."""
        with self.transaction():
            for table in _EMPTIED:
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - the names stand above
            self._words.clear()

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows."""
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def _check_layout(self, path: Path | None) -> None:
        layout = self._db.execute("PRAGMA user_version").fetchone()[0]
        known = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if known and layout != _LAYOUT:
            raise OldState(f"{path}: written by an older stand-in; name another file, or remove it")
        self._db.execute(f"PRAGMA user_version = {_LAYOUT}")

    def _seek_by(self, record_id: str, type_name: str, values: Values) -> None:
        """Keep the side table with the record: values without case, empty ones not at all."""
        before = self.find(record_id)
        old = self._pairs(record_id, type_name, before[0]) if before else set()
        new = self._pairs(record_id, type_name, values)
        self._db.executemany(
            "DELETE FROM sought WHERE key = ? AND value = ? AND id = ?", list(old - new)
        )
        self._db.executemany(
            "INSERT INTO sought (key, value, id) VALUES (?, ?, ?)", list(new - old)
        )

    def _pairs(self, record_id: str, type_name: str, values: Values) -> set[tuple[str, str, str]]:
        return {
            (f"{type_name}.{name}", value.casefold(), record_id)
            for name in self._look_ups(type_name)
            if isinstance(value := values.get(name), str) and value
        }
