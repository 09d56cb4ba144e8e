"""How data leave a file of SQLite, and take the place of one.

VACUUM INTO reads one consistent view beside a writer. The online backup API does not fit: it
begins anew whenever another process has written, and beside a busy one never ends
(facts/reliability-security.md §2.3).
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from cti_adapter.errors import BadBackup
from cti_adapter.storage.backups.archive import sync_folder
from cti_adapter.storage.engine import BUSY_SECONDS

_BESIDE: Final = ("-wal", "-shm")


def copy_out(database: Path, to: Path) -> None:
    """Copy the database as it is at this moment to a new file.

    Raises:
        BadBackup: it cannot be read, or what was read is damaged.
    """
    try:
        with closing(_open(database)) as source:
            source.execute("VACUUM INTO ?", (str(to),))
    except sqlite3.Error as error:
        raise BadBackup(f"{database} cannot be copied: {error}") from error
    if fault := damage(to):
        raise BadBackup(f"{database} is damaged: {fault}")


def damage(database: Path) -> str:
    """Return what SQLite finds wrong with a file; "" where it is whole."""
    try:
        with closing(_open(database)) as file:
            said = [row[0] for row in file.execute("PRAGMA integrity_check(3)")]
            if said != ["ok"]:
                return "; ".join(said)
            alone = [row[0] for row in file.execute("PRAGMA foreign_key_check")]
            return f"rows of {alone[0]} refer to nothing" if alone else ""
    except sqlite3.Error as error:
        return str(error)


def put_in_place(new: Path, database: Path) -> None:
    """Have a file be the database from now on; one that was there is gone then.

    Raises:
        BadBackup: somebody has the database open.
    """
    with closing(_open(new)) as file:
        file.execute("PRAGMA journal_mode=DELETE")  # all of it is in the one file
    with _alone(database):
        for end in _BESIDE:  # of a file that SQLite cannot read any more: they are not of the new
            Path(f"{database}{end}").unlink(missing_ok=True)
        with new.open("rb") as file:
            os.fsync(file.fileno())
        new.replace(database)
        sync_folder(database.parent)


@contextmanager
def _alone(database: Path) -> Iterator[None]:
    """Keep everybody else out of a file, where it is one of SQLite.

    Who has a file with a write-ahead log open keeps a shared lock on it, also between transactions.
    """
    if not database.exists():
        yield
        return
    with closing(_open(database, wait_s=0)) as former:
        try:
            former.execute("PRAGMA locking_mode=EXCLUSIVE")
            former.execute("BEGIN EXCLUSIVE")
            former.execute("COMMIT")
            former.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise BadBackup(
                    f"{database} is in use: end the product first, and start it afterwards"
                ) from error
        except sqlite3.DatabaseError:
            pass  # it is damaged: nobody can be working with it
        yield


def _open(database: Path, wait_s: float = BUSY_SECONDS) -> sqlite3.Connection:
    """Open a file that is there."""
    address = f"{database.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=wait_s)
