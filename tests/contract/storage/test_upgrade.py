"""Before a file of SQLite is brought up to date a copy of it stands beside it."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from cryptography.fernet import Fernet
from sqlalchemy import create_engine, text

from cti_adapter.__main__ import main
from cti_adapter.demo.postgresql import PostgresServer
from cti_adapter.errors import SettingsError
from cti_adapter.storage import at_head, bring_up_to_date, migrate
from cti_adapter.storage.backups import restored
from cti_adapter.storage.engine import parsed, writing
from cti_adapter.storage.migrations import HEAD

PAGE = 4096
"""Bytes of a page of SQLite."""
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def at_version(url: str, version: str) -> None:
    """Bring a new database to a version of the past."""
    engine = writing(parsed(url))
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", "cti_adapter.storage:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    engine.dispose()


def put_call(url: str) -> None:
    """A row by which the database is known again."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO inbox VALUES ('demo', 'pbx', '/pbx', 'evt-1', 1, :body)"),
            {"body": b"{}"},
        )
    engine.dispose()


def rows(url: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        n: int = connection.execute(text("SELECT count(*) FROM inbox")).scalar_one()
    engine.dispose()
    return n


@pytest.fixture
def old(tmp_path: Path) -> Path:
    place = tmp_path / "cti.sqlite3"
    at_version(f"sqlite:///{place}", "0001")
    put_call(f"sqlite:///{place}")
    return place


def beside(place: Path) -> list[str]:
    return sorted(each.name for each in place.parent.iterdir() if each != place)


def test_an_upgrade_keeps_what_was_there(old: Path, tmp_path: Path) -> None:
    """The release before restores it, as it restores any backup."""
    made = bring_up_to_date(f"sqlite:///{old}", NOW)

    assert tmp_path / "cti.sqlite3.schema-0001.20261123T093000Z.backup" == made
    assert made is not None
    assert 0o600 == stat.S_IMODE(made.stat().st_mode)
    assert at_head(f"sqlite:///{old}")
    with restored(made, f"sqlite:///{tmp_path / 'back' / 'cti.sqlite3'}") as copy:
        assert "0001" == copy.manifest.version
        assert 1 == rows(copy.url) == rows(f"sqlite:///{old}")


def test_where_nothing_is_to_be_changed_nothing_is_copied(tmp_path: Path) -> None:
    """Every start asks: a new database, and one that is up to date."""
    place = tmp_path / "cti.sqlite3"

    assert None is bring_up_to_date(f"sqlite:///{place}", NOW)
    assert None is bring_up_to_date(f"sqlite:///{place}", NOW)
    assert [] == beside(place)


def test_one_copy_of_a_version_is_kept(old: Path) -> None:
    """Whoever goes back and comes again has the newest; copies of other versions stay."""
    other = old.with_name("cti.sqlite3.schema-0000.20250101T000000Z.backup")
    other.write_bytes(b"of another version")
    first = bring_up_to_date(f"sqlite:///{old}", NOW)
    old.unlink()
    at_version(f"sqlite:///{old}", "0001")
    second = bring_up_to_date(f"sqlite:///{old}", NOW + timedelta(days=1))

    assert first is not None
    assert second is not None
    assert [other.name, second.name] == beside(old)


def test_without_a_good_copy_nothing_is_changed(old: Path) -> None:
    """A file that is damaged is not migrated on top."""
    body = old.read_bytes()
    old.write_bytes(body[: 8 * PAGE] + b"\xff" * 8 * PAGE + body[16 * PAGE :])
    was = old.read_bytes()

    with pytest.raises(SettingsError, match="left as it is, because no copy can be made") as said:
        bring_up_to_date(f"sqlite:///{old}", NOW)

    assert f"has schema 0001, and this release needs {HEAD}" in str(said.value)
    assert "migrate --without-copy" in str(said.value)
    assert was == old.read_bytes()
    assert [] == [name for name in beside(old) if name.endswith(".backup")]


def test_a_file_behind_a_network_is_not_begun(tmp_path: Path) -> None:
    """The deployment does not start, and says why (mounts.py)."""
    mounts, place = tmp_path / "mountinfo", tmp_path / "nas" / "cti.sqlite3"
    mounts.write_text(f"1 0 0:1 / {place.parent} rw - nfs4 nas:/ rw\n")

    with pytest.raises(SettingsError, match="network file system"):
        bring_up_to_date(f"sqlite:///{place}", NOW, mounts=mounts)
    assert not place.exists()


def test_a_newer_database_is_refused_and_not_copied(tmp_path: Path) -> None:
    place = tmp_path / "cti.sqlite3"
    migrate(f"sqlite:///{place}")
    engine = create_engine(f"sqlite:///{place}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(SettingsError, match="start the newer release again"):
        bring_up_to_date(f"sqlite:///{place}", NOW)
    assert [] == beside(place)


def test_postgresql_is_brought_up_to_date_without_a_copy(postgres: PostgresServer) -> None:
    url = postgres.make_database()
    at_version(url, "0001")

    assert None is bring_up_to_date(url, NOW)
    assert at_head(url)


def test_the_command_says_where_the_copy_is(
    old: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The operator deletes it, once the new release has proved itself; or asks for none."""
    monkeypatch.setenv("CTI_PUBLIC_URL", "https://cti.example.com")
    monkeypatch.setenv("CTI_SECRET_KEYS", Fernet.generate_key().decode())
    monkeypatch.setenv("CTI_DATABASE_URL", f"sqlite:///{old}")

    assert 0 == main(["migrate"])
    (made,) = beside(old)
    assert f"as it was before: {old.with_name(made)}\n" in capsys.readouterr().out

    old.with_name(made).unlink()
    old.unlink()
    at_version(f"sqlite:///{old}", "0001")

    assert 0 == main(["migrate", "--without-copy"])
    assert [] == beside(old)
    assert at_head(f"sqlite:///{old}")
