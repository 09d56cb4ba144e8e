"""The agents of an org as an admin manages them: found, paged, counted, changed, removed.

Every change reads, decides and writes in one transaction, so that of two admins who save the same
agent the second one decides on what the first one wrote. What an event of a call needs to know of
an agent is read in people.py.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.sign_in import SignIn
from cti_adapter.errors import StateConflict
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.ports import Agent
from cti_adapter.service.roster import AgentPage, Concerned, Headcount
from cti_adapter.storage.database import Database, Whose
from cti_adapter.storage.schema import agents, desks, sessions
from cti_adapter.storage.transaction import Transaction

_FIELDS = Agent.__struct_fields__
_MOST_WORDS = 5

AGENTS = select(*(agents.c[name] for name in _FIELDS))
"""Every column of an agent; as_agent reads its rows."""

_INSERT = insert(agents)
_PUT = _INSERT.on_conflict_do_update(
    index_elements=[agents.c.org_id, agents.c.id],
    set_={name: _INSERT.excluded[name] for name in (*_FIELDS[2:], "sought")},
)
_LET_GO = (
    update(agents)
    .where(agents.c.org_id == bindparam("of_org"), agents.c.id == bindparam("of_agent"))
    .values(user_id=None)
)


class _Desk(msgspec.Struct, frozen=True):
    """What a list of agents needs of a desk; the rest of it is not read."""

    sign_in: SignIn = SignIn()


def as_agent(row: Any) -> Agent:
    """Return a row of AGENTS as an agent."""
    told = dict(zip(_FIELDS, row, strict=True))
    return Agent(**{**told, "do_not_log": bool(told["do_not_log"])})  # SQLite says 0 and 1


def put_agents(transaction: Transaction, people: Sequence[Agent]) -> None:
    """Add agents, or change them; raises IntegrityError where line or user are another's."""
    if people:
        transaction.core.execute(_PUT, [_row(person) for person in people])


def remove_agent(
    transaction: Transaction, org_id: OrgId, agent_id: AgentId, at: datetime
) -> Agent | None:
    """Remove an agent: for good where nobody ever sat at their desk, else out of sight."""
    this = [*_there(org_id), agents.c.id == agent_id]
    used = or_(
        *(
            exists().where(table.c.org_id == org_id, table.c.agent_id == agent_id)
            for table in (desks, sessions)
        )
    )
    row = transaction.core.execute(AGENTS.where(*this).with_for_update()).one_or_none()
    transaction.is_idle = row is None
    transaction.core.execute(delete(agents).where(*this, ~used))
    gone = update(agents).where(*this).values(removed_at=at, user_id=None)
    transaction.core.execute(gone)
    return None if row is None else as_agent(row)


