"""What is counted over all orgs at a scrape of /metrics.

Nothing here grows with the calls of the past: what is open and what is dead have short indexes of
their own, and a call that runs has a moment at which the clock looks at it.
"""

from datetime import datetime

import msgspec
from sqlalchemy import func, select

from cti_adapter.storage.database import ACROSS_ORGS, Database
from cti_adapter.storage.schema import DEAD_ENTRIES, OPEN_ENTRIES, calls, outbox
from cti_adapter.storage.transaction import Transaction


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """Entries of one org that are not done, of one status."""

    org_id: str
    status: str
    rows: int
    oldest: datetime
    """Since when the oldest of them could have gone out."""


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What was counted at one moment."""

    waiting: tuple[Waiting, ...]
    open_calls: int


class Figures:
    """The counts of all orgs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self) -> Counted:
        """Count, on one consistent view."""
        entry = outbox.c
        columns = (entry.org_id, entry.status, func.count(), func.min(entry.put_at))
        grouped = [
            select(*columns).where(which).group_by(entry.org_id, entry.status)
            for which in (OPEN_ENTRIES, DEAD_ENTRIES)
        ]
        running = select(func.count()).where(calls.c.due_at.is_not(None), calls.c.is_open)

        def count(transaction: Transaction) -> Counted:
            rows = [row for query in grouped for row in transaction.core.execute(query)]
            return Counted(
                waiting=tuple(
                    Waiting(org_id=at, status=status, rows=n, oldest=oldest)
                    for at, status, n, oldest in rows
                ),
                open_calls=transaction.core.execute(running).scalar_one(),
            )

        return self._database.read(ACROSS_ORGS, count)
