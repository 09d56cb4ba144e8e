"""What the store says to a file it cannot read, and what it keeps of words that were undone."""

import sqlite3
from pathlib import Path

import pytest

from cti_adapter.emulator.org.store import OldState, Store


def test_a_file_of_an_older_stand_in_is_refused_by_name(tmp_path: Path) -> None:
    """Half an org would answer searches with nothing, and nobody would know why."""
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as old:
        old.execute("CREATE TABLE record (id TEXT)")
    old.close()

    with pytest.raises(OldState, match=r"old\.db: written by an older stand-in"):
        Store(path)


def test_a_file_of_our_own_is_opened_again(tmp_path: Path) -> None:
    """A demo state survives a restart, and is found by its words."""
    first = Store(tmp_path / "org.db")
    first.index("003Hs0000000001AAA", {"NAME": "ada"})
    del first
    with Store(tmp_path / "org.db").searching(0) as words:
        found = words.find('"ada"', "003", 10)

    assert ["003Hs0000000001AAA"] == found


def test_words_of_a_write_that_was_undone_are_not_found() -> None:
    """A refused record is in no search."""
    store = Store(None)
    with pytest.raises(KeyError), store.transaction():
        _index_and_fail(store)
    with store.searching(0) as words:
        found = words.find('"ada"', "003", 10)

    assert [] == found


def _index_and_fail(store: Store) -> None:
    store.index("003Hs0000000001AAA", {"NAME": "ada"})
    raise KeyError
