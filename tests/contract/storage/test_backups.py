"""A backup holds what was there when it was made, and comes back as that or not at all."""

import json
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest
from cryptography.fernet import Fernet
from msgspec.structs import replace
from sqlalchemy import create_engine, func, select

from cti_adapter.demo.postgresql import PostgresServer
from cti_adapter.errors import BadBackup, SettingsError
from cti_adapter.logbook.ledger import Ledger
from cti_adapter.outbox.entry import Entry
from cti_adapter.service.audit import Deed
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.ports import Unit
from cti_adapter.storage import FernetSealer, Storage, open_storage
from cti_adapter.storage.backups import Check, back_up, checks, restored
from cti_adapter.storage.migrations import HEAD
from cti_adapter.storage.schema import outbox
from tests.contract.storage.builders import NINE, ORG, a_file, an_entry, an_org

KEY = Fernet.generate_key().decode()


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


def fill(storage: Storage) -> None:
    """An org with a secret, a deed, and a call whose log is on its way."""
    storage.settings.put_org(an_org())
    storage.settings.put_org_secrets(ORG, {"client_secret": "hush"})
    storage.audit.append(Deed(org_id=ORG, who="Ada", what="configuration.changed"))
    storage.units.write(ORG, lambda unit: unit.put_call(a_call()))
    put(storage, 1)


def a_call(number: int = 1) -> CallFile:
    return replace(a_file(number), ledger=Ledger(state="saving"))


def put(storage: Storage, number: int) -> None:
    entry = an_entry(f"main:c-{number}", f"call-{number}")
    storage.units.write(ORG, lambda unit: unit.put_entry(entry))


def looked_at(file: Path, url: str, key: str = KEY, **how: bool) -> list[Check]:
    with restored(file, url, **how) as copy:
        return list(checks(copy, (key,)))


def wrong(found: list[Check]) -> list[str]:
    return [f"{each.name}: {each.said}" for each in found if not each.is_fine]


def entries(url: str) -> int:
    engine = create_engine(url)
    with engine.connect() as seen:
        n = seen.execute(select(func.count()).select_from(outbox)).scalar_one()
    engine.dispose()
    return n


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


# ── what is no good backup ───────────────────────────────────────────────────────────────────


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def flip(file: Path) -> None:
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 1
    file.write_bytes(body)


def other(file: Path) -> None:
    file.write_text("a letter")


def another_archive(file: Path) -> None:
    with ZipFile(file, "w") as archive:
        archive.writestr("letter.txt", "a letter")


def said(file: Path, **claims: object) -> None:
    """Change what the manifest says."""
    with ZipFile(file) as archive:
        held = {each: archive.read(each) for each in archive.namelist()}
    manifest = json.loads(held["manifest.json"])
    rows = {**manifest["rows"], **claims.pop("rows", {})}  # type: ignore[dict-item]
    held["manifest.json"] = json.dumps({**manifest, **claims, "rows": rows}).encode()
    with ZipFile(file, "w") as archive:
        for name, body in held.items():
            archive.writestr(name, body)


BAD: list[tuple[Callable[[Path], None], str]] = [
    (cut, "is cut off or damaged"),
    (flip, "is cut off or damaged"),
    (other, "is no backup of this product"),
    (another_archive, "is no backup of this product"),
    (lambda file: said(file, sha256="0"), "sha256 differs"),
    (lambda file: said(file, version="9999"), f"has schema 9999, and this release knows {HEAD}"),
    (lambda file: said(file, format=2), "was made by a newer release"),
]


