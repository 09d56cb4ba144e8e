"""The policies come to a database in use: the release before works on, and every row stays."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from cryptography.fernet import Fernet
from sqlalchemy import MetaData, Table, create_engine, insert, select, text, update
from sqlalchemy.exc import OperationalError

from cti_adapter.demo.postgresql import PostgresServer
from cti_adapter.errors import SettingsError
from cti_adapter.outbox.entry import OrgId
from cti_adapter.storage import at_head, migrate
from cti_adapter.storage.backups import back_up, checks, restored
from cti_adapter.storage.database import ACROSS_ORGS, Whose
from cti_adapter.storage.engine import parsed
from cti_adapter.storage.postgresql import PostgresqlDatabase
from cti_adapter.storage.transaction import Transaction
from tests.contract.storage.builders import NINE, ORG, OTHER_ORG
from tests.support.patience import until

BEFORE = "0006"
"""The last version without policies."""
OF_NO_ORG = ("alembic_version", "web_processes")


class Before:
    """A database of the release before with two rows in each table, one an org."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = create_engine(url)
        schema = MetaData()
        with self.engine.begin() as connection:
            config = Config()
            config.set_main_option("script_location", "cti_adapter.storage:migrations")
            config.attributes["connection"] = connection
            command.upgrade(config, BEFORE)
            schema.reflect(connection)
            self.tables = {one.name: one for one in schema.sorted_tables}
            for name in OF_NO_ORG:
                del self.tables[name]
            for one in self.tables.values():
                connection.execute(insert(one), [row(one, ORG), row(one, OTHER_ORG)])

    def __getitem__(self, name: str) -> Table:
        return self.tables[name]


def row(table: Table, org_id: OrgId) -> dict[str, Any]:
    """A row of an org; whatever is text in it names that org."""
    kinds = {bool: False, int: len(org_id), bytes: org_id.encode()}
    values = {
        column.name: kinds.get(column.type.python_type, f"{org_id}-1")
        for column in table.columns
        if not column.nullable
    }
    return values | {"id" if table.name == "orgs" else "org_id": org_id}


class Process:
    """One of the release before: it says for which org in its queries, and nowhere else."""

    def __init__(self, before: Before, org_id: OrgId) -> None:
        self._before = before
        self._org_id = org_id
        self._number = count(1)
        self.taken = 0

    def take(self) -> None:
        """Take what a telephone system says, and let a panel look."""
        event = f"new-{next(self._number)}"
        try:
            self._take(event)
        except OperationalError:  # as the product does: who lost a race runs once more
            time.sleep(0.05)
            self._take(event)
        with self._before.engine.begin() as connection:
            for name in ("agents", "calls"):
                assert connection.execute(self._own(name)).one()
        self.taken += 1

    def _take(self, event: str) -> None:
        with self._before.engine.begin() as connection:
            for name, mark in (("deliveries", "delivery_id"), ("inbox", "event_id")):
                table = self._before[name]
                values = row(table, self._org_id) | {mark: event}
                connection.execute(insert(table).values(values))
            assert connection.execute(self._own("calls").with_for_update()).one()
            assert connection.execute(self._own("agents")).one()
            assert connection.execute(self._own("desks").with_for_update()).one()
            calls = self._before["calls"]
            connection.execute(update(calls).where(calls.c.org_id == self._org_id), {"key": event})

    def _own(self, name: str) -> Any:
        table = self._before[name]
        return select(table).where(table.c.org_id == self._org_id)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Take events until the block ends; what fails fails the test."""
        over = threading.Event()

        def work() -> None:
            while not over.is_set():
                self.take()

        with ThreadPoolExecutor(1) as thread:
            working = thread.submit(work)
            try:
                yield
            finally:
                over.set()
        working.result()


@pytest.fixture
def before(postgres: PostgresServer) -> Iterator[Before]:
    made = Before(postgres.make_database())
    yield made
    made.engine.dispose()


def rows(url: str, whose: Whose, tables: dict[str, Table]) -> dict[str, int]:
    """How many of each table are seen by a query that forgets the org."""

    def read(open_: Transaction) -> dict[str, int]:
        query = "SELECT count(*) FROM {}"
        return {name: open_.core.execute(text(query.format(name))).scalar_one() for name in tables}

    database = PostgresqlDatabase(parsed(url))
    try:
        return database.read(whose, read)
    finally:
        database.close()


def test_every_row_of_the_release_before_stays_and_is_its_orgs_alone(before: Before) -> None:
    """In every table; and all of them are seen where all orgs are meant."""
    migrate(before.url)

    own = dict.fromkeys(before.tables, 1)
    assert own == rows(before.url, ORG, before.tables) == rows(before.url, OTHER_ORG, before.tables)
    assert dict.fromkeys(before.tables, 2) == rows(before.url, ACROSS_ORGS, before.tables)


def test_a_backup_holds_the_rows_of_all_orgs_and_its_copy_is_fenced(
    before: Before, postgres: PostgresServer, tmp_path: Path
) -> None:
    """Made and brought back by a user whom the policies bind."""
    migrate(before.url)
    made = back_up(before.url, tmp_path / "backup", NINE)
    copy_url, key = postgres.make_database(), Fernet.generate_key().decode()
    with restored(tmp_path / "backup", copy_url) as copy:
        seen = {each.name: each.is_fine for each in checks(copy, (key,)) if "rows" in each.name}
        copy.keep()

    assert dict.fromkeys(before.tables, 2).items() <= made.rows.items()
    assert dict.fromkeys((f"rows of {name}" for name in made.rows), True) == seen
    assert dict.fromkeys(before.tables, 1) == rows(copy_url, ORG, before.tables)


def test_the_release_before_works_on_while_the_policies_come(before: Before) -> None:
    """Two processes of it, an org each: no event fails, before, during or after."""
    one, other = Process(before, ORG), Process(before, OTHER_ORG)
    with one.at_work(), other.at_work():
        until(lambda: min(one.taken, other.taken) > 5, "events before")
        migrate(before.url)
        then = one.taken, other.taken
        until(lambda: one.taken > then[0] + 5 and other.taken > then[1] + 5, "events after")
    tables = {"deliveries": before["deliveries"]}

    assert at_head(before.url)
    assert {"deliveries": one.taken + 1} == rows(before.url, ORG, tables)
    assert {"deliveries": other.taken + 1} == rows(before.url, OTHER_ORG, tables)


WAITS = "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND NOT granted"


def test_a_table_that_is_locked_for_long_stops_the_migration_alone(before: Before) -> None:
    """A backup has it, say: events go on beside it, and the policies come when it has ended."""
    process = Process(before, ORG)
    with ThreadPoolExecutor(1) as thread, process.at_work():
        with before.engine.begin() as someone:
            someone.execute(select(before["deliveries"])).all()
            migration = thread.submit(migrate, before.url)
            until(lambda: bool(someone.execute(text(WAITS)).scalar()), "the migration to wait")
            then = process.taken
            until(lambda: process.taken > then + 5, "events while it waits")
        migration.result()

    assert at_head(before.url)


def test_a_table_that_stays_locked_is_said(before: Before) -> None:
    """The schema is left as it was."""
    with before.engine.begin() as someone:
        someone.execute(select(before["deliveries"])).all()
        with pytest.raises(SettingsError, match="keeps a table locked"):
            migrate(before.url, patience_s=0.1)
        still = someone.execute(text("SELECT version_num FROM alembic_version")).scalar()

    assert BEFORE == still
