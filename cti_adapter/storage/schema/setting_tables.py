"""What an admin decides: orgs, telephone systems, agents, versions; what checks found last."""

from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Named,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    text,
)

from cti_adapter.storage.moments import Moment
from cti_adapter.storage.schema.base import key, metadata


class _Orgs(TypedColumns):
    id: Named[str] = key()
    key: Named[str] = Column(Text, unique=True)
    """Stands in the adapter's URL, /o/<key>/softphone."""
    name: Named[str] = Column(Text)
    config: Named[str] = Column(Text)
    secrets_encrypted: Named[bytes] = Column(LargeBinary)
    created_at: Named[datetime] = Column(Moment)
    version: Named[int] = Column(Integer)
    """Counts every change of the org's configuration (B-14)."""
    intake_key: Named[str | None] = Column(Text, unique=True)
    signal_key: Named[str | None] = Column(Text, unique=True)
    """Stands in the address to which the org tells of sign-outs (DECISION 55)."""
    """Stands in the URL of form submissions, /intake/<key>."""


orgs = Table("orgs", metadata, _Orgs)


class _Connectors(TypedColumns):
    org_id: Named[str] = Column(Text, ForeignKey("orgs.id"))
    key: Named[str] = key()
    """Stands in the hook's URL and so tells the org: unique over all orgs."""
    kind: Named[str] = Column(Text)
    name: Named[str] = Column(Text)
    secrets_encrypted: Named[bytes] = Column(LargeBinary)
    command_url: Named[str] = Column(Text)
    settings: Named[str] = Column(Text)
    """What its kind asks for beside secrets, as a JSON object of texts."""
    created_at: Named[datetime] = Column(Moment)


connectors = Table("connectors", metadata, _Connectors, Index(None, "org_id"))


class _Receivers(TypedColumns):
    org_id: Named[str] = Column(Text, ForeignKey("orgs.id"), primary_key=True)
    key: Named[str] = key()
    name: Named[str] = Column(Text)
    url: Named[str] = Column(Text)
    events: Named[str] = Column(Text)
    """The types it is told of, as a JSON list."""
    secrets_encrypted: Named[bytes] = Column(LargeBinary)
    created_at: Named[datetime] = Column(Moment)


receivers = Table("receivers", metadata, _Receivers)
"""Whom an org has told of its calls (contract.md §7)."""


class _Agents(TypedColumns):
    org_id: Named[str] = Column(Text, ForeignKey("orgs.id"), primary_key=True)
    id: Named[str] = key()
    line: Named[str] = Column(Text)
    name: Named[str] = Column(Text)
    user_id: Named[str | None] = Column(Text)
    language: Named[str] = Column(Text)
    locale: Named[str] = Column(Text, server_default="")
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


class _Findings(TypedColumns):
    org_id: Named[str] = key()
    subject: Named[str] = key()
    """What was looked at: "connection", or a telephone system and what came of it."""
    at: Named[datetime] = Column(Moment)
    body: Named[str] = Column(Text)


findings = Table("findings", metadata, _Findings)
"""What the checks of the set-up found last."""
