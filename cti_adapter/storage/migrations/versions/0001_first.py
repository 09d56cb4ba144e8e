"""The first schema: orgs, people, calls with their journal, the outbox, sign-in."""

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    text,
)

revision = "0001"
down_revision = None

_OPEN_ENTRIES = text("status IN ('pending', 'inflight')")


def upgrade() -> None:
    _what_an_admin_decides()
    _what_comes_in()
    _calls()
    _outbox()
    _agents_at_work()
    _sign_in()
    op.create_table("probes", _text("org_id"), _moment("at"), PrimaryKeyConstraint("org_id"))


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _bytes(name: str, *, nullable: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _big_number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _what_an_admin_decides() -> None:
    op.create_table(
        "orgs",
        _text("id"),
        _text("key"),
        _text("name"),
        _text("config"),
        _bytes("secrets_encrypted"),
        _moment("created_at"),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("key"),
    )
    op.create_table(
        "connectors",
        _text("org_id"),
        _text("key"),
        _text("kind"),
        _text("name"),
        _bytes("secrets_encrypted"),
        _text("command_url"),
        _moment("created_at"),
        ForeignKeyConstraint(["org_id"], ["orgs.id"]),
        PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_connectors_org_id", "connectors", ["org_id"])
    op.create_table(
        "agents",
        _text("org_id"),
        _text("id"),
        _text("line"),
        _text("name"),
        Column("user_id", Text),
        _text("language"),
        _text("time_zone"),
        ForeignKeyConstraint(["org_id"], ["orgs.id"]),
        PrimaryKeyConstraint("org_id", "id"),
        UniqueConstraint("org_id", "line"),
        UniqueConstraint("org_id", "user_id"),
    )


def _what_comes_in() -> None:
    op.create_table(
        "deliveries",
        _text("org_id"),
        _text("connector"),
        _text("delivery_id"),
        _moment("received_at"),
        PrimaryKeyConstraint("org_id", "connector", "delivery_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_deliveries_received_at", "deliveries", ["received_at"])
    op.create_table(
        "inbox",
        _text("org_id"),
        _text("connector"),
        _text("source"),
        _text("event_id"),
        _moment("received_at"),
        _bytes("body"),
        PrimaryKeyConstraint("org_id", "connector", "source", "event_id"),
    )
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"])
    op.create_table(
        "idempotency",
        _text("org_id"),
        _text("agent_id"),
        _text("key"),
        _moment("at"),
        PrimaryKeyConstraint("org_id", "agent_id", "key"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_idempotency_at", "idempotency", ["at"])


def _calls() -> None:
    op.create_table(
        "calls",
        _text("org_id"),
        _text("id"),
        _text("key"),
        _moment("due_at", nullable=True),
        Column("is_open", Boolean, nullable=False),
        _moment("updated_at"),
        _text("snapshot"),
        PrimaryKeyConstraint("org_id", "id"),
        UniqueConstraint("org_id", "key"),
    )
    op.create_index(
        "ix_calls_due_at",
        "calls",
        ["due_at"],
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    )
    op.create_table(
        "journal",
        _text("org_id"),
        _text("call_id"),
        _number("position"),
        _moment("at"),
        _text("type"),
        _text("body"),
        PrimaryKeyConstraint("org_id", "call_id", "position"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journal_private",
        _text("org_id"),
        _text("call_id"),
        _number("position"),
        _text("body"),
        PrimaryKeyConstraint("org_id", "call_id", "position"),
        sqlite_with_rowid=False,
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        Column("id", BigInteger().with_variant(Integer, "sqlite"), nullable=False),
        _text("org_id"),
        _text("call_id"),
        _text("kind"),
        _text("key"),
        _bytes("payload"),
        _text("status"),
        _number("attempts"),
        _moment("due_at"),
        _moment("lease_until", nullable=True),
        _text("last_error"),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("org_id", "key"),
    )
    op.create_index("ix_outbox_org_id_call_id", "outbox", ["org_id", "call_id"])
    op.create_index(
        "ix_outbox_due",
        "outbox",
        [text("coalesce(lease_until, due_at)")],
        sqlite_where=_OPEN_ENTRIES,
        postgresql_where=_OPEN_ENTRIES,
    )


def _agents_at_work() -> None:
    op.create_table(
        "desks",
        _text("org_id"),
        _text("agent_id"),
        _big_number("seq"),
        _text("state"),
        PrimaryKeyConstraint("org_id", "agent_id"),
    )
    op.create_table(
        "messages",
        _text("org_id"),
        _text("agent_id"),
        _big_number("seq"),
        _bytes("body"),
        _moment("at"),
        PrimaryKeyConstraint("org_id", "agent_id", "seq"),
        sqlite_with_rowid=False,
    )


def _sign_in() -> None:
    op.create_table(
        "sign_ins",
        _text("id"),
        _text("org_id"),
        _text("status"),
        _bytes("secret_hash"),
        _bytes("bind_hash"),
        _bytes("state_hash", nullable=True),
        _bytes("proof_encrypted", nullable=True),
        _bytes("grant_encrypted", nullable=True),
        _text("reason"),
        _moment("created_at"),
        _moment("expires_at"),
        ForeignKeyConstraint(["org_id"], ["orgs.id"]),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("state_hash"),
    )
    op.create_index("ix_sign_ins_org_id", "sign_ins", ["org_id"])
    op.create_index("ix_sign_ins_expires_at", "sign_ins", ["expires_at"])
    op.create_table(
        "sessions",
        _text("org_id"),
        _bytes("token_hash"),
        _text("agent_id"),
        _text("user_id"),
        _bytes("renew_hash", nullable=True),
        _moment("created_at"),
        _moment("seen_at"),
        _moment("expires_at"),
        _moment("ended_at", nullable=True),
        ForeignKeyConstraint(["org_id", "agent_id"], ["agents.org_id", "agents.id"]),
        PrimaryKeyConstraint("token_hash"),
        UniqueConstraint("renew_hash"),
    )
    op.create_index("ix_sessions_org_id_user_id", "sessions", ["org_id", "user_id"])
    op.create_table(
        "tickets",
        _bytes("ticket_hash"),
        _text("org_id"),
        _text("agent_id"),
        _bytes("session_hash"),
        _big_number("last_seq"),
        _moment("expires_at"),
        Column("used_at", BigInteger),
        PrimaryKeyConstraint("ticket_hash"),
    )
    op.create_index("ix_tickets_expires_at", "tickets", ["expires_at"])
