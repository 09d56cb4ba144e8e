"""Everything that is stored sealed: whether our keys open it, and sealing it anew with the first.

Which columns are sealed the tables say themselves: their names end so. A new one is opened at the
start and sealed anew by `keys rotate` without being listed here.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

import msgspec
from sqlalchemy import Column, Table, select, tuple_, update

from cti_adapter.calls.call import CallId
from cti_adapter.errors import SettingsError
from cti_adapter.outbox.entry import OrgId
from cti_adapter.storage.calls import find_call
from cti_adapter.storage.database import ACROSS_ORGS, Database
from cti_adapter.storage.schema import made_leads, metadata, orgs, sign_ins
from cti_adapter.storage.secrets import Sealer
from cti_adapter.storage.transaction import Transaction

BATCH: Final = 100
"""Rows that one transaction seals anew."""

_SEALED: Final = "_encrypted"


class Rotated(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in one place, and done."""

    place: str
    rows: int
    anew: int
    left: int = 0
    """Hashes of a former key that could not be made anew."""


class Sealed:
    """The sealed columns of all orgs, and the hashes made with the same keys."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def check(self) -> None:
        """Open every stored secret once, for a start that fails early.

        Sign-ins on their way are left out: they are over in ten minutes.

        Raises:
            SettingsError: some do not open with our keys; says which, and nothing of them.
        """
        locked: list[str] = []
        for column in sealed_columns():
            if column.table is sign_ins:
                continue
            for row in self._rows(_Pages(column.table, column)):
                try:
                    self._sealer.open(_org_of(column.table, row), getattr(row, column.name))
                except SettingsError:
                    locked.append(_named(column, row))
        if locked:
            raise SettingsError(
                "CTI_SECRET_KEYS: a stored secret was sealed with a key that is not among these, or"
                f" belongs to another org: {', '.join(locked)}"
            )

    def rotate(self) -> Iterator[Rotated]:
        """Seal anew what was not sealed with the first key; place after place, batch after batch.

        May be ended and begun again at any moment: what is sealed with the first key is left.

        Raises:
            SettingsError: something does not open with any of our keys.
        """
        for column in sealed_columns():
            yield self._rotate(column)
        yield self._rehash()

    def _rotate(self, column: Column[Any]) -> Rotated:
        seen = anew = 0

        def again(transaction: Transaction, row: Any) -> int:
            was = getattr(row, column.name)
            if self._sealer.is_newest(was):
                return 0
            now = self._sealer.reseal(_org_of(column.table, row), was)
            same = (*_is(column.table, row), column == was)
            done = update(column.table).where(*same).values({column.name: now})
            return transaction.core.execute(done).rowcount

        for rows, done in self._batches(_Pages(column.table, column), again):
            seen, anew = seen + rows, anew + done
        return Rotated(place=f"{column.table.name}.{column.name}", rows=seen, anew=anew)

    def _rehash(self) -> Rotated:
        """Hash the numbers Leads were made of with the first key, by the calls that made them."""
        seen = anew = left = 0

        def again(transaction: Transaction, row: Any) -> int:
            nonlocal left
            org_id = OrgId(row.org_id)
            file = find_call(transaction, org_id, CallId(row.call_id))
            number = file.call.remote_number if file is not None else None
            hashes = self._sealer.known_as(org_id, number) if number is not None else ()
            if row.number_hash not in hashes:
                left += 1
                return 0
            if row.number_hash == hashes[0]:
                return 0
            done = update(made_leads).where(*_is(made_leads, row)).values(number_hash=hashes[0])
            return transaction.core.execute(done).rowcount

        # by its call, because the hash itself moves
        key = (made_leads.c.org_id, made_leads.c.call_id, made_leads.c.number_hash)
        for rows, done in self._batches(_Pages(made_leads, key=key), again):
            seen, anew = seen + rows, anew + done
        return Rotated(place="made_leads.number_hash", rows=seen, anew=anew, left=left)

    def _batches(
        self, pages: "_Pages", again: Callable[[Transaction, Any], int]
    ) -> Iterator[tuple[int, int]]:
        last: tuple[Any, ...] | None = None
        while True:
            query = pages.after(last).with_for_update()

            def work(transaction: Transaction, query: Any = query) -> tuple[list[Any], int]:
                rows = list(transaction.core.execute(query).all())
                return rows, sum(again(transaction, row) for row in rows)

            rows, done = self._database.write(ACROSS_ORGS, work)
            yield len(rows), done
            if len(rows) < BATCH:
                return
            last = pages.place_of(rows[-1])

    def _rows(self, pages: "_Pages") -> Iterator[Any]:
        last: tuple[Any, ...] | None = None
        while True:
            rows = self._read(pages.after(last))
            yield from rows
            if len(rows) < BATCH:
                return
            last = pages.place_of(rows[-1])

    def _read(self, query: Any) -> Any:
        return self._database.read(
            ACROSS_ORGS, lambda transaction: transaction.core.execute(query).all()
        )


class _Pages:
    """The rows of a table, a batch after the other, in an order that no rotation changes.

    Args:
        table: whose rows.
        column: only where this one holds something.
        key: what orders them; the primary key by default.
    """

    def __init__(
        self, table: Table, column: Column[Any] | None = None, key: tuple[Column[Any], ...] = ()
    ) -> None:
        self._key = key or tuple(table.primary_key)
        self._query = select(table).order_by(*self._key).limit(BATCH)
        if column is not None:
            self._query = self._query.where(column.is_not(None))

    def after(self, last: tuple[Any, ...] | None) -> Any:
        """Return the query of the rows behind a place; None for the first ones."""
        return (
            self._query if last is None else self._query.where(tuple_(*self._key) > tuple_(*last))
        )

    def place_of(self, row: Any) -> tuple[Any, ...]:
        """Return where a row stands."""
        return tuple(getattr(row, each.name) for each in self._key)


def sealed_columns() -> list[Column[Any]]:
    """Return every column that holds what is sealed."""
    return [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name.endswith(_SEALED)
    ]


def _is(table: Table, row: Any) -> tuple[Any, ...]:
    return tuple(each == getattr(row, each.name) for each in table.primary_key)


def _org_of(table: Table, row: Any) -> OrgId:
    return OrgId(row.id if table is orgs else row.org_id)


def _named(column: Column[Any], row: Any) -> str:
    key = "/".join(str(getattr(row, each.name)) or "-" for each in column.table.primary_key)
    return f"{column.table.name} {key}"
