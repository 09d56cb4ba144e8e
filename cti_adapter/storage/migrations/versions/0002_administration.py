"""Administration: versions of the configuration, admins' sessions, links with names, intake."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, Text

revision = "0002"
down_revision = "0001"

_LOG_STATES = {
    "sqlite": """
        UPDATE calls SET log_state = coalesce(json_extract(snapshot, '$.ledger.state'), 'open'),
            log_reason = coalesce(json_extract(snapshot, '$.ledger.reason'), ''),
            begun_at = 1000000 *
                CAST(strftime('%s', json_extract(snapshot, '$.call.created_at')) AS INTEGER)
    """,
    "postgresql": """
        UPDATE calls SET log_state = coalesce(snapshot::json #>> '{ledger,state}', 'open'),
            log_reason = coalesce(snapshot::json #>> '{ledger,reason}', ''),
            begun_at = 1000000 *
                floor(extract(epoch FROM (snapshot::json #>> '{call,created_at}')::timestamptz))
    """,
}


def upgrade() -> None:
    with op.batch_alter_table("orgs") as orgs:
        orgs.add_column(Column("version", Integer, nullable=False, server_default="1"))
        for name in ("intake_key", "signal_key"):
            orgs.add_column(Column(name, Text))
            orgs.create_unique_constraint(f"uq_orgs_{name}", [name])
    with op.batch_alter_table("connectors") as connectors:
        connectors.add_column(Column("settings", Text, nullable=False, server_default="{}"))
    with op.batch_alter_table("inbox") as inbox:
        inbox.add_column(Column("ignored", Text, nullable=False, server_default=""))
    with op.batch_alter_table("agents") as agents:
        for name in ("email", "username", "user_name"):
            agents.add_column(Column(name, Text, nullable=False, server_default=""))
        agents.add_column(Column("do_not_log", Boolean, nullable=False, server_default=sa.false()))
        agents.add_column(Column("sought", Text, nullable=False, server_default=""))
        agents.add_column(Column("removed_at", BigInteger))
        agents.drop_constraint("uq_agents_org_id_line", type_="unique")
    op.create_index(
        "ix_agents_org_id_line",
        "agents",
        ["org_id", "line"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.execute("UPDATE agents SET sought = lower(line || ' ' || name)")
    with op.batch_alter_table("sessions") as sessions:
        for name in ("user_agent", "sign_in", "browser", "call_page"):
            sessions.add_column(Column(name, Text, nullable=False, server_default=""))
        sessions.add_column(Column("client", Text, nullable=False, server_default="softphone"))
        sessions.add_column(Column("checked_at", BigInteger, nullable=False, server_default="0"))
    with op.batch_alter_table("sign_ins") as sign_ins:
        sign_ins.add_column(Column("client", Text, nullable=False, server_default="softphone"))
    op.add_column("desks", Column("due_at", BigInteger))
    op.create_index("ix_desks_due_at", "desks", ["due_at"])
    with op.batch_alter_table("tickets") as tickets:
        tickets.add_column(Column("page", Text, nullable=False, server_default=""))
    op.create_table(
        "web_processes",
        Column("id", Text, primary_key=True),
        Column("seen_at", BigInteger, nullable=False),
    )
    op.create_table(
        "configurations",
        Column("org_id", Text, sa.ForeignKey("orgs.id"), primary_key=True),
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("at", BigInteger, nullable=False),
        Column("by", Text, nullable=False),
        Column("summary", Text, nullable=False),
        Column("document", LargeBinary, nullable=False),
    )
    op.create_table(
        "made_leads",
        Column("org_id", Text, primary_key=True),
        Column("number_hash", LargeBinary, primary_key=True),
        Column("lead_id", Text),
        Column("call_id", Text, nullable=False),
        Column("at", BigInteger, nullable=False),
    )
    op.create_index("ix_made_leads_at", "made_leads", ["at"])
    op.create_table(
        "boot_tokens",
        Column("token_hash", LargeBinary, primary_key=True),
        Column("org_id", Text, nullable=False),
        Column("created_at", BigInteger, nullable=False),
        Column("expires_at", BigInteger, nullable=False),
        Column("used_at", BigInteger),
    )
    op.create_table(
        "admin_sessions",
        Column("token_hash", LargeBinary, primary_key=True),
        *(
            Column(name, Text, nullable=False)
            for name in ("org_id", "user_id", "username", "csrf", "client", "language")
        ),
        *(
            Column(name, BigInteger, nullable=False)
            for name in ("created_at", "seen_at", "checked_at", "expires_at")
        ),
        Column("ended_at", BigInteger),
        Column("role", Text, nullable=False),
    )
    op.create_index("ix_admin_sessions_expires_at", "admin_sessions", ["expires_at"])
    dead = sa.text("status = 'dead'")
    op.create_index(
        "ix_outbox_dead", "outbox", ["org_id"], sqlite_where=dead, postgresql_where=dead
    )
    with op.batch_alter_table("outbox") as outbox:
        for name in ("error_code", "lane"):
            outbox.add_column(Column(name, Text, nullable=False, server_default=""))
    _add_log_states()
    op.create_table(
        "pauses",
        Column("org_id", Text, primary_key=True),
        Column("reason", Text, nullable=False),
        Column("began_at", BigInteger, nullable=False),
        Column("probe_at", BigInteger, nullable=False),
        Column("words", Text, nullable=False),
    )
    op.create_table(
        "findings",
        Column("org_id", Text, primary_key=True),
        Column("subject", Text, primary_key=True),
        Column("at", BigInteger, nullable=False),
        Column("body", Text, nullable=False),
    )
    op.create_table(
        "receivers",
        Column("org_id", Text, sa.ForeignKey("orgs.id"), primary_key=True),
        Column("key", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("name", "url", "events")),
        Column("secrets_encrypted", LargeBinary, nullable=False),
        Column("created_at", BigInteger, nullable=False),
    )
    op.create_table(
        "call_aliases",
        *(Column(name, Text, primary_key=True) for name in ("org_id", "key")),
        Column("call_id", Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "history",
        *(Column(name, Text, primary_key=True) for name in ("org_id", "agent_id", "call_id")),
        Column("at", BigInteger, nullable=False),
        Column("unlogged", Boolean, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_history_at", "history", ["org_id", "agent_id", "at", "call_id"])
    op.create_table(
        "dial_lists",
        *(Column(name, Text, primary_key=True) for name in ("org_id", "agent_id")),
        Column("body", Text, nullable=False),
    )


def _add_log_states() -> None:
    """Let calls be counted by when they began and how far their logs have come."""
    with op.batch_alter_table("calls") as calls:
        calls.add_column(Column("log_state", Text, nullable=False, server_default="open"))
        calls.add_column(Column("log_reason", Text, nullable=False, server_default=""))
        calls.add_column(Column("begun_at", BigInteger, nullable=False, server_default="0"))
    op.execute(_LOG_STATES[op.get_bind().dialect.name])
    op.create_index("ix_calls_log", "calls", ["org_id", "begun_at", "log_state", "log_reason"])
