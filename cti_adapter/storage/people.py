"""Agents, their desks, and the messages to them."""

from datetime import datetime

import msgspec
from msgspec.structs import replace
from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.sign_in import Client, signed_out
from cti_adapter.errors import StateConflict
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.desk import Desk
from cti_adapter.service.ports import Agent, AgentMessage
from cti_adapter.storage.agents import AGENTS, as_agent, put_agents
from cti_adapter.storage.channels import MESSAGES
from cti_adapter.storage.database import ACROSS_ORGS, Database
from cti_adapter.storage.moments import Moment
from cti_adapter.storage.schema import agents, desks, messages
from cti_adapter.storage.transaction import Prepared, Transaction

KEPT_MESSAGES = 200
"""So many messages of an agent can be replayed after a reconnect (D7)."""
_PRUNED_EVERY = 50

_OF_ORG = AGENTS.where(agents.c.org_id == bindparam("org_id"))
_AGENT = Prepared(_OF_ORG.where(agents.c.id == bindparam("id")))
_AGENT_ON = Prepared(
    _OF_ORG.where(agents.c.line == bindparam("line"), agents.c.removed_at.is_(None))
)
_AGENT_OF = Prepared(_OF_ORG.where(agents.c.user_id == bindparam("user_id")))

_DESK = select(desks.c.state).where(
    desks.c.org_id == bindparam("org_id"), desks.c.agent_id == bindparam("agent_id")
)
_READ_DESK = Prepared(_DESK)
_LOCK_DESK = Prepared(_DESK.with_for_update())
_INSERT_DESK = insert(desks)
_SET_UP_DESK = Prepared(_INSERT_DESK.on_conflict_do_nothing())
_PUT_DESK = Prepared(
    _INSERT_DESK.on_conflict_do_update(
        index_elements=[desks.c.org_id, desks.c.agent_id],
        set_={name: _INSERT_DESK.excluded[name] for name in ("seq", "state", "due_at")},
    )
)

_DUE_DESKS = Prepared(
    select(desks.c.org_id, desks.c.agent_id)
    .where(desks.c.due_at <= bindparam("at", type_=Moment))
    .order_by(desks.c.due_at)
    .limit(bindparam("limit"))
)

_APPEND = Prepared(insert(messages))
_PRUNE = Prepared(
    delete(messages).where(
        messages.c.org_id == bindparam("org_id"),
        messages.c.agent_id == bindparam("agent_id"),
        messages.c.seq <= bindparam("upto"),
    )
)
_SINCE = Prepared(
    select(messages.c.seq, messages.c.body)
    .where(
        messages.c.org_id == bindparam("org_id"),
        messages.c.agent_id == bindparam("agent_id"),
        messages.c.seq > bindparam("seq"),
    )
    .order_by(messages.c.seq)
)

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Desk).decode


def agent(transaction: Transaction, org_id: OrgId, agent_id: AgentId) -> Agent | None:
    """Read an agent by our id."""
    row = transaction.run(_AGENT, org_id=org_id, id=agent_id).fetchone()
    return None if row is None else as_agent(row)


def agent_on(transaction: Transaction, org_id: OrgId, line: Line) -> Agent | None:
    """Read an agent by the telephone system's id."""
    row = transaction.run(_AGENT_ON, org_id=org_id, line=line).fetchone()
    return None if row is None else as_agent(row)


def agent_of(transaction: Transaction, org_id: OrgId, user_id: str) -> Agent | None:
    """Read an agent by the linked Salesforce user."""
    row = transaction.run(_AGENT_OF, org_id=org_id, user_id=user_id).fetchone()
    return None if row is None else as_agent(row)


def desk(transaction: Transaction, org_id: OrgId, agent_id: AgentId) -> Desk:
    """Read an agent's desk without locking it; an agent without one gets an empty one."""
    row = transaction.run(_READ_DESK, org_id=org_id, agent_id=agent_id).fetchone()
    return Desk(org_id=org_id, agent_id=agent_id) if row is None else _decode(row[0])


def lock_desk(transaction: Transaction, org_id: OrgId, agent_id: AgentId) -> Desk:
    """Read an agent's desk for change; an agent without one gets an empty one."""
    place = {"org_id": org_id, "agent_id": agent_id}
    row = transaction.run(_LOCK_DESK, **place).fetchone()
    if row is not None:
        return _decode(row[0])
    empty = Desk(org_id=org_id, agent_id=agent_id)
    if not transaction.on_postgresql:
        return empty
    # a row that is not there cannot be locked: make it, or find what another one just made
    state = _encode(empty).decode()
    transaction.run(_SET_UP_DESK, **place, seq=empty.seq, state=state, due_at=None)
    return _decode(transaction.run(_LOCK_DESK, **place).fetchone()[0])


