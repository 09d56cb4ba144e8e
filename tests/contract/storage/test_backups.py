"""A backup holds what was there when it was made, and comes back as that or not at all."""

import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from cti_adapter.demo.postgresql import PostgresServer
from cti_adapter.errors import SettingsError
from cti_adapter.outbox.entry import Entry
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.ports import Unit
from cti_adapter.storage import FernetSealer, Storage, open_storage
from cti_adapter.storage.backups import back_up, checks, restored
from tests.contract.storage.backup_stage import KEY, a_call, entries, fill, looked_at, put, wrong
from tests.contract.storage.builders import NINE, ORG, an_entry


@pytest.fixture
def sealer() -> FernetSealer:
    return FernetSealer([KEY])


@pytest.fixture
def empty_url(url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A place for a backup of the other fixture's database."""
    if url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'elsewhere' / 'cti.sqlite3'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    yield server.make_database()


def tables(url: str) -> list[str]:
    engine = create_engine(url)
    with engine.connect() as seen:
        found: list[str] = engine.dialect.get_table_names(seen)
    engine.dispose()
    return found


@pytest.fixture
def file(storage: Storage, url: str, tmp_path: Path) -> Path:
    fill(storage)
    back_up(url, tmp_path / "of-today", NINE)
    return tmp_path / "of-today"


def test_a_backup_comes_back_as_it_was(
    file: Path, storage: Storage, url: str, empty_url: str
) -> None:
    """Looked at first, which leaves nothing behind; what came after the backup is not in it.

    A second time it is refused: something is there by then, and stays.
    """
    put(storage, 2)
    seen = looked_at(file, empty_url)
    after_looking = Path(empty_url[10:]).exists() if "sqlite" in url else tables(empty_url)
    with restored(file, empty_url) as copy:
        found = list(checks(copy, (KEY,)))
        copy.keep()
    there = open_storage(empty_url, FernetSealer([KEY]))
    with pytest.raises(SettingsError, match=r"is there already|into an empty database alone"):
        looked_at(file, empty_url)
    secrets, unbroken = there.settings.org_secrets(ORG), there.audit.verify(ORG)
    there.close()

    assert 0o600 == stat.S_IMODE(file.stat().st_mode)
    assert [] == wrong(seen) == wrong(found)
    assert {"schema", "rows of outbox", "secrets", "audit log", "logs on their way"} <= {
        each.name for each in seen
    }
    assert not after_looking
    assert {"client_secret": "hush"} == secrets
    assert ("", 1) == (unbroken.fault, unbroken.rows)
    assert (1, 2) == (entries(empty_url), entries(url))


def test_what_is_written_meanwhile_is_in_it_whole_or_not_at_all(
    storage: Storage, url: str, empty_url: str, tmp_path: Path
) -> None:
    """A call and its entry are one transaction, and a backup beside a busy writer ends."""
    fill(storage)
    over = threading.Event()

    def write() -> None:
        number = 1
        while not over.is_set():
            number += 1
            call, entry = a_call(number), an_entry(f"main:c-{number}", f"call-{number}")

            def both(unit: Unit, call: CallFile = call, entry: Entry = entry) -> None:
                unit.put_call(call)
                unit.put_entry(entry)

            storage.units.write(ORG, both)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = back_up(url, tmp_path / "busy", NINE)
    finally:
        over.set()
        writer.join()

    assert made.rows["calls"] == made.rows["outbox"]
    assert [] == wrong(looked_at(tmp_path / "busy", empty_url))
