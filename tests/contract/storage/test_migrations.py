"""The migrations make the schema the code expects, and a start without them is noticed."""

from pathlib import Path

import msgspec
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from cti_adapter.demo.postgresql import PostgresServer
from cti_adapter.errors import SettingsError
from cti_adapter.logbook.ledger import Ledger
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.comparing import Period
from cti_adapter.storage import FernetSealer, Storage, at_head, migrate, open_storage
from cti_adapter.storage.engine import of_all_orgs, parsed
from cti_adapter.storage.log_counts import LogCount
from cti_adapter.storage.migrations import HEAD
from cti_adapter.storage.schema import metadata
from tests.contract.storage.builders import NINE, SECOND, a_file


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'cti.sqlite3'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.make_database()


# the expression in an index is not read back from SQLite; from PostgreSQL it is
@pytest.mark.filterwarnings("ignore:autogenerate skipping.*expression-based index:UserWarning")
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_the_migrations_make_the_tables_of_the_schema(url: str) -> None:
    """Whoever changes schema/ writes a migration."""
    engine = create_engine(url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()

    assert [] == differences


def test_every_table_says_whose_its_rows_are(url: str) -> None:
    """org_id from the first migration on, never empty (D11)."""
    engine = create_engine(url)
    seen = inspect(engine)
    without = [
        table
        for table in seen.get_table_names()
        # a token comes before any org, and a process holds the sockets of all
        if table not in {"orgs", "alembic_version", "boot_tokens", "web_processes"}
        and not any(c["name"] == "org_id" and not c["nullable"] for c in seen.get_columns(table))
    ]
    engine.dispose()

    assert [] == without


def test_an_empty_database_is_not_ready(empty_url: str, sealer: FernetSealer) -> None:
    """A deployment without its release step must not take calls."""
    storage = open_storage(empty_url, sealer)

    assert False is at_head(empty_url)
    assert False is storage.ready()

    migrate(empty_url)

    assert True is at_head(empty_url)
    assert True is storage.ready()

    storage.close()


def test_migrating_twice_changes_nothing(url: str, storage: Storage) -> None:
    """Every release runs it."""
    migrate(url)

    assert True is storage.ready()


def test_a_call_of_the_first_release_is_counted_where_it_belongs(
    empty_url: str, sealer: FernetSealer
) -> None:
    """By its beginning and by how far its log has come, as its snapshot says."""
    file = msgspec.structs.replace(a_file(1), ledger=Ledger(state="not-logged", reason="internal"))
    engine = of_all_orgs(parsed(empty_url))
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", "cti_adapter.storage:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text(
                "INSERT INTO calls (org_id, id, key, is_open, updated_at, snapshot)"
                " VALUES ('demo', 'call-1', 'k', false, 0, :snapshot)"
            ),
            {"snapshot": msgspec.json.encode(file).decode()},
        )
    engine.dispose()
    migrate(empty_url)
    storage = open_storage(empty_url, sealer)
    of_its_minute = Period(since=NINE - SECOND, until=NINE + SECOND)
    counted = storage.reconciliation.counts(OrgId("demo"), of_its_minute)
    storage.close()

    assert (LogCount(state="not-logged", reason="internal", n=1),) == counted


def test_a_schema_of_a_newer_release_is_refused(empty_url: str) -> None:
    """An older release would write what the newer one cannot read; nothing is changed."""
    migrate(empty_url)
    engine = create_engine(empty_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SettingsError, match=f"has schema 9999, and this release knows {HEAD}"):
        migrate(empty_url)
    with engine.connect() as connection:
        left = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    engine.dispose()

    assert "9999" == left


@pytest.mark.parametrize(
    "url", ["mysql://host/db", "postgresql://host/db", "sqlite://", "nonsense"]
)
def test_another_database_is_refused_in_words(url: str, sealer: FernetSealer) -> None:
    """The message names the setting and what to write."""
    with pytest.raises(SettingsError, match="CTI_DATABASE_URL: write sqlite:///"):
        open_storage(url, sealer)


def test_the_version_we_expect_is_the_newest_there_is() -> None:
    """HEAD is written by hand; who adds a migration is told to write it."""
    config = Config()
    config.set_main_option("script_location", "cti_adapter.storage:migrations")

    assert ScriptDirectory.from_config(config).get_current_head() == HEAD
