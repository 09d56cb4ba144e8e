"""The Idempotency-Keys that agents' commands came with: the same key again is the same command."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from cti_adapter.calls.agent import AgentId
from cti_adapter.outbox.entry import OrgId
from cti_adapter.storage.schema import idempotency
from cti_adapter.storage.transaction import Prepared, Transaction

_NOTE = Prepared(insert(idempotency).on_conflict_do_nothing())


def remembered(
    transaction: Transaction, org_id: OrgId, key: str, agent_id: AgentId, at: datetime
) -> bool:
    """Note a key; True when this agent has used it before."""
    done = transaction.run(_NOTE, org_id=org_id, agent_id=agent_id, key=key, at=at)
    return done.rowcount == 0
