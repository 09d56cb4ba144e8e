"""Who is there: agents' desks and messages, sign-ins and sessions, admins."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Named,
    Table,
    Text,
    TypedColumns,
)

from cti_adapter.storage.moments import Moment
from cti_adapter.storage.schema.base import key, metadata


class _Desks(TypedColumns):
    org_id: Named[str] = key()
    agent_id: Named[str] = key()
    seq: Named[int] = Column(BigInteger)
    state: Named[str] = Column(Text)
    due_at: Named[datetime | None] = Column(Moment, index=True)
    """When the clock has to look at the agent's sign-in (calls/sign_in.py)."""


desks = Table("desks", metadata, _Desks)


class _DialLists(TypedColumns):
    org_id: Named[str] = key()
    agent_id: Named[str] = key()
    body: Named[str] = Column(Text)


dial_lists = Table("dial_lists", metadata, _DialLists)


class _Messages(TypedColumns):
    org_id: Named[str] = key()
    agent_id: Named[str] = key()
    seq: Named[int] = Column(BigInteger, primary_key=True)
    body: Named[bytes] = Column(LargeBinary)
    at: Named[datetime] = Column(Moment)


messages = Table("messages", metadata, _Messages, sqlite_with_rowid=False)


class _SignIns(TypedColumns):
    id: Named[str] = key()
    org_id: Named[str] = Column(Text, ForeignKey("orgs.id"), index=True)
    status: Named[str] = Column(Text)
    secret_hash: Named[bytes] = Column(LargeBinary)
    bind_hash: Named[bytes] = Column(LargeBinary)
    state_hash: Named[bytes | None] = Column(LargeBinary, unique=True)
    proof_encrypted: Named[bytes | None] = Column(LargeBinary)
    """PKCE verifier and nonce."""
    grant_encrypted: Named[bytes | None] = Column(LargeBinary)
    """What the claim hands out."""
    client: Named[str] = Column(Text)
    """Which client asks: "softphone" or "companion"."""
    reason: Named[str] = Column(Text)
    created_at: Named[datetime] = Column(Moment)
    expires_at: Named[datetime] = Column(Moment, index=True)


sign_ins = Table("sign_ins", metadata, _SignIns)


class _Sessions(TypedColumns):
    org_id: Named[str] = Column(Text)
    token_hash: Named[bytes] = Column(LargeBinary, primary_key=True)
    agent_id: Named[str] = Column(Text)
    user_id: Named[str] = Column(Text)
    renew_hash: Named[bytes | None] = Column(LargeBinary, unique=True)
    created_at: Named[datetime] = Column(Moment)
    seen_at: Named[datetime] = Column(Moment)
    expires_at: Named[datetime] = Column(Moment)
    ended_at: Named[datetime | None] = Column(Moment)
    client: Named[str] = Column(Text)
    """"softphone" or "companion"."""
    user_agent: Named[str] = Column(Text)
    """The browser, as it names itself; for the list of sessions."""
    sign_in: Named[str] = Column(Text)
    """The same for every session that goes back to one sign-in: what an admin sees and ends."""
    checked_at: Named[datetime] = Column(Moment)
    """When Salesforce last said that this user is active."""
    browser: Named[str] = Column(Text)
    """Names the browser without being able to pass for it (docs/adr/0024); "" from before."""
    call_page: Named[str] = Column(Text)
    """Fingerprint of the cookie that opens the pages of the agent's calls."""


sessions = Table(
    "sessions",
    metadata,
    _Sessions,
    ForeignKeyConstraint(["org_id", "agent_id"], ["agents.org_id", "agents.id"]),
    Index(None, "org_id", "user_id"),
)


class _Tickets(TypedColumns):
    ticket_hash: Named[bytes] = Column(LargeBinary, primary_key=True)
    org_id: Named[str] = Column(Text)
    agent_id: Named[str] = Column(Text)
    session_hash: Named[bytes] = Column(LargeBinary)
    last_seq: Named[int] = Column(BigInteger)
    expires_at: Named[datetime] = Column(Moment, index=True)
    used_at: Named[datetime | None] = Column(Moment)
    page: Named[str] = Column(Text)
    """The page that opens the socket; "" for one that only listens."""


tickets = Table("tickets", metadata, _Tickets)


class _BootTokens(TypedColumns):
    token_hash: Named[bytes] = Column(LargeBinary, primary_key=True)
    org_id: Named[str] = Column(Text)
    """Whose pages it opens; empty where an org is to be set up."""
    created_at: Named[datetime] = Column(Moment)
    expires_at: Named[datetime] = Column(Moment)
    used_at: Named[datetime | None] = Column(Moment)


boot_tokens = Table("boot_tokens", metadata, _BootTokens)
"""What opens the admin pages of a fresh deployment, once (D9)."""


class _AdminSessions(TypedColumns):
    token_hash: Named[bytes] = Column(LargeBinary, primary_key=True)
    org_id: Named[str] = Column(Text)
    """Empty for the admin who came with a boot token, while there is no org."""
    user_id: Named[str] = Column(Text)
    username: Named[str] = Column(Text)
    csrf: Named[str] = Column(Text)
    client: Named[str] = Column(Text)
    language: Named[str] = Column(Text)
    created_at: Named[datetime] = Column(Moment)
    seen_at: Named[datetime] = Column(Moment)
    checked_at: Named[datetime] = Column(Moment)
    """When Salesforce last said what this user may."""
    role: Named[str] = Column(Text)
    """"admin", or "supervisor" who sees page 'Live' alone."""
    expires_at: Named[datetime] = Column(Moment, index=True)
    ended_at: Named[datetime | None] = Column(Moment)


admin_sessions = Table("admin_sessions", metadata, _AdminSessions)


class _WebProcesses(TypedColumns):
    id: Named[str] = key()
    seen_at: Named[datetime] = Column(Moment)


web_processes = Table("web_processes", metadata, _WebProcesses)
"""Who holds sockets: a process that is not seen any more has lost its pages (docs/adr/0024)."""


class _Probes(TypedColumns):
    org_id: Named[str] = key()
    at: Named[datetime] = Column(Moment)


probes = Table("probes", metadata, _Probes)
"""One row, written to see whether the database still takes anything."""
