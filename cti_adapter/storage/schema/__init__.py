"""Every table, as SQLAlchemy Core sees it. Holds no query.

Every row belongs to one org (D11). What we encode ourselves is JSON in text, so that it can be
read in a database shell; bytes that are somebody else's stay bytes.

The tables an event touches have no foreign keys: PostgreSQL would lock the org's row for each
event, and what they refer to is written in the same transaction anyway.
"""

from cti_adapter.storage.schema.audit_tables import audit_chains, audit_rows
from cti_adapter.storage.schema.base import metadata
from cti_adapter.storage.schema.call_tables import (
    DEAD_ENTRIES,
    OPEN_ENTRIES,
    call_aliases,
    calls,
    deliveries,
    history,
    idempotency,
    inbox,
    journal,
    journal_private,
    made_leads,
    outbox,
    past_counts,
    pauses,
)
from cti_adapter.storage.schema.people_tables import (
    admin_sessions,
    boot_tokens,
    desks,
    dial_lists,
    messages,
    probes,
    sessions,
    sign_ins,
    tickets,
    web_processes,
)
from cti_adapter.storage.schema.setting_tables import (
    agents,
    configurations,
    connectors,
    findings,
    orgs,
    receivers,
)

__all__ = [
    "DEAD_ENTRIES",
    "OPEN_ENTRIES",
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
    "metadata",
    "orgs",
    "outbox",
    "past_counts",
    "pauses",
    "probes",
    "receivers",
    "sessions",
    "sign_ins",
    "tickets",
    "web_processes",
]