@pytest.fixture(scope="module")
def good(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backups")
    place = shutil.copy(sqlite_template, folder / "cti.sqlite3")
    storage = open_storage(f"sqlite:///{place}", FernetSealer([KEY]))
    fill(storage)
    storage.close()
    back_up(f"sqlite:///{place}", folder / "good", NINE)
    return folder / "good"


@pytest.mark.parametrize(("spoil", "words"), BAD)
def test_what_is_no_good_backup_is_refused_in_words(
    good: Path, tmp_path: Path, spoil: Callable[[Path], None], words: str
) -> None:
    """Nothing is written, also not in part."""
    file = Path(shutil.copy(good, tmp_path / "bad"))
    spoil(file)

    with pytest.raises(BadBackup, match=words):
        looked_at(file, f"sqlite:///{tmp_path / 'cti.sqlite3'}")
    assert [file] == list(tmp_path.iterdir())


def test_another_key_is_told(good: Path, tmp_path: Path) -> None:
    """It could be restored, and nothing in it would ever be opened."""
    url = f"sqlite:///{tmp_path / 'cti.sqlite3'}"
    found = wrong(looked_at(good, url, Fernet.generate_key().decode()))

    assert 1 == len(found)
    assert found[0].startswith("secrets: CTI_SECRET_KEYS: ")


def test_what_differs_from_its_manifest_is_named(good: Path, tmp_path: Path) -> None:
    """Who has to find out why begins with the table."""
    file = Path(shutil.copy(good, tmp_path / "bad"))
    said(file, rows={"calls": 7})

    found = wrong(looked_at(file, f"sqlite:///{tmp_path / 'cti.sqlite3'}"))

    assert ["rows of calls: 1, and the backup had 7"] == found


def test_a_database_somebody_works_with_is_not_replaced(good: Path, tmp_path: Path) -> None:
    """Told to overwrite it or not: what runs would write into a file nobody sees any more."""
    place = tmp_path / "cti.sqlite3"
    url = f"sqlite:///{place}"
    with restored(good, url) as first:
        first.keep()
    storage = open_storage(url, FernetSealer([KEY]))
    put(storage, 2)

    with (
        pytest.raises(BadBackup, match="is in use: end the product first"),
        restored(good, url, overwrite=True) as copy,
    ):
        copy.keep()
    left = entries(url)
    storage.close()
    with restored(good, url, overwrite=True) as copy:
        copy.keep()

    assert (2, 1) == (left, entries(url))
    assert 0o600 == stat.S_IMODE(place.stat().st_mode)


def test_a_damaged_database_can_be_replaced(good: Path, tmp_path: Path) -> None:
    """It is why there are backups; it cannot be backed up itself."""
    place = tmp_path / "cti.sqlite3"
    place.write_bytes(b"no database at all" * 300)
    Path(f"{place}-wal").write_bytes(b"of the former one")

    with pytest.raises(BadBackup, match="cannot be copied"):
        back_up(f"sqlite:///{place}", tmp_path / "never", NINE)
    with restored(good, f"sqlite:///{place}", overwrite=True) as copy:
        copy.keep()

    assert 1 == entries(f"sqlite:///{place}")
    assert not (tmp_path / "never").exists()


def test_a_log_that_nobody_would_write_is_named(good: Path, tmp_path: Path) -> None:
    """The call says that it is being saved, and its entry is gone."""
    place = tmp_path / "cti.sqlite3"
    with restored(good, f"sqlite:///{place}") as copy:
        copy.keep()
    with closing(sqlite3.connect(place)) as database, database:
        database.execute("DELETE FROM outbox")
    back_up(f"sqlite:///{place}", tmp_path / "bad", NINE)

    found = wrong(looked_at(tmp_path / "bad", f"sqlite:///{tmp_path / 'new.sqlite3'}"))

    assert ["logs on their way: call call-1 has no entry in the outbox"] == found


def test_postgresql_programs_that_are_missing_are_named(
    postgres_url: str, tmp_path: Path, sealer: FernetSealer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to install; and no file is left behind."""
    fill(storage := open_storage(postgres_url, sealer))
    storage.close()
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BadBackup, match=r"pg_dump is not installed .* postgresql-client"):
        back_up(postgres_url, tmp_path / "never", NINE)
    assert [] == list(tmp_path.iterdir())


def test_a_backup_never_takes_the_place_of_another(good: Path, tmp_path: Path) -> None:
    file = Path(shutil.copy(good, tmp_path / "yesterday"))
    was = file.read_bytes()

    with pytest.raises(SettingsError, match="is there already; name a new file"):
        back_up(f"sqlite:///{good.parent / 'cti.sqlite3'}", file, NINE)
    assert was == file.read_bytes()
