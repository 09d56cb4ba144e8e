"""Sessions of agents (D9); the tickets with which a session opens a socket are in tickets.py.

A token tells the session and so the org; whoever has none learns nothing. Tokens come in as they
are and are kept as fingerprints.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, exists, func, insert, or_, select, update

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.sign_in import Client
from cti_adapter.outbox.entry import OrgId
from cti_adapter.storage.channels import ENDED
from cti_adapter.storage.database import ACROSS_ORGS, Database, Whose
from cti_adapter.storage.people import sign_out
from cti_adapter.storage.schema import agents, sessions
from cti_adapter.storage.secrets import fingerprint
from cti_adapter.storage.transaction import Transaction


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """An agent who is signed in, in one client."""

    org_id: OrgId
    agent_id: AgentId
    user_id: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    token_hash: bytes
    """Names the session without being able to use it."""
    sign_in: str
    """The same for every session that goes back to one sign-in: one browser of one agent."""
    checked_at: datetime
    """When Salesforce last said that this user is active."""
    client: Client = "softphone"
    """Chosen as the sign-in began; no request can change it."""
    user_agent: str = ""
    """The browser, as it names itself."""
    browser: str = ""
    """The same for all sign-ins of one browser, "" where that is not known."""
    call_page: str = ""
    """Fingerprint of what opens the pages of this agent's calls in that browser."""

    @property
    def in_browser(self) -> str:
        """What tells one browser from another: a sign-in of its own where nothing else does."""
        return self.browser or self.sign_in


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """One sign-in that lasts, as an admin sees it."""

    sign_in: str
    agent_id: AgentId
    user_id: str
    name: str
    """Of the agent, as are line and username."""
    line: Line
    username: str
    client: Client
    user_agent: str
    since: datetime
    seen_at: datetime


_SESSION = Session.__struct_fields__
_WHOSE = (sessions.c.org_id, sessions.c.agent_id, sessions.c.client)
_ONE = exists(sessions.c.token_hash)
_COLUMNS = tuple(sessions.c[name] for name in _SESSION)


