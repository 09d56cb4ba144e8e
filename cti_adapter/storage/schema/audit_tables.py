"""Who did what: rows that are only appended, and of each chain its end, its beginning, its key."""

from datetime import datetime

from sqlalchemy import Column, Index, Integer, LargeBinary, Named, Table, Text, TypedColumns

from cti_adapter.storage.moments import Moment
from cti_adapter.storage.schema.base import key, metadata


class _AuditRows(TypedColumns):
    org_id: Named[str] = key()
    """Empty for what belongs to no org."""
    seq: Named[int] = Column(Integer, primary_key=True, autoincrement=False)
    at: Named[datetime] = Column(Moment)
    who: Named[str] = Column(Text)
    what: Named[str] = Column(Text)
    of: Named[str] = Column(Text)
    before: Named[str] = Column(Text)
    after: Named[str] = Column(Text)
    address: Named[str] = Column(Text)
    request_id: Named[str] = Column(Text)
    times: Named[int] = Column(Integer)
    seal: Named[bytes] = Column(LargeBinary)
    """Of this row and the seal before it, by the key of the chain."""


audit_rows = Table("audit_rows", metadata, _AuditRows, Index(None, "org_id", "at"))


class _AuditChains(TypedColumns):
    org_id: Named[str] = key()
    key_encrypted: Named[bytes] = Column(LargeBinary)
    """Random, for this chain alone, so that it outlives the keys of CTI_SECRET_KEYS."""
    seq: Named[int] = Column(Integer)
    """Of the newest row, as is seal."""
    seal: Named[bytes] = Column(LargeBinary)
    anchor_seq: Named[int] = Column(Integer)
    """Of the newest row that went by age, as are anchor_seal and anchor_at."""
    anchor_seal: Named[bytes] = Column(LargeBinary)
    anchor_at: Named[datetime | None] = Column(Moment)
    ends_seal: Named[bytes] = Column(LargeBinary)
    """Of both ends: without it nobody could tell that the newest rows were taken off."""


audit_chains = Table("audit_chains", metadata, _AuditChains)
