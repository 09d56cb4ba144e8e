"""How far an org has come, read from what is there. Counts nothing that could be many."""

from sqlalchemy import Table, select

from cti_adapter.outbox.entry import OrgId
from cti_adapter.storage.database import Database
from cti_adapter.storage.schema import calls, past_counts, sessions


class Milestones:
    """Asks whether there is one, never how many."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def has_sessions(self, org_id: OrgId) -> bool:
        """Whether an agent has ever signed in to the softphone."""
        return self._has(sessions, org_id)

    def has_calls(self, org_id: OrgId) -> bool:
        """Whether a telephone system has ever told of a call."""
        return self._has(calls, org_id) or self._has(past_counts, org_id)

    def _has(self, table: Table, org_id: OrgId) -> bool:
        query = select(table.c.org_id).where(table.c.org_id == org_id).limit(1)
        found = self._database.read(
            org_id, lambda transaction: transaction.core.execute(query).first()
        )
        return found is not None
