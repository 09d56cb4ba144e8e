"""Calls: what comes in, the snapshot and the journal, what must happen, Leads made of callers."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    Named,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    func,
    text,
)

from cti_adapter.storage.moments import Moment
from cti_adapter.storage.schema.base import key, metadata


class _Deliveries(TypedColumns):
    org_id: Named[str] = key()
    connector: Named[str] = key()
    delivery_id: Named[str] = key()
    received_at: Named[datetime] = Column(Moment, index=True)


deliveries = Table("deliveries", metadata, _Deliveries, sqlite_with_rowid=False)


class _Inbox(TypedColumns):
    org_id: Named[str] = key()
    connector: Named[str] = key()
    source: Named[str] = key()
    event_id: Named[str] = key()
    received_at: Named[datetime] = Column(Moment, index=True)
    body: Named[bytes] = Column(LargeBinary)
    ignored: Named[str] = Column(Text)
    """Why nothing was done about it, "" where something was."""


inbox = Table("inbox", metadata, _Inbox)


class _Idempotency(TypedColumns):
    org_id: Named[str] = key()
    agent_id: Named[str] = key()
    key: Named[str] = key()
    at: Named[datetime] = Column(Moment, index=True)


idempotency = Table("idempotency", metadata, _Idempotency, sqlite_with_rowid=False)


class _Calls(TypedColumns):
    org_id: Named[str] = key()
    id: Named[str] = key()
    key: Named[str] = Column(Text)
    begun_at: Named[datetime] = Column(Moment)
    due_at: Named[datetime | None] = Column(Moment)
    is_open: Named[bool] = Column(Boolean)
    log_state: Named[str] = Column(Text)
    """How far its log has come, as the snapshot says it: counted without opening that."""
    log_reason: Named[str] = Column(Text)
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
    Index("ix_calls_log", "org_id", "begun_at", "log_state", "log_reason"),
)


class _PastCounts(TypedColumns):
    org_id: Named[str] = key()
    at: Named[datetime] = Column(Moment, primary_key=True)
    """The hour in which these calls began."""
    log_state: Named[str] = key()
    log_reason: Named[str] = key()
    n: Named[int] = Column(Integer)


past_counts = Table("past_counts", metadata, _PastCounts, sqlite_with_rowid=False)
"""How many calls there were that have been deleted by their age (docs/adr/0046)."""


class _CallAliases(TypedColumns):
    org_id: Named[str] = key()
    key: Named[str] = key()
    call_id: Named[str] = Column(Text)


call_aliases = Table("call_aliases", metadata, _CallAliases, sqlite_with_rowid=False)
"""Further keys of calls whose telephone system goes on under another id."""


class _History(TypedColumns):
    org_id: Named[str] = key()
    agent_id: Named[str] = key()
    call_id: Named[str] = key()
    at: Named[datetime] = Column(Moment)
    unlogged: Named[bool] = Column(Boolean)


history = Table(
    "history",
    metadata,
    _History,
    Index("ix_history_at", "org_id", "agent_id", "at", "call_id"),
    sqlite_with_rowid=False,
)
"""Whose call it was, once it is over; the agent's line may be another agent's by now."""


class _Journal(TypedColumns):
    org_id: Named[str] = key()
    call_id: Named[str] = key()
    position: Named[int] = Column(Integer, primary_key=True)
    at: Named[datetime] = Column(Moment)
    type: Named[str] = Column(Text)
    body: Named[str] = Column(Text)


journal = Table("journal", metadata, _Journal, sqlite_with_rowid=False)


class _JournalPrivate(TypedColumns):
    org_id: Named[str] = key()
    call_id: Named[str] = key()
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
    error_code: Named[str] = Column(Text)
    """Salesforce's word for the class of `last_error`."""
    lane: Named[str] = Column(Text)
    put_at: Named[datetime] = Column(Moment)
    """Since when it could have gone out, however often it was put off."""


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


class _Pauses(TypedColumns):
    org_id: Named[str] = key()
    reason: Named[str] = Column(Text)
    began_at: Named[datetime] = Column(Moment)
    probe_at: Named[datetime] = Column(Moment)
    words: Named[str] = Column(Text)


pauses = Table("pauses", metadata, _Pauses)
"""Orgs that take nothing for a while; a row goes when the org is open again."""


class _MadeLeads(TypedColumns):
    org_id: Named[str] = key()
    number_hash: Named[bytes] = Column(LargeBinary, primary_key=True)
    lead_id: Named[str | None] = Column(Text)
    """None while the Lead is being made."""
    call_id: Named[str] = Column(Text)
    at: Named[datetime] = Column(Moment, index=True)


made_leads = Table("made_leads", metadata, _MadeLeads)
"""One Lead per number, even while Salesforce's search index lags (DECISION 52)."""
