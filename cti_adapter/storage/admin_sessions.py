"""Admins who are signed in to the admin pages, and the boot tokens that let the first one in (D9).

A token tells the session and so the org; whoever has none learns nothing. Tokens come in as they
are and are kept as fingerprints. Sessions of agents are in sessions.py: neither opens the other.
"""

from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, and_, delete, insert, select, update

from cti_adapter.outbox.entry import OrgId
from cti_adapter.storage.database import ACROSS_ORGS, Database, Whose
from cti_adapter.storage.schema import admin_sessions, boot_tokens
from cti_adapter.storage.secrets import fingerprint
from cti_adapter.storage.transaction import Transaction


class AdminSession(msgspec.Struct, frozen=True, kw_only=True):
    """An admin who is signed in, in one browser."""

    token_hash: bytes
    """Names the session without being able to use it."""
    org_id: OrgId
    """Empty for the admin who came with a boot token, while there is no org."""
    user_id: str
    """Empty for the admin who came with a boot token."""
    username: str
    csrf: str
    """Stands in every form of this session."""
    client: str
    """The browser, as it names itself."""
    language: str
    created_at: datetime
    seen_at: datetime
    checked_at: datetime
    """When Salesforce last said what this user may."""
    expires_at: datetime
    role: Literal["admin", "supervisor"] = "admin"
    """A supervisor sees page 'Live' and nothing else."""

    def __repr__(self) -> str:
        """Leave out what must not reach a log."""
        return f"AdminSession(org_id={self.org_id!r}, user_id={self.user_id!r})"


_FIELDS = AdminSession.__struct_fields__
_COLUMNS = tuple(admin_sessions.c[name] for name in _FIELDS)


class AdminSessions:
    """The admins of all orgs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # boot tokens

    def issue_boot_token(
        self, token: str, org_id: OrgId, *, at: datetime, expires_at: datetime
    ) -> None:
        """Keep a token that opens the admin pages of an org once; forget those that are over.

        Args:
            token: 256 random bits as text.
            org_id: whose pages it opens; empty where an org is to be set up.
            at: now.
            expires_at: from when on it opens nothing.
        """

        def keep(transaction: Transaction) -> None:
            transaction.core.execute(delete(boot_tokens).where(boot_tokens.c.expires_at <= at))
            transaction.core.execute(
                insert(boot_tokens).values(
                    token_hash=fingerprint(token),
                    org_id=org_id,
                    created_at=at,
                    expires_at=expires_at,
                )
            )

        self._database.write(org_id, keep)

    def redeem_boot_token(self, token: str, at: datetime) -> OrgId | None:
        """Use a boot token up.

        Returns:
            Whose pages it opens; None where it was used before, or its time is over.
        """
        statement = (
            update(boot_tokens)
            .where(boot_tokens.c.token_hash == fingerprint(token))
            .where(boot_tokens.c.used_at.is_(None), boot_tokens.c.expires_at > at)
            .values(used_at=at)
            .returning(boot_tokens.c.org_id)
        )
        found = self._database.write(
            ACROSS_ORGS, lambda open_: open_.core.execute(statement).scalar()
        )
        return None if found is None else OrgId(found)

    # sessions

    def open_session(self, session: AdminSession) -> None:
        """Keep a new session; forget those that are over."""

        def keep(transaction: Transaction) -> None:
            over = admin_sessions.c.expires_at <= session.created_at
            transaction.core.execute(delete(admin_sessions).where(over))
            transaction.core.execute(
                insert(admin_sessions).values(**msgspec.structs.asdict(session))
            )

        self._database.write(ACROSS_ORGS, keep)

    def session(self, token: str, at: datetime) -> AdminSession | None:
        """Return the session of a token while it lasts."""
        return next(
            iter(
                self._find(
                    ACROSS_ORGS, _lasts(at), admin_sessions.c.token_hash == fingerprint(token)
                )
            ),
            None,
        )

    def of_org(self, org_id: OrgId, at: datetime) -> tuple[AdminSession, ...]:
        """Return the admins of an org who are signed in, the last seen first."""
        found = self._find(org_id, _lasts(at), admin_sessions.c.org_id == org_id)
        return tuple(sorted(found, key=lambda each: each.seen_at, reverse=True))

    def seen(self, session: AdminSession, at: datetime) -> None:
        """Note a sign of life."""
        self._change(session, seen_at=at)

    def checked(
        self, session: AdminSession, at: datetime, role: Literal["admin", "supervisor"]
    ) -> None:
        """Note what Salesforce said just now that this user may be."""
        self._change(session, checked_at=at, role=role)

    def speak(self, session: AdminSession, language: str) -> None:
        """Show this session's pages in another language."""
        self._change(session, language=language)

    def settle(self, session: AdminSession, org_id: OrgId) -> None:
        """Let the admin who came without an org administer the one that was just set up."""
        self._change(session, org_id=org_id)

    def end(self, org_id: OrgId, token_hash: bytes, at: datetime) -> None:
        """End one session, for good."""
        statement = (
            update(admin_sessions)
            .where(_lasts(at), admin_sessions.c.org_id == org_id)
            .where(admin_sessions.c.token_hash == token_hash)
            .values(ended_at=at)
        )
        self._database.write(org_id, lambda transaction: transaction.core.execute(statement))

    def end_all_of(self, org_id: OrgId, user_id: str, at: datetime) -> int:
        """End the sessions of a Salesforce user in all browsers; return how many there were."""
        this = and_(admin_sessions.c.org_id == org_id, admin_sessions.c.user_id == user_id)
        statement = update(admin_sessions).where(_lasts(at), this).values(ended_at=at)
        return self._database.write(
            org_id, lambda transaction: transaction.core.execute(statement).rowcount
        )

    def _change(self, session: AdminSession, **values: object) -> None:
        this = and_(
            admin_sessions.c.org_id == session.org_id,
            admin_sessions.c.token_hash == session.token_hash,
        )
        statement = update(admin_sessions).where(this).values(**values)
        self._database.write(ACROSS_ORGS, lambda transaction: transaction.core.execute(statement))

    def _find(self, whose: Whose, *where: ColumnElement[bool]) -> tuple[AdminSession, ...]:
        query = select(*_COLUMNS).where(*where)
        rows: Any = self._database.read(whose, lambda open_: open_.core.execute(query).all())
        return tuple(AdminSession(**dict(zip(_FIELDS, row, strict=True))) for row in rows)


def _lasts(at: datetime) -> ColumnElement[bool]:
    return and_(admin_sessions.c.ended_at.is_(None), admin_sessions.c.expires_at > at)
