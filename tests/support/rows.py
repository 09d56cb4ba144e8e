"""What a product has stored, looked at and changed behind its back, on either database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Column, ColumnElement, Connection, Engine, Table, select, update

from cti_adapter.storage.engine import is_sqlite, of_all_orgs, parsed, reading
from tests.support.running import Running

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""A moment that is over, for whatever waits for one."""


def sql(running: Running, statement: str, *values: object) -> None:
    """Change what is stored: what else takes minutes is so now. A value stands for each `?`."""
    with _at_work(of_all_orgs(parsed(running.demo.database))) as connection:
        connection.exec_driver_sql(_spelled(connection, statement), values)


def asked(running: Running, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Return the rows that a query finds. A value stands for each `?`."""
    url = parsed(running.demo.database)
    with _at_work(reading(url) if is_sqlite(url) else of_all_orgs(url)) as connection:
        found = connection.exec_driver_sql(_spelled(connection, query), values)
        return [tuple(row) for row in found]


def edit(
    running: Running,
    column: Column[Any],
    change: Callable[[Any], None],
    *where: ColumnElement[bool],
    **also: Any,
) -> None:
    """Change JSON that is stored in a column, and values beside it, in the rows of which is true.

    There has to be one. Nobody else changes them meanwhile.
    """
    table = column.table
    assert isinstance(table, Table)
    key = tuple(table.primary_key)
    with _at_work(of_all_orgs(parsed(running.demo.database))) as connection:
        found = connection.execute(select(column, *key).where(*where).with_for_update()).all()
        assert found, f"nothing of {table.name} is to be changed"
        for stored, *at in found:
            body = msgspec.json.decode(stored)
            change(body)
            made = msgspec.json.encode(body)
            new = made if isinstance(stored, bytes) else made.decode()
            here = (name == value for name, value in zip(key, at, strict=True))
            connection.execute(update(table).where(*here).values({column.name: new, **also}))


@contextmanager
def _at_work(engine: Engine) -> Iterator[Connection]:
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _spelled(connection: Connection, statement: str) -> str:
    if connection.dialect.name == "sqlite":
        return statement
    return statement.replace("%", "%%").replace("?", "%s")
