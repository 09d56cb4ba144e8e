"""How long a backup and its way back take, and how large they are.

`python -m bench.restore --calls 1000000` lets the product with its stand-ins take, save and log a
few calls, multiplies their rows under new ids, and then runs `cti-adapter backup`, `restore
--verify` and `restore --overwrite` as an operator would. Raw events and deliveries stand beside
the share of the calls whose time is not up (14 of 90 days). Wants room for the database four times.
Exit code 1: one of the commands failed.
"""

import argparse
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from uuid import uuid4

import requests

from bench.admin import demo
from bench.log_calls import Telephone
from bench.processes import ROOT, Done, done
from bench.seat import seated
from cti_adapter.calls.call import CallId
from cti_adapter.demo import ORG, Demo
from cti_adapter.storage import Storage, open_storage
from cti_adapter.storage.secrets import FernetSealer

CALLER = "+14155550101"
NOTE = "Asked for a refund of the spring invoice, wants to be called back on Monday. "
RAW_SHARE = 14 / 90
"""Of the calls, those whose raw events are kept."""
MODELS = 20
PIECE = 2_000
"""Calls in one transaction of the filling."""
WITHIN_S = 60.0


class Rows(NamedTuple):
    """Rows of one table that belong to a call."""

    table: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Model(NamedTuple):
    """A call that was made, with all that stands of it."""

    call_id: str
    native_id: str
    kept: list[Rows]
    raw: list[Rows]
    """What goes earlier."""


def made(running: Demo, storage: Storage, calls: int) -> list[str]:
    """Let calls be taken, saved with a note and logged; return our ids of them."""
    telephone, token = Telephone(running), seated(storage)
    found = []
    for _ in range(calls):
        name = telephone.answered(CALLER)
        call_id = storage.reconciliation.find_call(ORG, name)
        if call_id is None:
            raise SystemExit(f"the product has heard nothing of call {name}")
        _wait(storage, call_id, lambda state: state != "")
        for _ in range(2):  # where nothing is assigned it asks once more
            requests.post(
                f"{running.product}/api/calls/{call_id}/save",
                json={"text": NOTE * 3},
                headers={
                    "Authorization": f"Bearer {token}",
                    "Idempotency-Key": uuid4().hex,
                    "Origin": running.product,
                },
                timeout=30,
            )
        _wait(storage, call_id, lambda state: state == "saved")
        found.append(str(call_id))
    return found


def _state(storage: Storage, call_id: CallId) -> str:
    """Return how far the log of a call is that has ended."""
    file = storage.units.read(ORG, lambda unit: unit.find_call(call_id))
    return file.ledger.state if file is not None and file.call.ended_at is not None else ""


def _wait(storage: Storage, call_id: CallId, is_enough: Callable[[str], bool]) -> None:
    ends = time.perf_counter() + WITHIN_S
    while not is_enough(_state(storage, call_id)):
        if time.perf_counter() > ends:
            raise SystemExit(f"call {call_id} was not saved")
        time.sleep(0.02)


def models(database: Path, call_ids: Sequence[str]) -> list[Model]:
    """Read what stands of calls."""
    with closing(sqlite3.connect(database)) as seen:
        return [_model(seen, call_id) for call_id in call_ids]


def _model(seen: sqlite3.Connection, call_id: str) -> Model:
    (key,) = seen.execute("SELECT key FROM calls WHERE id = ?", (call_id,)).fetchone()
    native_id = key.partition(":")[2]
    of_call = ("journal", "journal_private", "history", "outbox", "call_aliases")
    kept = [_rows(seen, "calls", "id = ?", call_id)]
    kept += [_rows(seen, table, "call_id = ?", call_id) for table in of_call]
    inbox = _rows(seen, "inbox", "instr(body, ?) > 0", native_id.encode())
    connector, at = inbox.columns.index("connector"), inbox.columns.index("received_at")
    org = inbox.columns.index("org_id")
    told = [(row[org], row[connector], native_id, row[at]) for row in inbox.rows]
    columns = ("org_id", "connector", "delivery_id", "received_at")
    return Model(call_id, native_id, kept, [inbox, Rows("deliveries", columns, told)])


def _rows(seen: sqlite3.Connection, table: str, where: str, value: object) -> Rows:
    found = seen.execute(f"SELECT * FROM {table} WHERE {where}", (value,))  # noqa: S608 - ours
    columns = tuple(each[0] for each in found.description)
    chosen = [place for place, name in enumerate(columns) if (table, name) != ("outbox", "id")]
    rows = [tuple(row[place] for place in chosen) for row in found]
    return Rows(table, tuple(columns[place] for place in chosen), rows)


