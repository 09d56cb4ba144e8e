"""The schema, version by version; brought up to date and checked from here.

A migration is never changed once it is released: the next one says what is different, and HEAD
names it. Alembic is loaded only where there is something to do: it takes a quarter of a start.
"""

from sqlalchemy import Connection, inspect, text

from cti_adapter.errors import SettingsError
from cti_adapter.storage import engine

HEAD = "0006"
"""The version this code expects."""

_LOCK = 2_018_113_921
"""Any number that only migrations use: two processes that migrate at once take turns."""

_ALONE = "PRAGMA foreign_key_check"
"""Rows that refer to nothing."""


def migrate(url: str) -> None:
    """Bring the database up to the version this code expects; makes a new one where there is none.

    Raises:
        SettingsError: the URL names no database we know, or one of a newer release.
    """
    found = _version_at(url)
    if found is not None and found > HEAD:
        raise SettingsError(
            f"CTI_DATABASE_URL: the database has schema {found}, and this release knows {HEAD}:"
            " start the newer release again, or restore a copy from before the upgrade"
        )
    if found != HEAD:
        _upgrade(url)


def outdated(url: str) -> str | None:
    """Return the version of a database that is to be brought up to date; None where none is."""
    found = _version_at(url)
    return found if found is not None and found < HEAD else None


def at_head(url: str) -> bool:
    """Whether the database has the version this code expects."""
    return _version_at(url) == HEAD


def _version_at(url: str) -> str | None:
    maker = engine.writing(engine.parsed(url))
    try:
        with maker.connect() as connection:
            return version_of(connection)
    finally:
        maker.dispose()


def version_of(connection: Connection) -> str | None:
    """Return the version of the database behind this connection; None where it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar()
    return version


def _upgrade(url: str) -> None:
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415

    parsed = engine.parsed(url)
    config = Config()
    config.set_main_option("script_location", "cti_adapter.storage:migrations")
    maker = engine.migrating(parsed)
    try:
        with maker.begin() as connection:
            if not engine.is_sqlite(parsed):
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if engine.is_sqlite(parsed) and connection.exec_driver_sql(_ALONE).first():
                raise SettingsError("CTI_DATABASE_URL: rows of the database refer to nothing")
    finally:
        maker.dispose()
