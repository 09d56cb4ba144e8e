"""The dial list of each agent, as one text: it is read and written as a whole. Holds no rule."""

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from cti_adapter.calls.agent import AgentId
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.dial_list import DialList
from cti_adapter.storage.schema import dial_lists
from cti_adapter.storage.transaction import Prepared, Transaction

_INSERT = insert(dial_lists)
_PUT = Prepared(
    _INSERT.on_conflict_do_update(
        index_elements=[dial_lists.c.org_id, dial_lists.c.agent_id],
        set_={"body": _INSERT.excluded.body},
    )
)
_READ = Prepared(
    select(dial_lists.c.body).where(
        dial_lists.c.org_id == bindparam("org_id"),
        dial_lists.c.agent_id == bindparam("agent_id"),
    )
)

_decode = msgspec.json.Decoder(DialList).decode
_encode = msgspec.json.Encoder().encode


def dial_list(transaction: Transaction, org_id: OrgId, agent_id: AgentId) -> DialList:
    """Read an agent's dial list; an agent without one has an empty one."""
    row = transaction.run(_READ, org_id=org_id, agent_id=agent_id).fetchone()
    return _decode(row[0]) if row is not None else DialList()


def put_dial_list(
    transaction: Transaction, org_id: OrgId, agent_id: AgentId, changed: DialList
) -> None:
    """Write an agent's dial list."""
    transaction.run(_PUT, org_id=org_id, agent_id=agent_id, body=_encode(changed).decode())
