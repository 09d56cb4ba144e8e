"""Which calls were whose: what an agent's history lists, newest first. Holds nothing of a call.

A call is found by its agent and not by its line: a line may be another agent's by now.
"""

import msgspec
from sqlalchemy import func, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.call import CallId
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.past_calls import PastCalls, PastCallsWanted, Place
from cti_adapter.storage.schema import calls, history
from cti_adapter.storage.transaction import Prepared, Transaction

_INSERT = insert(history)
_NOTE = Prepared(
    _INSERT.on_conflict_do_update(
        index_elements=[history.c.org_id, history.c.agent_id, history.c.call_id],
        set_={"unlogged": _INSERT.excluded.unlogged},
    )
)

_decode = msgspec.json.Decoder(CallFile).decode


def note_past_call(
    transaction: Transaction, org_id: OrgId, agent_id: AgentId, place: Place, *, unlogged: bool
) -> None:
    """Put a call into an agent's history, or note whether it is logged by now."""
    transaction.run(
        _NOTE,
        org_id=org_id,
        agent_id=agent_id,
        call_id=place.call_id,
        at=place.at,
        unlogged=unlogged,
    )


def has_past_call(
    transaction: Transaction, org_id: OrgId, agent_id: AgentId, call_id: CallId
) -> bool:
    """Whether a call stands in an agent's history."""
    found = select(history.c.call_id).where(
        history.c.org_id == org_id,
        history.c.agent_id == agent_id,
        history.c.call_id == call_id,
    )
    return transaction.core.execute(found).first() is not None


def past_calls(
    transaction: Transaction, org_id: OrgId, agent_id: AgentId, wanted: PastCallsWanted
) -> PastCalls:
    """Return a page of an agent's history, newest first."""
    mine = (history.c.org_id == org_id, history.c.agent_id == agent_id)
    page = (
        select(calls.c.snapshot)
        .join(history, (history.c.org_id == calls.c.org_id) & (history.c.call_id == calls.c.id))
        .where(*mine)
        .order_by(history.c.at.desc(), history.c.call_id.desc())
        .limit(wanted.limit + 1)
    )
    if wanted.unlogged:
        page = page.where(history.c.unlogged)
    if wanted.before is not None:
        before = wanted.before
        page = page.where(_place < tuple_(before.at, before.call_id, types=_TYPES))
    count = select(func.count()).where(*mine, history.c.unlogged)
    found = [_decode(row.snapshot) for row in transaction.core.execute(page)]
    return PastCalls(
        files=tuple(found[: wanted.limit]),
        more=len(found) > wanted.limit,
        unlogged=transaction.core.execute(count).scalar_one(),
    )


_place = tuple_(history.c.at, history.c.call_id)
_TYPES = (history.c.at.type, history.c.call_id.type)
