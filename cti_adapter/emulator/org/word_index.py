"""What a search looks into: the words of every record, in SQLite's full-text index.

A record's row has one column for each scope of FIND … IN … FIELDS; its number is the id's
ordinal, so that the records of one object stand together. What is saved with a delay waits in a
table of its own until it is due. How a text falls into words is a choice of rules.py.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from cti_adapter.emulator import rules
from cti_adapter.emulator.org import ids
from cti_adapter.emulator.org.schema import Field, ObjectType

Texts = Mapping[str, str]
"""Scope to the words a record is found by there, in their order, with blanks between."""
SCOPES: Final = ("NAME", "EMAIL", "PHONE", "TEXT")
_SCOPES: Final = {"phone": "PHONE", "email": "EMAIL"}
_WORDY: Final = frozenset({"string", "textarea", "phone", "email", "combobox", "url"})
_BETWEEN_FIELDS: Final = " \ue000 "
"""A word nobody can look for: no phrase reaches from one field into the next."""
TABLES: Final = """
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
    id UNINDEXED, name, email, phone, text, columnsize=0, tokenize='unicode61 remove_diacritics 0'
);
CREATE VIRTUAL TABLE IF NOT EXISTS word_list USING fts5vocab(words, row);
CREATE TABLE IF NOT EXISTS unindexed (place INTEGER PRIMARY KEY, due REAL, id TEXT, texts TEXT);
CREATE INDEX IF NOT EXISTS unindexed_by_due ON unindexed (due);
"""
_MOST_SPELLINGS: Final = 1000


class WordIndex:
    """The index of one database."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._waiting: list[tuple[str, Texts]] = []

    def put(self, record_id: str, texts: Texts, due: float | None) -> None:
        """Make a record findable by these texts and no others, from `due` on (org's clock)."""
        if due is None:
            self._waiting.append((record_id, texts))
        else:
            self._db.execute(
                "INSERT INTO unindexed (due, id, texts) VALUES (?, ?, ?)",
                (due, record_id, json.dumps(texts)),
            )

    def waiting(self) -> int:
        """Return how many records `flush` would index."""
        return len(self._waiting)

    def drop_waiting(self, beyond: int) -> None:
        """Forget what was put since `waiting` said this: it was undone."""
        del self._waiting[beyond:]

    def flush(self) -> None:
        """Index what waits for nothing but the end of its transaction."""
        if not self._waiting:
            return
        rows = dict(self._waiting)
        self._waiting.clear()
        gone = [(ids.ordinal(record_id),) for record_id, texts in rows.items() if not texts]
        kept = [
            (ids.ordinal(record_id), record_id, *(texts.get(scope, "") for scope in SCOPES))
            for record_id, texts in rows.items()
            if texts
        ]
        self._db.executemany("DELETE FROM words WHERE rowid = ?", gone)
        self._db.executemany(
            "INSERT OR REPLACE INTO words (rowid, id, name, email, phone, text)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            kept,
        )

    def catch_up(self, now: float) -> None:
        """Index what is due by now, the oldest first."""
        due = self._db.execute(
            "SELECT id, texts FROM unindexed WHERE due <= ? ORDER BY place", (now,)
        ).fetchall()
        if due:
            self._waiting += [(record_id, json.loads(texts)) for record_id, texts in due]
            self.flush()
            self._db.execute("DELETE FROM unindexed WHERE due <= ?", (now,))

    def find(self, wanted: str, prefix: str, most: int) -> list[str]:
        """Return ids of an object's records that match, the oldest first.

        Args:
            wanted: a full-text expression of SQLite.
            prefix: the object's key prefix.
            most: where the engine stops.
        """
        found = self._db.execute(
            "SELECT id FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?"
            " ORDER BY rowid LIMIT ?",
            (wanted, *ids.ordinals(prefix), most),
        )
        return [record_id for (record_id,) in found]

    def spellings(self, pattern: str) -> list[str]:
        """Return the words in the index that fit a pattern with * and ? inside."""
        stem = pattern[: min(pattern.find(sign) for sign in "*?" if sign in pattern)]
        found = self._db.execute(
            "SELECT term FROM word_list WHERE term >= ? AND term < ? AND term GLOB ? LIMIT ?",
            (stem, stem + "\U0010ffff", pattern, _MOST_SPELLINGS),
        )
        return [term for (term,) in found]

    def clear(self) -> None:
        """Forget every word."""
        self._waiting.clear()
        self._db.execute("DROP TABLE word_list")
        self._db.execute("DROP TABLE words")
        for table in TABLES.split(";\n"):
            self._db.execute(table)
        self._db.execute("DELETE FROM unindexed")


def texts_of(kind: ObjectType, values: Mapping[str, object]) -> Texts:
    """Return what a record is found by."""
    scopes: dict[str, list[str]] = {}
    for name, scope in _wordy(kind):
        value = values.get(name)
        if isinstance(value, str) and value:
            split = rules.phone_words if scope == "PHONE" else rules.words
            scopes.setdefault(scope, []).append(" ".join(split(value)))
    return {scope: _joined(texts) for scope, texts in scopes.items()}


@cache
def _wordy(kind: ObjectType) -> tuple[tuple[str, str], ...]:
    """Return the columns of an object that have words, and their scopes."""
    fields = (one for one in kind.fields.values() if one.type in _WORDY and not one.formula)
    return tuple((one.name, _scope(kind, one)) for one in fields)


def _joined(texts: Iterable[str]) -> str:
    return _BETWEEN_FIELDS.join(text for text in texts if text)


def _scope(kind: ObjectType, one: Field) -> str:
    return "NAME" if one.name == kind.name_field else _SCOPES.get(one.type, "TEXT")
