"""Every table, as SQLAlchemy Core sees it. Holds no query.

Every row belongs to one org (D11). What we encode ourselves is JSON in text, so that it can be
read in a database shell; bytes that are somebody else's stay bytes.

The tables an event touches have no foreign keys: PostgreSQL would lock the org's row for each
event, and what they refer to is written in the same transaction anyway.
"""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Named,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    func,
    text,
)

from cti_adapter.storage.moments import Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _key() -> Column[str]:
    return Column(Text, primary_key=True)


# ── what an admin decides ────────────────────────────────────────────────────────────────────


class _Orgs(TypedColumns):
    id: Named[str] = _key()
    key: Named[str] = Column(Text, unique=True)
    """Stands in the adapter's URL, /o/<key>/softphone."""
    name: Named[str] = Column(Text)
    config: Named[str] = Column(Text)
    secrets_encrypted: Named[bytes] = Column(LargeBinary)
    created_at: Named[datetime] = Column(Moment)
    version: Named[int] = Column(Integer)
    """Counts every change of the org's configuration (B-14)."""
    intake_key: Named[str | None] = Column(Text, unique=True)
    """Stands in the URL of form submissions, /intake/<key>."""


orgs = Table("orgs", metadata, _Orgs)


class _Connectors(TypedColumns):
    org_id: Named[str] = Column(Text, ForeignKey("orgs.id"))
    key: Named[str] = _key()
    """Stands in the hook's URL and so tells the org: unique over all orgs."""
    kind: Named[str] = Column(Text)
    name: Named[str] = Column(Text)
    secrets_encrypted: Named[bytes] = Column(LargeBinary)
    command_url: Named[str] = Column(Text)
    created_at: Named[datetime] = Column(Moment)


connectors = Table("connectors", metadata, _Connectors, Index(None, "org_id"))


class _Agents(TypedColumns):
    org_id: Named[str] = Column(Text, ForeignKey("orgs.id"), primary_key=True)
    id: Named[str] = _key()
    line: Named[str] = Column(Text)
    name: Named[str] = Column(Text)
    user_id: Named[str | None] = Column(Text)
    language: Named[str] = Column(Text)
    time_zone: Named[str] = Column(Text)
    email: Named[str] = Column(Text)
    username: Named[str] = Column(Text)
    """Of the linked Salesforce user, as it was when they were linked."""
    user_name: Named[str] = Column(Text)
    do_not_log: Named[bool] = Column(Boolean)
    """What the checkbox starts with, 'Do not log by default'."""
    sought: Named[str] = Column(Text)
    """Everything an agent is found by, in small letters."""
    removed_at: Named[datetime | None] = Column(Moment)
    """A removed agent stays for the calls they had; the line is free for another."""


agents = Table(
    "agents",
    metadata,
    _Agents,
    UniqueConstraint("org_id", "user_id"),
    Index(
        "ix_agents_org_id_line",
        "org_id",
        "line",
        unique=True,
        sqlite_where=text("removed_at IS NULL"),
        postgresql_where=text("removed_at IS NULL"),
    ),
)


class _Configurations(TypedColumns):
    org_id: Named[str] = Column(Text, ForeignKey("orgs.id"), primary_key=True)
    version: Named[int] = Column(Integer, primary_key=True)
    at: Named[datetime] = Column(Moment)
    by: Named[str] = Column(Text)
    """Who made the change: a username, or what did it."""
    summary: Named[str] = Column(Text)
    document: Named[bytes] = Column(LargeBinary)
    """The whole configuration file after the change, compressed; no secret stands in it."""


configurations = Table("configurations", metadata, _Configurations)


class _MadeLeads(TypedColumns):
    org_id: Named[str] = _key()
    number_hash: Named[bytes] = Column(LargeBinary, primary_key=True)
    lead_id: Named[str | None] = Column(Text)
    """None while the Lead is being made."""
    call_id: Named[str] = Column(Text)
    at: Named[datetime] = Column(Moment, index=True)


made_leads = Table("made_leads", metadata, _MadeLeads)
"""One Lead per number, even while Salesforce's search index lags (DECISION 52)."""


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
    """When Salesforce last said that this user may administer."""
    expires_at: Named[datetime] = Column(Moment, index=True)
    ended_at: Named[datetime | None] = Column(Moment)


admin_sessions = Table("admin_sessions", metadata, _AdminSessions)


class _Findings(TypedColumns):
    org_id: Named[str] = _key()
    subject: Named[str] = _key()
    """What was looked at: "connection", or a telephone system and what came of it."""
    at: Named[datetime] = Column(Moment)
    body: Named[str] = Column(Text)


findings = Table("findings", metadata, _Findings)
"""What the checks of the set-up found last."""

# ── what comes in ────────────────────────────────────────────────────────────────────────────


class _Deliveries(TypedColumns):
    org_id: Named[str] = _key()
    connector: Named[str] = _key()
    delivery_id: Named[str] = _key()
    received_at: Named[datetime] = Column(Moment, index=True)


deliveries = Table("deliveries", metadata, _Deliveries, sqlite_with_rowid=False)