def filled(running: Demo, storage: Storage, database: Path, calls: int, like: int) -> None:
    """Write a copy of the product's database with so many calls more, like a few that were made."""
    file = running.database.removeprefix("sqlite:///")
    known = models(Path(file), made(running, storage, like))
    with closing(sqlite3.connect(file)) as source:
        source.execute("VACUUM INTO ?", (str(database),))
    fill(database, known, calls)


def fill(database: Path, like: Sequence[Model], calls: int, org_id: str = ORG) -> None:
    """Put in calls like these, each under ids of its own, as calls of this org."""
    with closing(sqlite3.connect(database, isolation_level=None)) as file:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000"):
            file.execute(f"PRAGMA {pragma}")  # who pulls the plug begins anew
        for begin in range(0, calls, PIECE):
            file.execute("BEGIN")
            for number in range(begin, min(begin + PIECE, calls)):
                is_recent = number % 1000 < 1000 * RAW_SHARE
                for part in _copied(like[number % len(like)], org_id, with_raw=is_recent):
                    names, marks = ", ".join(part.columns), ", ".join("?" * len(part.columns))
                    statement = f"INSERT INTO {part.table} ({names}) VALUES ({marks})"  # noqa: S608 - ours
                    file.executemany(statement, part.rows)
            file.execute("COMMIT")


def _copied(model: Model, org_id: str, *, with_raw: bool) -> Iterator[Rows]:
    ids = [(model.call_id, uuid4().hex), (model.native_id, uuid4().hex), (ORG, org_id)]
    for part in [*model.kept, *(model.raw if with_raw else ())]:
        rows = [tuple(_renamed(value, ids) for value in row) for row in part.rows]
        if part.table == "inbox":
            place = part.columns.index("event_id")
            rows = [(*row[:place], uuid4().hex, *row[place + 1 :]) for row in rows]
        if part.table == "deliveries":
            rows = [(row[0], row[1], uuid4().hex, row[3]) for row in rows]
        yield part._replace(rows=rows)


def _renamed(value: Any, ids: Sequence[tuple[str, str]]) -> Any:
    if isinstance(value, str):
        for old, new in ids:
            value = value.replace(old, new)
    elif isinstance(value, bytes):
        for old, new in ids:
            value = value.replace(old.encode(), new.encode())
    return value


def timed(database: Path, backup: Path, key: str) -> Iterator[tuple[str, Done]]:
    """Run what an operator runs."""
    env = {
        "CTI_PUBLIC_URL": "http://127.0.0.1:1",
        "CTI_DATABASE_URL": f"sqlite:///{database}",
        "CTI_SECRET_KEYS": key,
    }
    for words in (
        ("backup", "--out", str(backup)),
        ("restore", str(backup), "--verify"),
        ("restore", str(backup), "--overwrite"),
    ):
        yield " ".join(word for word in words if word != str(backup)), done(words, env)


def run(running: Demo, storage: Storage, folder: Path, calls: int, like: int) -> bool:
    """Print the figures, a line each; return whether every command did what it should."""
    database, backup = folder / "cti.sqlite3", folder / "backup"
    began = time.perf_counter()
    filled(running, storage, database, calls, like)
    size = database.stat().st_size
    print(f"filled            {calls} calls, {size} bytes, {time.perf_counter() - began:.0f} s")
    is_fine = True
    for what, ended in timed(database, backup, running.keys.fernet):
        print(f"{what:20}{ended.seconds:.1f} s, {ended.most} bytes of memory")
        if ended.code:
            print(ended.said)
            is_fine = False
    print(f"backup            {backup.stat().st_size} bytes")
    return is_fine


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.restore", description=__doc__)
    parser.add_argument("--calls", type=int, default=1_000_000, help="calls in the database")
    args = parser.parse_args()
    print(f"load average before {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores", flush=True)
    with TemporaryDirectory(dir=ROOT / "var", prefix="bench-") as folder, demo() as running:
        storage = open_storage(running.database, FernetSealer((running.keys.fernet,)))
        with closing(storage):
            is_fine = run(running, storage, Path(folder), args.calls, MODELS)
    print(f"load average after {os.getloadavg()[0]:.1f}")
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
