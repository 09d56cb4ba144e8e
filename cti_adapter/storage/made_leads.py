"""Which Lead was made of which number (DECISION 52), so that one number becomes one Lead.

A number is claimed before its Lead is made, and only a keyed hash of it is kept: who reads the
table learns no number, and cannot try them all. Makes no Lead.
"""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from cti_adapter.calls.call import CallId
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import RecordId
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.org_ports import Made
from cti_adapter.storage.database import Database
from cti_adapter.storage.schema import made_leads
from cti_adapter.storage.secrets import Sealer
from cti_adapter.storage.transaction import Transaction


class MadeLeadStore:
    """Where they are kept (port MadeLeads)."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    def claim(self, org_id: OrgId, number: PhoneNumber, call_id: CallId, at: datetime) -> Made:
        """Return who makes the Lead of this number: this call, unless another one came first."""
        hashes = self._sealer.known_as(org_id, number)
        found = select(made_leads.c.call_id, made_leads.c.lead_id, made_leads.c.at).where(
            made_leads.c.org_id == org_id, made_leads.c.number_hash.in_(hashes)
        )
        added = (
            insert(made_leads)
            .values(org_id=org_id, number_hash=hashes[0], call_id=call_id, at=at)
            .on_conflict_do_nothing()
            .returning(made_leads.c.call_id)
        )

        def work(transaction: Transaction) -> Made:
            row = transaction.core.execute(found).first()  # also by a key of before the rotation
            is_new = row is None and transaction.core.execute(added).first() is not None
            row = row or transaction.core.execute(found).one()
            lead_id = RecordId(row.lead_id) if row.lead_id else None
            return Made(call_id=CallId(row.call_id), lead_id=lead_id, at=row.at, is_new=is_new)

        return self._database.write(org_id, work)

    def made(self, org_id: OrgId, number: PhoneNumber, lead_id: RecordId) -> None:
        """Note that the Lead stands."""
        hashes = self._sealer.known_as(org_id, number)
        statement = (
            update(made_leads)
            .where(made_leads.c.org_id == org_id, made_leads.c.number_hash.in_(hashes))
            .values(lead_id=lead_id)
        )
        self._database.write(org_id, lambda transaction: transaction.core.execute(statement))

    def release(self, org_id: OrgId, number: PhoneNumber, lead_id: RecordId | None) -> None:
        """Let the number be claimed anew: none was made (None), or this one is gone."""
        hashes = self._sealer.known_as(org_id, number)
        statement = delete(made_leads).where(
            made_leads.c.org_id == org_id,
            made_leads.c.number_hash.in_(hashes),
            made_leads.c.lead_id.is_(None) if lead_id is None else made_leads.c.lead_id == lead_id,
        )
        self._database.write(org_id, lambda transaction: transaction.core.execute(statement))
