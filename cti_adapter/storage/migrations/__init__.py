"""The schema, version by version; brought up to date and checked from here.

A migration is never changed once it is released: the next one says what is different.
"""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from cti_adapter.storage import engine

_LOCK = 2_018_113_921
"""Any number that only migrations use: two processes that migrate at once take turns."""


def migrate(url: str) -> None:
    """Bring the database up to the version this code expects; makes a new one where there is none.

    Raises:
        SettingsError: the URL names no database we know.
    """
    parsed = engine.parsed(url)
    maker = engine.writing(parsed)
    try:
        with maker.begin() as connection:
            if not engine.is_sqlite(parsed):
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        maker.dispose()


def at_head(url: str) -> bool:
    """Whether the database has the version this code expects."""
    maker = engine.writing(engine.parsed(url))
    try:
        with maker.connect() as connection:
            return version_of(connection) == head()
    finally:
        maker.dispose()


def head() -> str | None:
    """Return the version this code expects."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def version_of(connection: Connection) -> str | None:
    """Return the version of the database behind this connection; None where it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "cti_adapter.storage:migrations")
    return config
