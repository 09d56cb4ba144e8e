"""Row-level security on PostgreSQL: a transaction sees and writes the rows it was begun for.

Where the setting is absent everything is seen: so is it for the release before, which runs beside
this one during a rolling upgrade and never sets it (ADR 0050).
"""

from alembic import op

revision = "0007"
down_revision = "0006"

_ORG = "current_setting('cti.org', true)"
_AS_AN_EVENT_DOES = ("deliveries", "idempotency", "inbox", "agents", "desks", "calls")
"""Locked first, in the order in which whoever works takes them: they wait at the first of them with
nothing in hand that the migration waits for."""
_OF_ORGS = (
    "admin_sessions",
    "agents",
    "audit_chains",
    "audit_rows",
    "boot_tokens",
    "call_aliases",
    "calls",
    "configurations",
    "connectors",
    "deliveries",
    "desks",
    "dial_lists",
    "findings",
    "history",
    "idempotency",
    "inbox",
    "journal",
    "journal_private",
    "made_leads",
    "messages",
    "outbox",
    "past_counts",
    "pauses",
    "probes",
    "receivers",
    "sessions",
    "sign_ins",
    "tickets",
)


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(f"LOCK TABLE {', '.join(_AS_AN_EVENT_DOES)} IN ACCESS EXCLUSIVE MODE")
    _fence("orgs", "id")
    for table in _OF_ORGS:
        _fence(table, "org_id")


def _fence(table: str, org: str) -> None:
    # the bare column first, and little behind it: a policy is made ready for every statement
    whose = f"{org} = {_ORG} OR coalesce({_ORG}, '') IN ('*', '')"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_org ON {table} USING ({whose}) WITH CHECK ({whose})")