class Sessions:
    """The sessions of all orgs."""

    def __init__(self, database: Database) -> None:
        self.on_ended: Callable[[OrgId, AgentId], None] = lambda _org, _agent: None
        """Told of each agent who was signed out somewhere, once that is on disk."""
        self._database = database

    def open_session(self, session: Session, *, renew_token: str | None) -> None:
        """Keep a new session; with a renewal token it can be taken up again after a reload."""
        values = msgspec.structs.asdict(session)
        renew_hash = None if renew_token is None else fingerprint(renew_token)
        statement = insert(sessions).values(**values, renew_hash=renew_hash)
        self._database.write(session.org_id, lambda open_: open_.core.execute(statement))

    def session(self, token: str, at: datetime) -> Session | None:
        """Return the session of a token while it lasts."""
        return self._find(ACROSS_ORGS, lasts_at(at) & (sessions.c.token_hash == fingerprint(token)))

    def of_call_page(self, org_id: OrgId, token: str, at: datetime) -> Session | None:
        """Return the newest lasting session of the sign-in that may see pages of calls by this."""
        found = self.of_browser(token, at)
        return found if found is not None and found.org_id == org_id else None

    def of_browser(self, token: str, at: datetime) -> Session | None:
        """Return the newest lasting session of a browser's sign-in; its cookie tells the org."""
        this = sessions.c.call_page == fingerprint(token).hex()
        query = select(*_COLUMNS).where(lasts_at(at), this).order_by(sessions.c.created_at.desc())
        row = self._database.read(
            ACROSS_ORGS, lambda open_: open_.core.execute(query.limit(1)).one_or_none()
        )
        return None if row is None else _session(row)

    def lasts(self, org_id: OrgId, token_hash: bytes, at: datetime) -> bool:
        """Whether a session that was there is still there."""
        this = and_(lasts_at(at), sessions.c.org_id == org_id, sessions.c.token_hash == token_hash)
        return self._find(org_id, this) is not None

    def signed_in(self, at: datetime) -> set[tuple[OrgId, AgentId]]:
        """Return the agents of all orgs who have a session anywhere."""
        query = select(sessions.c.org_id, sessions.c.agent_id).where(lasts_at(at)).distinct()
        rows = self._database.read(ACROSS_ORGS, lambda open_: open_.core.execute(query).all())
        return {(OrgId(org_id), AgentId(agent_id)) for org_id, agent_id in rows}

    def lasting(self, at: datetime) -> set[str]:
        """Return the sign-ins of all orgs that last, of users who are still linked."""
        linked = and_(
            agents.c.org_id == sessions.c.org_id,
            agents.c.id == sessions.c.agent_id,
            agents.c.user_id == sessions.c.user_id,
        )
        query = select(sessions.c.sign_in).join(agents, linked).where(lasts_at(at)).distinct()
        read = self._database.read
        return set(read(ACROSS_ORGS, lambda open_: open_.core.execute(query).scalars().all()))

    def of_org(
        self, org_id: OrgId, at: datetime, *, search: str = "", start: int = 0, most: int = 50
    ) -> tuple[tuple[SignedIn, ...], int]:
        """Return who is signed in to an org, and where; the last seen first.

        Args:
            org_id: the org.
            at: now.
            search: part of a name, line or username; "" for all.
            start: how many are left out at the front.
            most: how many are returned.

        Returns:
            The sign-ins, and how many there are in all.
        """
        whose = and_(agents.c.org_id == sessions.c.org_id, agents.c.id == sessions.c.agent_id)
        told = (agents.c.name, agents.c.line, agents.c.username)
        likes = [column.icontains(search, autoescape=True) for column in told]
        seen_at = func.max(sessions.c.seen_at)
        who = (sessions.c.sign_in, sessions.c.agent_id, sessions.c.user_id, *told)
        each = (
            select(
                *who,
                func.max(sessions.c.client).label("client"),
                func.max(sessions.c.user_agent).label("user_agent"),
                func.min(sessions.c.created_at).label("since"),
                seen_at.label("seen_at"),
            )
            .join(agents, whose)
            .where(lasts_at(at), sessions.c.org_id == org_id, or_(*likes))
            .group_by(*who)
        )
        page = each.order_by(seen_at.desc(), sessions.c.sign_in).offset(start).limit(most)
        count = select(func.count()).select_from(each.subquery())

        def read(transaction: Transaction) -> tuple[tuple[SignedIn, ...], int]:
            rows: Any = transaction.core.execute(page).mappings()
            found = tuple(SignedIn(**row) for row in rows)
            return found, transaction.core.execute(count).scalar_one()

        return self._database.read(org_id, read)

    def unchecked(self, org_id: OrgId, before: datetime, at: datetime, most: int) -> list[str]:
        """Return users of an org, signed in, of whom Salesforce has not been asked since."""
        query = (
            select(sessions.c.user_id)
            .where(lasts_at(at), sessions.c.org_id == org_id, sessions.c.checked_at < before)
            .distinct()
            .limit(most)
        )
        read = self._database.read
        return list(read(org_id, lambda open_: open_.core.execute(query).scalars().all()))

    def checked(self, org_id: OrgId, user_ids: Collection[str], at: datetime) -> None:
        """Note that Salesforce said just now that these users are active."""
        these = and_(sessions.c.org_id == org_id, sessions.c.user_id.in_(user_ids))
        statement = update(sessions).where(lasts_at(at), these).values(checked_at=at)
        self._database.write(org_id, lambda open_: open_.core.execute(statement))

    def renewable(self, renew_token: str, at: datetime) -> Session | None:
        """Return the session a renewal token belongs to, and leave both as they are."""
        this = sessions.c.renew_hash == fingerprint(renew_token)
        return self._find(ACROSS_ORGS, lasts_at(at) & this)

    def renew(
        self,
        renew_token: str,
        *,
        token: str,
        next_renew_token: str,
        at: datetime,
        expires_at: datetime,
    ) -> Session | None:
        """Give a session new tokens; the old ones are worth nothing from then on.

        Returns:
            The session; None where the renewal token was used before or its session is over.
        """
        statement = (
            update(sessions)
            .where(lasts_at(at), sessions.c.renew_hash == fingerprint(renew_token))
            .values(
                token_hash=fingerprint(token),
                renew_hash=fingerprint(next_renew_token),
                seen_at=at,
                expires_at=expires_at,
            )
            .returning(*_COLUMNS)
        )
        row = self._database.write(ACROSS_ORGS, lambda to: to.core.execute(statement).one_or_none())
        return None if row is None else _session(row)

    def seen(self, session: Session, at: datetime) -> None:
        """Note a sign of life."""
        statement = update(sessions).where(_is(session)).values(seen_at=at)
        self._database.write(session.org_id, lambda open_: open_.core.execute(statement))

    def end(self, session: Session, at: datetime) -> None:
        """End one session, for good."""
        statement = update(sessions).where(_is(session), lasts_at(at)).values(ended_at=at)
        self._database.write(session.org_id, lambda open_: open_.core.execute(statement))

    def end_sign_in(self, org_id: OrgId, sign_in: str, at: datetime) -> set[str]:
        """End what goes back to one sign-in; return what ended, for those who hold its sockets."""
        return self._end(org_id, at, sessions.c.org_id == org_id, sessions.c.sign_in == sign_in)

    def end_all_of(
        self, org_id: OrgId, user_id: str, at: datetime, client: Client | None = None
    ) -> set[str]:
        """End the sessions of a Salesforce user; return the sign-ins that ended.

        Args:
            org_id: the org.
            user_id: of the user.
            at: now.
            client: only those of this client; None for all.
        """
        mine = [sessions.c.org_id == org_id, sessions.c.user_id == user_id]
        if client is not None:
            mine.append(sessions.c.client == client)
        return self._end(org_id, at, *mine)

    def _end(self, whose: Whose, at: datetime, *which: ColumnElement[bool]) -> set[str]:
        statement = (
            update(sessions)
            .where(lasts_at(at), *which)
            .values(ended_at=at)
            .returning(*_WHOSE, sessions.c.sign_in)
        )

        def end(transaction: Transaction) -> tuple[set[str], set[tuple[OrgId, AgentId]]]:
            rows = transaction.core.execute(statement).all()
            transaction.is_idle = not rows
            ended = {row.sign_in for row in rows}
            transaction.tidings.update((ENDED, sign_in) for sign_in in ended)
            whose = sorted({(row.org_id, row.agent_id, row.client) for row in rows})
            for org_id, agent_id, client in whose:
                theirs = [
                    column == value
                    for column, value in zip(_WHOSE, (org_id, agent_id, client), strict=True)
                ]
                if not transaction.core.execute(select(_ONE.where(lasts_at(at), *theirs))).scalar():
                    sign_out(transaction, org_id, agent_id, client, at)
            return ended, {(org_id, agent_id) for org_id, agent_id, _ in whose}

        ended, concerned = self._database.write(whose, end)
        for org_id, agent_id in sorted(concerned):
            self.on_ended(org_id, agent_id)
        return ended

    def _find(self, whose: Whose, where: ColumnElement[bool]) -> Session | None:
        query = select(*_COLUMNS).where(where)
        row = self._database.read(whose, lambda open_: open_.core.execute(query).one_or_none())
        return None if row is None else _session(row)


def _session(row: Any) -> Session:
    return Session(**dict(zip(_SESSION, row, strict=True)))


def _is(session: Session) -> ColumnElement[bool]:
    return and_(sessions.c.org_id == session.org_id, sessions.c.token_hash == session.token_hash)


def lasts_at(at: datetime) -> ColumnElement[bool]:
    """Tell the sessions that have not ended."""
    return and_(sessions.c.ended_at.is_(None), sessions.c.expires_at > at)
