"""The web processes of the deployment: each says now and then that it lives.

They belong to no org: a process holds the sockets of all.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from cti_adapter.service.lease import DEAD_AFTER
from cti_adapter.storage.database import ACROSS_ORGS, Database
from cti_adapter.storage.schema import web_processes
from cti_adapter.storage.transaction import Transaction

_KEPT = timedelta(days=1)

_INSERT = insert(web_processes)
_SEEN = _INSERT.on_conflict_do_update(
    index_elements=[web_processes.c.id], set_={"seen_at": _INSERT.excluded.seen_at}
)


class WebProcesses:
    """Who holds sockets, and still lives."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seen(self, process: str, at: datetime) -> None:
        """Note that a process lives; forget those that died long ago."""

        def note(transaction: Transaction) -> None:
            transaction.core.execute(_SEEN, {"id": process, "seen_at": at})
            long_dead = web_processes.c.seen_at < at - _KEPT
            transaction.core.execute(delete(web_processes).where(long_dead))

        self._database.write(ACROSS_ORGS, note)

    def last_seen(self) -> dict[str, datetime]:
        """Return when each process was seen last, of a day."""
        query = select(web_processes.c.id, web_processes.c.seen_at)
        rows = self._database.read(
            ACROSS_ORGS, lambda transaction: transaction.core.execute(query).all()
        )
        return {row.id: row.seen_at for row in rows}

    def living(self, at: datetime) -> frozenset[str]:
        """Return the processes seen lately."""
        query = select(web_processes.c.id).where(web_processes.c.seen_at >= at - DEAD_AFTER)
        return frozenset(
            self._database.read(
                ACROSS_ORGS, lambda transaction: transaction.core.execute(query).scalars().all()
            )
        )