class _Inbox(TypedColumns):
    org_id: Named[str] = _key()
    connector: Named[str] = _key()
    source: Named[str] = _key()
    event_id: Named[str] = _key()
    received_at: Named[datetime] = Column(Moment, index=True)
    body: Named[bytes] = Column(LargeBinary)


inbox = Table("inbox", metadata, _Inbox)


class _Idempotency(TypedColumns):
    org_id: Named[str] = _key()
    agent_id: Named[str] = _key()
    key: Named[str] = _key()
    at: Named[datetime] = Column(Moment, index=True)


idempotency = Table("idempotency", metadata, _Idempotency, sqlite_with_rowid=False)

# ── calls ────────────────────────────────────────────────────────────────────────────────────


class _Calls(TypedColumns):
    org_id: Named[str] = _key()
    id: Named[str] = _key()
    key: Named[str] = Column(Text)
    due_at: Named[datetime | None] = Column(Moment)
    is_open: Named[bool] = Column(Boolean)
    updated_at: Named[datetime] = Column(Moment)
    snapshot: Named[str] = Column(Text)


calls = Table(
    "calls",
    metadata,
    _Calls,
    UniqueConstraint("org_id", "key"),
    Index(
        "ix_calls_due_at",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)


class _Journal(TypedColumns):
    org_id: Named[str] = _key()
    call_id: Named[str] = _key()
    position: Named[int] = Column(Integer, primary_key=True)
    at: Named[datetime] = Column(Moment)
    type: Named[str] = Column(Text)
    body: Named[str] = Column(Text)


journal = Table("journal", metadata, _Journal, sqlite_with_rowid=False)


class _JournalPrivate(TypedColumns):
    org_id: Named[str] = _key()
    call_id: Named[str] = _key()
    position: Named[int] = Column(Integer, primary_key=True)
    body: Named[str] = Column(Text)


journal_private = Table("journal_private", metadata, _JournalPrivate, sqlite_with_rowid=False)

OPEN_ENTRIES = text("status IN ('pending', 'inflight')")
DEAD_ENTRIES = text("status = 'dead'")


class _Outbox(TypedColumns):
    id: Named[int] = Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    org_id: Named[str] = Column(Text)
    call_id: Named[str] = Column(Text)
    kind: Named[str] = Column(Text)
    key: Named[str] = Column(Text)
    payload: Named[bytes] = Column(LargeBinary)
    status: Named[str] = Column(Text)
    attempts: Named[int] = Column(Integer)
    due_at: Named[datetime] = Column(Moment)
    lease_until: Named[datetime | None] = Column(Moment)
    last_error: Named[str] = Column(Text)


outbox = Table(
    "outbox", metadata, _Outbox, UniqueConstraint("org_id", "key"), Index(None, "org_id", "call_id")
)
Index(
    "ix_outbox_due",
    func.coalesce(outbox.c.lease_until, outbox.c.due_at),
    sqlite_where=OPEN_ENTRIES,
    postgresql_where=OPEN_ENTRIES,
)

Index(
    "ix_outbox_dead",
    outbox.c.org_id,
    sqlite_where=DEAD_ENTRIES,
    postgresql_where=DEAD_ENTRIES,
)

# ── agents at work ───────────────────────────────────────────────────────────────────────────


class _Desks(TypedColumns):
    org_id: Named[str] = _key()
    agent_id: Named[str] = _key()
    seq: Named[int] = Column(BigInteger)
    state: Named[str] = Column(Text)


desks = Table("desks", metadata, _Desks)


class _Messages(TypedColumns):
    org_id: Named[str] = _key()
    agent_id: Named[str] = _key()
    seq: Named[int] = Column(BigInteger, primary_key=True)
    body: Named[bytes] = Column(LargeBinary)
    at: Named[datetime] = Column(Moment)


messages = Table("messages", metadata, _Messages, sqlite_with_rowid=False)


class _SignIns(TypedColumns):
    id: Named[str] = _key()
    org_id: Named[str] = Column(Text, ForeignKey("orgs.id"), index=True)
    status: Named[str] = Column(Text)
    secret_hash: Named[bytes] = Column(LargeBinary)
    bind_hash: Named[bytes] = Column(LargeBinary)
    state_hash: Named[bytes | None] = Column(LargeBinary, unique=True)
    proof_encrypted: Named[bytes | None] = Column(LargeBinary)
    """PKCE verifier and nonce."""
    grant_encrypted: Named[bytes | None] = Column(LargeBinary)
    """What the claim hands out."""
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
    """The browser, as it names itself; for the list of sessions."""
    sign_in: Named[str] = Column(Text)
    """The same for every session that goes back to one sign-in: what an admin sees and ends."""
    checked_at: Named[datetime] = Column(Moment)
    """When Salesforce last said that this user is active."""


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


tickets = Table("tickets", metadata, _Tickets)

# ── operations ───────────────────────────────────────────────────────────────────────────────


class _Probes(TypedColumns):
    org_id: Named[str] = _key()
    at: Named[datetime] = Column(Moment)


probes = Table("probes", metadata, _Probes)
"""One row, written to see whether the database still takes anything."""
