"""Backs a database up, and brings a backup back: into its place, or into one of its own.

A copy is looked at before it takes the place of anything. On SQLite it is a file beside the
database; on PostgreSQL it is the empty database itself, which is emptied again where the copy is
not kept.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, Connection, func, inspect, select, table

from cti_adapter.errors import BadBackup, SettingsError
from cti_adapter.storage import engine
from cti_adapter.storage.backups import archive, postgresql_copy, sqlite_copy
from cti_adapter.storage.backups.archive import Backend, Manifest
from cti_adapter.storage.migrations import HEAD, version_of


class Copy:
    """What was restored from a backup, in a place where nobody works with it yet.

    Attributes:
        url: where it is.
        file: the same on SQLite; None on PostgreSQL.
        manifest: what it should be.
        is_kept: whether it is the database from now on.
    """

    def __init__(self, manifest: Manifest, url: str, keep: Callable[[], None]) -> None:
        self.manifest = manifest
        self.url = url
        self.file = _path(engine.parsed(url)) if manifest.database == "sqlite" else None
        self.is_kept = False
        self._keep = keep

    def keep(self) -> None:
        """Have it be the database from now on.

        Raises:
            BadBackup: somebody has the former one open.
        """
        self._keep()
        self.is_kept = True


def back_up(url: str, file: Path, at: datetime) -> Manifest:
    """Copy a database while it is worked with; return what was copied.

    Args:
        url: of the database.
        file: a new one.
        at: now.

    Raises:
        SettingsError: there is no database, or the file is there already or cannot be written.
        BadBackup: the database is damaged, or a program is not installed.
    """
    parsed = engine.parsed(url)
    if engine.is_sqlite(parsed) and not _path(parsed).exists():
        raise SettingsError(f"CTI_DATABASE_URL: there is no file {parsed.database}")

    def fill(to: Path) -> Manifest:
        if not engine.is_sqlite(parsed):
            with _looking(parsed) as seen:
                manifest = _manifest(seen, "postgresql", at)
                postgresql_copy.dump(parsed, seen, to)
            return manifest
        sqlite_copy.copy_out(_path(parsed), to)
        with _looking(engine.parsed(f"sqlite:///{to}")) as seen:
            return _manifest(seen, "sqlite", at)

    return archive.write(file, fill)


@contextmanager
def restored(file: Path, url: str, *, overwrite: bool = False) -> Iterator[Copy]:
    """Restore a backup into a place of its own; what is not kept is gone afterwards.

    Args:
        file: of the backup.
        url: of the database whose place it may take, as `keep` says; on PostgreSQL an empty one.
        overwrite: whether a file of SQLite may be there already.

    Raises:
        SettingsError: the backup is of the other kind of database, or that one is not empty.
        BadBackup: the file is none, is damaged, or is of a newer release.
    """
    manifest = archive.read(file)
    if manifest.version > HEAD:
        raise BadBackup(
            f"{file}: the backup has schema {manifest.version}, and this release knows {HEAD}:"
            " use the release that made it, or a newer one"
        )
    target = engine.parsed(url)
    if engine.is_sqlite(target) != (manifest.database == "sqlite"):
        raise SettingsError(f"{target.get_backend_name()} takes no backup of {manifest.database}")
    made = _on_sqlite if engine.is_sqlite(target) else _on_postgresql
    with made(file, manifest, target, overwrite=overwrite) as copy:
        yield copy


def rows(connection: Connection) -> dict[str, int]:
    """Count the rows of every table."""
    names = sorted(inspect(connection).get_table_names())
    counted = (connection.execute(select(func.count()).select_from(table(name))) for name in names)
    return {name: found.scalar_one() for name, found in zip(names, counted, strict=True)}


@contextmanager
def _on_sqlite(file: Path, manifest: Manifest, target: URL, *, overwrite: bool) -> Iterator[Copy]:
    place = _path(target)
    if not overwrite and place.exists() and place.stat().st_size:
        raise SettingsError(
            f"{place} is there already: move it away, or say --overwrite to lose what is in it"
        )
    place.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".cti-restore-", dir=place.parent) as folder:
        beside = Path(folder, "cti.sqlite3")
        archive.extract(file, manifest, beside)
        yield Copy(manifest, f"sqlite:///{beside}", lambda: sqlite_copy.put_in_place(beside, place))


@contextmanager
def _on_postgresql(
    file: Path, manifest: Manifest, target: URL, *, overwrite: bool
) -> Iterator[Copy]:
    if overwrite or not postgresql_copy.is_empty(target):
        raise SettingsError(
            f"database {target.database}: on PostgreSQL a backup is restored into an empty database"
            " alone: make one, and let CTI_DATABASE_URL name it"
        )
    with TemporaryDirectory(prefix="cti-restore-") as folder:
        data = Path(folder, "data")
        archive.extract(file, manifest, data)
        postgresql_copy.fill(target, data)
    copy = Copy(manifest, target.render_as_string(hide_password=False), lambda: None)
    try:
        yield copy
    finally:
        if not copy.is_kept:
            postgresql_copy.clear(target)


def _manifest(seen: Connection, database: Backend, at: datetime) -> Manifest:
    version = version_of(seen)
    if version is None:
        raise SettingsError("CTI_DATABASE_URL: the database is empty: there is nothing to back up")
    return Manifest(database=database, version=version, made_at=at, rows=rows(seen))


@contextmanager
def _looking(url: URL) -> Iterator[Connection]:
    """Open one consistent view."""
    on_sqlite = engine.is_sqlite(url)
    maker = engine.reading(url) if on_sqlite else engine.of_all_orgs(url)
    try:
        with maker.connect() as connection:
            how = {} if on_sqlite else {"isolation_level": "REPEATABLE READ"}
            with connection.execution_options(**how).begin():
                yield connection
    finally:
        maker.dispose()


def _path(url: URL) -> Path:
    return Path(url.database or "")
