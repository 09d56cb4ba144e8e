"""Brings the database of a deployment up to date, and keeps a copy of a file as it was before.

The copy is a backup beside the file, made and checked as any other; the release before restores it.
On PostgreSQL there is none: its operator has a backup of their own (docs/operations.md).
"""

from datetime import UTC, datetime
from pathlib import Path

from cti_adapter.errors import BadBackup, SettingsError
from cti_adapter.storage import engine
from cti_adapter.storage.migrations import HEAD, migrate, outdated
from cti_adapter.storage.mounts import MOUNTS, refuse_network_file


def bring_up_to_date(
    url: str, at: datetime, *, with_copy: bool = True, mounts: Path = MOUNTS
) -> Path | None:
    """Bring the database up to the version this code expects; return the copy that was made first.

    Args:
        url: of the database.
        at: now.
        with_copy: whether a file of SQLite is copied where something is to be changed in it.
        mounts: what the system says of where files lie.

    Raises:
        SettingsError: it is no database we know, of a newer release, or on a network file system;
            or no copy can be made: nothing was changed then.
    """
    refuse_network_file(url, mounts)
    version, parsed = outdated(url), engine.parsed(url)
    made = None
    if version is not None and with_copy and engine.is_sqlite(parsed):
        made = _copied(url, Path(parsed.database or ""), version, at)
    migrate(url)
    return made


def _copied(url: str, database: Path, version: str, at: datetime) -> Path:
    """Make the copy of a version; an earlier one of the same version goes when it stands."""
    from cti_adapter.storage.backups import back_up  # noqa: PLC0415 - few starts have use for it

    stem, end = f"{database.name}.schema-{version}.", ".backup"
    made = database.with_name(f"{stem}{at.astimezone(UTC):%Y%m%dT%H%M%SZ}{end}")
    earlier = [
        each
        for each in database.parent.iterdir()
        if each.name.startswith(stem) and each.name.endswith(end) and each != made
    ]
    if not made.exists():
        try:
            back_up(url, made, at)
        except (BadBackup, SettingsError) as error:
            raise SettingsError(
                f"CTI_DATABASE_URL: the database has schema {version}, and this release needs"
                f" {HEAD}; it was left as it is, because no copy can be made beside it first:"
                f" {error}. Make room for it twice, or make a backup elsewhere and run"
                " `cti-adapter migrate --without-copy`"
            ) from error
    for each in earlier:
        each.unlink()
    return made
