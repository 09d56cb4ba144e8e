"""What page 'Live' looks at: the calls that run and the agents, of one org, in one view.

Read every second while somebody looks, so nothing here grows with the calls of the past: a call
that runs has a moment at which the clock looks at it, and the index of those moments is short.
"""

from typing import Any

import msgspec
from sqlalchemy import bindparam, func, literal_column, select

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.call import Call
from cti_adapter.calls.sign_in import SignIn
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.desk import DeskCall
from cti_adapter.service.live import AgentSeen, Seen
from cti_adapter.storage.database import Database
from cti_adapter.storage.schema import agents, calls, desks
from cti_adapter.storage.transaction import Prepared, Transaction

_RUNNING = Prepared(
    select(calls.c.snapshot)
    # not the bare column: SQLite would take an index of the org's calls, and there are many
    .where(calls.c.org_id.concat(literal_column("''")) == bindparam("org_id"))
    .where(calls.c.due_at.is_not(None), calls.c.due_at > literal_column("0"))
    .order_by(calls.c.begun_at, calls.c.id)
    .limit(bindparam("limit"))
)


class _File(msgspec.Struct, frozen=True):
    """What a list of calls needs of a call; the rest of it is not read."""

    call: Call


class _Desk(msgspec.Struct, frozen=True):
    """What a list of agents needs of a desk."""

    calls: tuple[DeskCall, ...] = ()
    sign_in: SignIn = SignIn()


_file = msgspec.json.Decoder(_File).decode
_desk = msgspec.json.Decoder(_Desk).decode


class LiveBook:
    """The calls and the agents of all orgs as they are now (port Watched)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seen(self, org_id: OrgId, *, calls: int, agents: int) -> Seen:
        """Return what runs, and who is there, of one moment.

        Args:
            org_id: whose.
            calls: the most calls, the oldest first; some may be over and not yet done with.
            agents: the most agents: who is on one of those calls first, then who is signed in,
                then by line.
        """

        def read(transaction: Transaction) -> Seen:
            rows = transaction.run(_RUNNING, org_id=org_id, limit=calls).fetchall()
            found = tuple(_file(snapshot).call for (snapshot,) in rows)
            on_calls = {leg.line for call in found for leg in call.legs if call.is_with(leg)}
            return Seen(
                calls=found,
                names=_names(transaction, org_id, on_calls),
                agents=_people(transaction, org_id, on_calls, agents),
                headcount=_headcount(transaction, org_id),
            )

        return self._database.read(org_id, read)


def _there(org_id: OrgId) -> Any:
    return (agents.c.org_id == org_id, agents.c.removed_at.is_(None))


def _names(transaction: Transaction, org_id: OrgId, lines: set[Line]) -> dict[Line, str]:
    query = select(agents.c.line, agents.c.name).where(*_there(org_id), agents.c.line.in_(lines))
    return {Line(line): name for line, name in transaction.core.execute(query)}


def _people(
    transaction: Transaction, org_id: OrgId, on_calls: set[Line], most: int
) -> tuple[AgentSeen, ...]:
    at_desk = (desks.c.org_id == agents.c.org_id) & (desks.c.agent_id == agents.c.id)
    query = (
        select(agents.c.id, agents.c.line, agents.c.name, desks.c.state)
        .select_from(agents.outerjoin(desks, at_desk))
        .where(*_there(org_id))
        .order_by(agents.c.line.in_(on_calls).desc(), desks.c.due_at.is_(None), agents.c.line)
        .limit(most)
    )
    rows = transaction.core.execute(query).all()
    return tuple(_agent(*row) for row in rows)


def _agent(agent_id: str, line: str, name: str, state: str | None) -> AgentSeen:
    desk = _Desk() if state is None else _desk(state)
    return AgentSeen(
        id=AgentId(agent_id),
        line=Line(line),
        name=name,
        sign_in=desk.sign_in,
        calls=desk.calls,
    )


def _headcount(transaction: Transaction, org_id: OrgId) -> int:
    query = select(func.count()).select_from(agents).where(*_there(org_id))
    return int(transaction.core.execute(query).scalar_one())
