"""What the last day of an org was like: what of it still waits, what was refused, how long it took.

Everything is found by an index. Entries are counted and never opened; of calls a sample of each
hour is, the newest, however many there are.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import BigInteger, TextClause, func, select, type_coerce

from cti_adapter.logbook.doubles import DOUBLED
from cti_adapter.outbox.entry import OrgId
from cti_adapter.storage.database import Database
from cti_adapter.storage.moments import from_micros
from cti_adapter.storage.reconciliation import OF_A_CALL
from cti_adapter.storage.schema import DEAD_ENTRIES, OPEN_ENTRIES, calls, outbox
from cti_adapter.storage.transaction import Transaction

HOUR = timedelta(hours=1)
SAMPLE = 200
"""Calls of one hour of which is read how long they took; at 200 the slowest hundredth are two."""

_MICROS = HOUR // timedelta(microseconds=1)


class _Written(msgspec.Struct):
    completed_at: datetime | None = None
    settled_at: datetime | None = None


class _Snapshot(msgspec.Struct):
    """As much of a call as is needed; all else is passed over."""

    ledger: _Written = msgspec.field(default_factory=_Written)


_decode = msgspec.json.Decoder(_Snapshot).decode


class LastDay:
    """Reads for the charts of page Overview."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self, org_id: OrgId, now: datetime) -> dict[datetime, int]:
        """Return how many entries of calls wait, by the hour since which they could have gone.

        What is put off to a moment that has not come yet does not wait.
        """
        return self._by_hours(org_id, OPEN_ENTRIES, outbox.c.put_at <= now)

    def refused(self, org_id: OrgId) -> dict[datetime, int]:
        """Return how many dead letters there are, by the hour since which they could have gone."""
        return self._by_hours(org_id, DEAD_ENTRIES)

    def seconds(
        self, org_id: OrgId, hours: Collection[datetime], most: int = SAMPLE
    ) -> dict[datetime, tuple[float, ...]]:
        """Return how long Tasks took, from the end of the log to their id, the quickest first.

        Args:
            org_id: whose calls.
            hours: in which the calls began.
            most: of each hour, the newest.
        """

        def look(transaction: Transaction) -> dict[datetime, tuple[float, ...]]:
            return {hour: _seconds(transaction, org_id, hour, most) for hour in sorted(hours)}

        return self._database.read(org_id, look)

    def _by_hours(self, org_id: OrgId, which: TextClause, *more: Any) -> dict[datetime, int]:
        hour = (type_coerce(outbox.c.put_at, BigInteger) // _MICROS).label("hour")
        query = (
            select(hour, func.count())
            .where(outbox.c.org_id == org_id, which, OF_A_CALL, *more)
            .group_by(hour)
        )
        rows = self._database.read(org_id, lambda look: look.core.execute(query).all())
        return {from_micros(at * _MICROS): n for at, n in rows}


def _seconds(
    transaction: Transaction, org_id: OrgId, hour: datetime, most: int
) -> tuple[float, ...]:
    query = (
        select(calls.c.snapshot)
        .where(
            calls.c.org_id == org_id,
            calls.c.begun_at >= hour,
            calls.c.begun_at < hour + HOUR,
            calls.c.log_state == "saved",
            calls.c.log_reason.in_(("", DOUBLED)),
        )
        .order_by(calls.c.begun_at.desc())
        .limit(most)
    )
    found = (_decode(row.snapshot).ledger for row in transaction.core.execute(query))
    return tuple(sorted(took for ledger in found if (took := _took(ledger)) is not None))


def _took(ledger: _Written) -> float | None:
    if ledger.completed_at is None or ledger.settled_at is None:
        return None
    return max(0.0, (ledger.settled_at - ledger.completed_at).total_seconds())
