"""What is no good backup, and where one must not go, is refused in words; nothing is half-done."""

import json
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import make_url

from cti_adapter.errors import BadBackup, SettingsError
from cti_adapter.storage import FernetSealer, open_storage
from cti_adapter.storage.backups import back_up, postgresql_copy, restored
from cti_adapter.storage.migrations import HEAD
from tests.contract.storage.backup_stage import KEY, entries, fill, looked_at, put, wrong
from tests.contract.storage.builders import NINE


@pytest.fixture
def sealer() -> FernetSealer:
    return FernetSealer([KEY])


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


def test_a_secret_that_would_stand_on_a_command_line_is_refused(tmp_path: Path) -> None:
    """A program is told a password in its environment; of a key's own there is no such place."""
    url = make_url("postgresql+psycopg:///cti?sslkey=key&sslpassword=hush")
    with pytest.raises(BadBackup, match="sslpassword") as refused:
        postgresql_copy.fill(url, tmp_path / "data")

    assert "hush" not in str(refused.value)
