"""Sessions of agents, and the tickets with which a session opens a socket (D9).

A token tells the session and so the org; whoever has none learns nothing. Tokens come in as they
are and are kept as fingerprints.
"""

from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, delete, exists, insert, select, update

from cti_adapter.calls.agent import AgentId
from cti_adapter.outbox.entry import OrgId
from cti_adapter.storage.database import Database
from cti_adapter.storage.schema import sessions, tickets
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
    client: str = ""
    """The browser, as it names itself."""
    sign_in: str = ""
    """The same for every session that goes back to one sign-in."""
    checked_at: datetime = datetime.min.replace(tzinfo=UTC)
    """When Salesforce last said that this user is active."""


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """The right to open one socket."""

    org_id: OrgId
    agent_id: AgentId
    last_seq: int
    """What the client has seen last."""
    session_hash: bytes


_SESSION = Session.__struct_fields__
_TICKET = Ticket.__struct_fields__
_COLUMNS = tuple(sessions.c[name] for name in _SESSION)


class Sessions:
    """The sessions of all orgs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open_session(self, session: Session, *, renew_token: str | None) -> None:
        """Keep a new session; with a renewal token it can be taken up again after a reload."""
        values = msgspec.structs.asdict(session)
        renew_hash = None if renew_token is None else fingerprint(renew_token)
        statement = insert(sessions).values(**values, renew_hash=renew_hash)
        self._database.write(lambda transaction: transaction.core.execute(statement))

    def session(self, token: str, at: datetime) -> Session | None:
        """Return the session of a token while it lasts."""
        return self._find(_lasts(at) & (sessions.c.token_hash == fingerprint(token)))

    def lasts(self, org_id: OrgId, token_hash: bytes, at: datetime) -> bool:
        """Whether a session that was there is still there."""
        this = and_(_lasts(at), sessions.c.org_id == org_id, sessions.c.token_hash == token_hash)
        return self._find(this) is not None

    def signed_in(self, at: datetime) -> set[tuple[OrgId, AgentId]]:
        """Return the agents of all orgs who have a session anywhere."""
        query = select(sessions.c.org_id, sessions.c.agent_id).where(_lasts(at)).distinct()
        rows = self._database.read(lambda open_: open_.core.execute(query).all())
        return {(OrgId(org_id), AgentId(agent_id)) for org_id, agent_id in rows}

    def renewable(self, renew_token: str, at: datetime) -> Session | None:
        """Return the session a renewal token belongs to, and leave both as they are."""
        return self._find(_lasts(at) & (sessions.c.renew_hash == fingerprint(renew_token)))

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
            .where(_lasts(at), sessions.c.renew_hash == fingerprint(renew_token))
            .values(
                token_hash=fingerprint(token),
                renew_hash=fingerprint(next_renew_token),
                seen_at=at,
                expires_at=expires_at,
            )
            .returning(*_COLUMNS)
        )
        row = self._database.write(
            lambda transaction: transaction.core.execute(statement).one_or_none()
        )
        return None if row is None else _session(row)

    def seen(self, session: Session, at: datetime) -> None:
        """Note a sign of life."""
        statement = update(sessions).where(_is(session)).values(seen_at=at)
        self._database.write(lambda transaction: transaction.core.execute(statement))

    def end(self, session: Session, at: datetime) -> None:
        """End one session, for good."""
        statement = update(sessions).where(_is(session), _lasts(at)).values(ended_at=at)
        self._database.write(lambda transaction: transaction.core.execute(statement))

    def end_all_of(self, org_id: OrgId, user_id: str, at: datetime) -> int:
        """End the sessions of a Salesforce user in all clients; return how many there were."""
        statement = (
            update(sessions)
            .where(_lasts(at), sessions.c.org_id == org_id, sessions.c.user_id == user_id)
            .values(ended_at=at)
        )
        return self._database.write(
            lambda transaction: transaction.core.execute(statement).rowcount
        )

    # tickets

    def issue_ticket(
        self, session: Session, ticket: str, *, last_seq: int, at: datetime, expires_at: datetime
    ) -> None:
        """Keep a ticket of a session; forget those that are over."""

        def keep(transaction: Transaction) -> None:
            transaction.core.execute(delete(tickets).where(tickets.c.expires_at <= at))
            transaction.core.execute(
                insert(tickets).values(
                    ticket_hash=fingerprint(ticket),
                    org_id=session.org_id,
                    agent_id=session.agent_id,
                    session_hash=session.token_hash,
                    last_seq=last_seq,
                    expires_at=expires_at,
                )
            )

        self._database.write(keep)

    def redeem_ticket(self, ticket: str, at: datetime) -> Ticket | None:
        """Use a ticket up.

        Returns:
            None where it was used before, its time is over, or its session has ended.
        """
        of_a_session = exists().where(sessions.c.token_hash == tickets.c.session_hash, _lasts(at))
        statement = (
            update(tickets)
            .where(tickets.c.ticket_hash == fingerprint(ticket), tickets.c.used_at.is_(None))
            .where(tickets.c.expires_at > at, of_a_session)
            .values(used_at=at)
            .returning(*(tickets.c[name] for name in _TICKET))
        )
        row = self._database.write(
            lambda transaction: transaction.core.execute(statement).one_or_none()
        )
        return None if row is None else Ticket(**dict(zip(_TICKET, row, strict=True)))

    def _find(self, where: ColumnElement[bool]) -> Session | None:
        query = select(*_COLUMNS).where(where)
        row = self._database.read(lambda transaction: transaction.core.execute(query).one_or_none())
        return None if row is None else _session(row)


def _session(row: Any) -> Session:
    return Session(**dict(zip(_SESSION, row, strict=True)))


def _is(session: Session) -> ColumnElement[bool]:
    return and_(sessions.c.org_id == session.org_id, sessions.c.token_hash == session.token_hash)


def _lasts(at: datetime) -> ColumnElement[bool]:
    return and_(sessions.c.ended_at.is_(None), sessions.c.expires_at > at)
