"""The tickets with which a session opens a socket, each good once (D9).

A ticket tells the session and so the org. It comes in as it is and is kept as a fingerprint.
"""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete, exists, insert, select, update

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.sign_in import Client
from cti_adapter.outbox.entry import OrgId
from cti_adapter.storage.database import ACROSS_ORGS, Database
from cti_adapter.storage.schema import sessions, tickets
from cti_adapter.storage.secrets import fingerprint
from cti_adapter.storage.sessions import Session, lasts_at
from cti_adapter.storage.transaction import Transaction

_COLUMNS = ("org_id", "agent_id", "last_seq", "session_hash", "page")
_ITS = select(
    sessions.c.sign_in,
    sessions.c.browser,
    sessions.c.client,
    sessions.c.created_at.label("session_at"),
)
"""What a ticket takes from the session it was issued to."""


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """The right to open one socket."""

    org_id: OrgId
    agent_id: AgentId
    last_seq: int
    """What the client has seen last."""
    session_hash: bytes
    page: str
    """The page that opens the socket; "" for one that only listens."""
    sign_in: str
    """Of the session it was issued to."""
    browser: str
    """Of that session, as are the next two."""
    client: Client
    session_at: datetime
    """When it began."""


class Tickets:
    """The tickets of all orgs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def issue(  # noqa: PLR0913 - what a ticket says, by name
        self,
        session: Session,
        ticket: str,
        *,
        last_seq: int,
        at: datetime,
        expires_at: datetime,
        page: str = "",
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
                    page=page,
                )
            )

        self._database.write(ACROSS_ORGS, keep)

    def redeem(self, ticket: str, at: datetime) -> Ticket | None:
        """Use a ticket up.

        Returns:
            None where it was used before, its time is over, or its session has ended.
        """
        of_a_session = exists().where(sessions.c.token_hash == tickets.c.session_hash, lasts_at(at))
        statement = (
            update(tickets)
            .where(tickets.c.ticket_hash == fingerprint(ticket), tickets.c.used_at.is_(None))
            .where(tickets.c.expires_at > at, of_a_session)
            .values(used_at=at)
            .returning(*(tickets.c[name] for name in _COLUMNS))
        )

        def use_up(transaction: Transaction) -> Ticket | None:
            row = transaction.core.execute(statement).one_or_none()
            if row is None:
                return None
            its = _ITS.where(sessions.c.token_hash == row.session_hash)
            its_row: Any = transaction.core.execute(its).mappings().one()
            return Ticket(**dict(zip(_COLUMNS, row, strict=True)), **its_row)

        return self._database.write(ACROSS_ORGS, use_up)