def put_desk(transaction: Transaction, org_id: OrgId, changed: Desk) -> None:
    transaction.run(
        _PUT_DESK,
        org_id=org_id,
        agent_id=changed.agent_id,
        seq=changed.seq,
        state=_encode(changed).decode(),
        due_at=changed.sign_in.due_at,
    )


def sign_out(
    transaction: Transaction, org_id: OrgId, agent_id: AgentId, client: Client, at: datetime
) -> None:
    """Note that an agent has no session left in a client."""
    found = lock_desk(transaction, org_id, agent_id)
    out = signed_out(found.sign_in, client, at)
    put_desk(transaction, org_id, replace(found, sign_in=out))


def append_message(
    transaction: Transaction, org_id: OrgId, message: AgentMessage, at: datetime
) -> None:
    """Add a message; now and then drop those that are too old to be replayed."""
    place = {"org_id": org_id, "agent_id": message.agent_id}
    transaction.run(_APPEND, **place, seq=message.seq, body=message.body, at=at)
    if message.seq % _PRUNED_EVERY == 0:
        transaction.run(_PRUNE, **place, upto=message.seq - KEPT_MESSAGES)
    transaction.tidings.add((MESSAGES, f"{org_id}:{message.agent_id}"))


def messages_since(
    transaction: Transaction, org_id: OrgId, agent_id: AgentId, seq: int
) -> list[AgentMessage] | None:
    """Return the messages after `seq`, oldest first; None where some of them are gone.

    None means that only a snapshot helps: the gap is too old, or `seq` is not of this desk.
    """
    newest = desk(transaction, org_id, agent_id).seq
    rows = transaction.run(_SINCE, org_id=org_id, agent_id=agent_id, seq=seq).fetchall()
    if len(rows) != newest - seq:
        return None
    return [AgentMessage(agent_id=agent_id, seq=number, body=body) for number, body in rows]


class People:
    """The agents of each org, for those who link them, list them and send to them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_agent(self, person: Agent) -> None:
        """Add an agent, or change one.

        Raises:
            StateConflict: line or user belong to another agent of the org.
        """
        try:
            self._database.write(
                person.org_id, lambda transaction: put_agents(transaction, [person])
            )
        except IntegrityError as error:
            raise StateConflict("Another agent has this line or this user.") from error

    def agents(self, org_id: OrgId) -> tuple[Agent, ...]:
        """Return the agents of an org, by line."""
        there = AGENTS.where(agents.c.org_id == org_id, agents.c.removed_at.is_(None))
        query = there.order_by(agents.c.line)
        rows = self._database.read(
            org_id, lambda transaction: transaction.core.execute(query).all()
        )
        return tuple(as_agent(row) for row in rows)

    def agent(self, org_id: OrgId, agent_id: AgentId) -> Agent | None:
        return self._database.read(org_id, lambda transaction: agent(transaction, org_id, agent_id))

    def agent_of(self, org_id: OrgId, user_id: str) -> Agent | None:
        """Return the agent linked to a Salesforce user."""
        return self._database.read(
            org_id, lambda transaction: agent_of(transaction, org_id, user_id)
        )

    def agent_called(self, org_id: OrgId, username: str) -> Agent | None:
        """Return the agent whose linked Salesforce user is so called, in any case."""
        named = func.lower(agents.c.username) == username.lower()
        there = (agents.c.org_id == org_id, agents.c.removed_at.is_(None))
        query = AGENTS.where(*there, agents.c.user_id.is_not(None), named).limit(1)
        row = self._database.read(org_id, lambda open_: open_.core.execute(query).one_or_none())
        return None if row is None else as_agent(row)

    def desk(self, org_id: OrgId, agent_id: AgentId) -> Desk:
        return self._database.read(org_id, lambda transaction: desk(transaction, org_id, agent_id))

    def due_desks(self, at: datetime, limit: int) -> tuple[tuple[OrgId, AgentId], ...]:
        """Return the agents of all orgs at whose sign-in the clock has to look."""
        rows = self._database.read(
            ACROSS_ORGS, lambda look: look.run(_DUE_DESKS, at=at, limit=limit).fetchall()
        )
        return tuple((OrgId(org_id), AgentId(agent_id)) for org_id, agent_id in rows)

    def messages_since(
        self, org_id: OrgId, agent_id: AgentId, seq: int
    ) -> list[AgentMessage] | None:
        """Return the messages after `seq`, oldest first; None where only a snapshot helps."""
        return self._database.read(
            org_id, lambda transaction: messages_since(transaction, org_id, agent_id, seq)
        )