class AgentBook:
    """The agents of all orgs; those that were removed are in none of its answers but `names`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self, org_id: OrgId, *, text: str = "", unlinked: bool = False, skip: int = 0, limit: int
    ) -> AgentPage:
        """Return some agents by line, and how many there are in all.

        Args:
            org_id: whose agents.
            text: what line, name, e-mail or the linked user's name contain, in any case.
            unlinked: only those without a Salesforce user.
            skip: how many stand on the pages before.
            limit: the most on one page.
        """
        where = [
            *_there(org_id),
            *sought_by(text),
        ]
        if unlinked:
            where.append(agents.c.user_id.is_(None))
        query = AGENTS.where(*where).order_by(agents.c.line).offset(skip).limit(limit)
        count = select(func.count()).select_from(agents).where(*where)

        def read(transaction: Transaction) -> AgentPage:
            found = tuple(as_agent(row) for row in transaction.core.execute(query))
            return AgentPage(agents=found, total=transaction.core.execute(count).scalar_one())

        return self._database.read(org_id, read)

    def headcount(self, org_id: OrgId) -> Headcount:
        """Return how many agents there are, and how many without a Salesforce user."""
        query = select(func.count(), func.count(agents.c.user_id)).where(*_there(org_id))
        everybody, linked = self._database.read(
            org_id, lambda transaction: transaction.core.execute(query).one()
        )
        return Headcount(agents=everybody, unlinked=everybody - linked)

    def sign_ins(self, org_id: OrgId, ids: Sequence[AgentId]) -> dict[AgentId, SignIn]:
        """Return what is kept of these agents' sign-ins; who never came is absent."""
        query = select(desks.c.agent_id, desks.c.state).where(
            desks.c.org_id == org_id, desks.c.agent_id.in_(ids)
        )
        rows = self._database.read(
            org_id, lambda transaction: transaction.core.execute(query).all()
        )
        return {AgentId(at): msgspec.json.decode(state, type=_Desk).sign_in for at, state in rows}

    def agent(self, org_id: OrgId, agent_id: AgentId) -> Agent | None:
        """Return one agent."""
        return next(iter(self._find(org_id, *_there(org_id), agents.c.id == agent_id)), None)

    def agents(self, org_id: OrgId) -> tuple[Agent, ...]:
        """Return all agents, by line."""
        return self._find(org_id, *_there(org_id))

    def names(self, org_id: OrgId, ids: Collection[str]) -> dict[str, str]:
        """Return names of agents by their ids, or by those of their Salesforce users.

        Args:
            org_id: whose agents.
            ids: what may be one; a few.
        """
        query = select(agents.c.id, agents.c.user_id, agents.c.name).where(
            agents.c.org_id == org_id, or_(agents.c.id.in_(ids), agents.c.user_id.in_(ids))
        )
        rows = self._database.read(
            org_id, lambda transaction: transaction.core.execute(query).all()
        )
        return {at: name for *known_by, name in rows for at in known_by if at and at in ids}

    def unlinked(self, org_id: OrgId) -> tuple[Agent, ...]:
        """Return the agents without a Salesforce user, by line."""
        return self._find(org_id, *_there(org_id), agents.c.user_id.is_(None))

    def not_logged(self, org_id: OrgId) -> frozenset[AgentId]:
        """Return the agents whose calls are not logged by default."""
        query = select(agents.c.id).where(*_there(org_id), agents.c.do_not_log)
        rows = self._database.read(
            org_id, lambda transaction: transaction.core.execute(query).scalars()
        )
        return frozenset(AgentId(at) for at in rows)

    def linked_users(self, org_id: OrgId) -> frozenset[str]:
        """Return the ids of the Salesforce users that agents are linked to."""
        query = select(agents.c.user_id).where(*_there(org_id), agents.c.user_id.is_not(None))
        rows = self._database.read(
            org_id, lambda transaction: transaction.core.execute(query).scalars()
        )
        return frozenset(str(at) for at in rows)

    def change(
        self,
        org_id: OrgId,
        concerned: Concerned,
        decide: Callable[[Sequence[Agent]], Iterable[Agent]],
    ) -> tuple[Agent, ...]:
        """Decide on agents as they are now, and write what was decided, all of it or nothing.

        Args:
            org_id: whose agents.
            concerned: whom the decision is about; nobody else changes them meanwhile.
            decide: is given those that exist, by line, and returns what is to be written; what
                it raises is raised here, and nothing is written. May be asked twice.

        Raises:
            StateConflict: line or user belong to another agent.
        """
        query = AGENTS.where(*_there(org_id), *_concerned(concerned)).order_by(agents.c.line)

        def work(transaction: Transaction) -> tuple[Agent, ...]:
            rows = transaction.core.execute(query.with_for_update())
            decided = tuple(decide([as_agent(row) for row in rows]))
            if len(decided) > 1:  # two agents may be swapping their users
                held = [{"of_org": org_id, "of_agent": person.id} for person in decided]
                transaction.core.execute(_LET_GO, held)
            put_agents(transaction, decided)
            return decided

        try:
            return self._database.write(org_id, work)
        except IntegrityError as error:
            raise StateConflict("Another agent has this line or this user.") from error

    def remove(self, org_id: OrgId, agent_id: AgentId, at: datetime) -> Agent | None:
        """Remove an agent: for good where nothing ever reached their desk, else out of sight.

        Returns:
            The agent as they were; None where there is none.
        """
        return self._database.write(
            org_id, lambda transaction: remove_agent(transaction, org_id, agent_id, at)
        )

    def _find(self, whose: Whose, *where: ColumnElement[bool]) -> tuple[Agent, ...]:
        query = AGENTS.where(*where).order_by(agents.c.line)
        return self._database.read(
            whose,
            lambda transaction: tuple(as_agent(row) for row in transaction.core.execute(query)),
        )


def sought_by(text: str) -> list[ColumnElement[bool]]:
    """Return what is true of the agents that somebody looks for, in any case."""
    return [agents.c.sought.contains(word, autoescape=True) for word in _words(text)]


def _there(org_id: OrgId) -> list[ColumnElement[bool]]:
    return [agents.c.org_id == org_id, agents.c.removed_at.is_(None)]


def _concerned(by: Concerned) -> list[ColumnElement[bool]]:
    if by.everybody:
        return []
    return [
        or_(agents.c.id.in_(by.ids), agents.c.line.in_(by.lines), agents.c.user_id.in_(by.users))
    ]


def _words(text: str) -> list[str]:
    return text.replace("\0", "").casefold().split()[:_MOST_WORDS]


def _row(person: Agent) -> dict[str, Any]:
    sought = (person.line, person.name, person.email, person.username, person.user_name)
    return {**msgspec.structs.asdict(person), "sought": " ".join(sought).casefold()}
