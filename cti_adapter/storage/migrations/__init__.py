"""The schema, version by version; brought up to date and checked from here.

A migration is never changed once it is released: the next one says what is different, and HEAD
names it. Alembic is loaded only where there is something to do: it takes a quarter of a start.

On PostgreSQL the release before works on meanwhile. A migration has its tables to itself for a
moment and waits for none of them for long: it lets go of all and comes back.
"""

import time

import psycopg
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError

from cti_adapter.errors import SettingsError
from cti_adapter.storage import engine
from cti_adapter.storage.database import driver_error

HEAD = "0007"
"""The version this code expects."""

_LOCK = 2_018_113_921
"""Any number that only migrations use: two processes that migrate at once take turns."""

_ALONE = "PRAGMA foreign_key_check"
"""Rows that refer to nothing."""

_ONE_TABLE = "SET LOCAL lock_timeout = '200ms'"
"""How long a table is waited for. PostgreSQL looks for a deadlock after a second: of two who wait
for each other the migration lets go before a call is told to."""

_BACK_AFTER_S = 0.3


def migrate(url: str, *, patience_s: float = 60.0) -> None:
    """Bring the database up to the version this code expects; makes a new one where there is none.

    Args:
        url: of the database.
        patience_s: how long tables of PostgreSQL that somebody has locked are come back to.

    Raises:
        SettingsError: the URL names no database we know, or one of a newer release, or tables
            stayed locked: nothing was changed then.
    """
    found = _version_at(url)
    if found is not None and found > HEAD:
        raise SettingsError(
            f"CTI_DATABASE_URL: the database has schema {found}, and this release knows {HEAD}:"
            " start the newer release again, or restore a copy from before the upgrade"
        )
    if found != HEAD:
        _upgrade(url, time.monotonic() + patience_s)


def outdated(url: str) -> str | None:
    """Return the version of a database that is to be brought up to date; None where none is."""
    found = _version_at(url)
    return found if found is not None and found < HEAD else None


def at_head(url: str) -> bool:
    """Whether the database has the version this code expects."""
    return _version_at(url) == HEAD


def _version_at(url: str) -> str | None:
    maker = engine.of_all_orgs(engine.parsed(url))
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


def _upgrade(url: str, until: float) -> None:
    maker = engine.migrating(engine.parsed(url))
    try:
        while not _is_upgraded(maker):
            if time.monotonic() >= until:
                raise SettingsError(
                    "CTI_DATABASE_URL: the schema was left as it is, because somebody keeps a"
                    " table locked, as a backup does: let that end, and run `cti-adapter migrate`"
                )
            time.sleep(_BACK_AFTER_S)
    finally:
        maker.dispose()


def _is_upgraded(maker: Engine) -> bool:
    """Run what is missing as one transaction; False where a table was not to be had."""
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "cti_adapter.storage:migrations")
    try:
        with maker.begin() as connection:
            on_postgresql = connection.dialect.name == "postgresql"
            if on_postgresql:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                connection.exec_driver_sql(_ONE_TABLE)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if not on_postgresql and connection.exec_driver_sql(_ALONE).first():
                raise SettingsError("CTI_DATABASE_URL: rows of the database refer to nothing")
    except OperationalError as error:
        in_use = psycopg.errors.LockNotAvailable | psycopg.errors.DeadlockDetected
        if not isinstance(driver_error(error), in_use):
            raise
        return False
    return True
