"""The audit log: who did what to an org, when and from where (docs/adr/0047). Nothing of callers.

A deed is announced before it is done, by `noting`; the storage writes its row in the transaction
that changes something, so that neither stands without the other. What changes nothing leaves no
row. Rows are only ever appended; each is sealed together with the one before it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Literal, Protocol

import msgspec

from cti_adapter.outbox.entry import OrgId

NO_ORG = OrgId("")
"""The chain of what belongs to no org: the deployment's own."""

LIVES = timedelta(days=365)
"""How long a row is kept."""


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody did, or was refused."""

    org_id: OrgId
    who: str
    """A username, or what did it; "" where nobody knows."""
    what: str
    """A code; its words are those of the admin pages."""
    of: str = ""
    """The thing: an id of ours, a key, names of settings. Never a number or a name of a caller."""
    before: str = ""
    """Hash of what stood there, where it is one document."""
    after: str = ""
    address: str = ""
    """Of the client."""
    request_id: str = ""
    times: int = 1
    """How often, where refusals are counted instead of written one by one."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A deed as it is kept."""

    seq: int
    at: datetime
    deed: Deed


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows are looked for."""

    before: int | None = None
    """Only those with a smaller number."""
    what: str = ""
    """Deeds whose code begins so."""
    who: str = ""
    """What stands in a row, or in what an agent is looked for by."""
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 50


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a chain holds."""

    org_id: OrgId
    rows: int = 0
    since: datetime | None = None
    """Of the first row that is kept, or of the last that went by age."""
    broken_at: int | None = None
    """Number of the first row that is not as it was written."""
    fault: Literal["", "changed", "missing", "added", "end"] = ""


class AuditLog(Protocol):
    """Where the rows are (storage/audit.py)."""

    def append(self, deed: Deed) -> None:
        """Write what is no part of another transaction."""
        ...

    def rows(self, org_id: OrgId, wanted: Wanted) -> tuple[Row, ...]:
        """Return rows, the newest first."""
        ...

    def verify(self, org_id: OrgId) -> Verdict:
        """Look at every row of a chain."""
        ...

    def chains(self) -> tuple[OrgId, ...]:
        """Return the orgs that have one; NO_ORG where the deployment's own has begun."""
        ...

    def let_go(self, org_id: OrgId, before: datetime) -> int:
        """Delete rows that are older; the rest still verifies. Return how many went."""
        ...


class Pending:
    """A deed that is about to be done, by this thread."""

    def __init__(self, deed: Deed) -> None:
        self.deed = deed
        self.is_written = False
        self.thread = threading.get_ident()


_pending: ContextVar[Pending | None] = ContextVar("pending", default=None)


def announce(deed: Deed | None) -> None:
    """Say what this request is about to do; None where it is over."""
    _pending.set(None if deed is None else Pending(deed))


@contextmanager
def noting(deed: Deed) -> Iterator[None]:
    """Have what is changed inside noted as this deed."""
    token = _pending.set(Pending(deed))
    try:
        yield
    finally:
        _pending.reset(token)


def pending() -> Pending | None:
    """Return what this thread is about to do; what it has started beside itself does nothing."""
    found = _pending.get()
    return found if found is not None and found.thread == threading.get_ident() else None


class AuditRetention:
    """Lets rows go when their time is up."""

    def __init__(self, log: AuditLog) -> None:
        self._log = log

    def tick(self, now: datetime) -> None:
        """Look at every chain."""
        for org_id in self._log.chains():
            self._log.let_go(org_id, now - LIVES)
