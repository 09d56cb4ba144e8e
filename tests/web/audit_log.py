"""The audit log of an org, as the tests read it behind the pages. No test stands here."""

from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.audit import Deed, Row, Wanted
from tests.support.running import Running


class Log:
    """The audit log of an org, as its rows are read."""

    def __init__(self, running: Running, org_id: OrgId) -> None:
        self._running = running
        self.org_id = org_id
        self._seen = max((row.seq for row in self._rows()), default=0)

    def _rows(self) -> list[Row]:
        storage = self._running.storage()
        try:
            return list(storage.audit.rows(self.org_id, Wanted(limit=20)))
        finally:
            storage.close()

    def new(self) -> list[Deed]:
        """Return what was noted since this was asked last, the oldest first."""
        rows = [row for row in reversed(self._rows()) if row.seq > self._seen]
        self._seen = rows[-1].seq if rows else self._seen
        return [row.deed for row in rows]


def told(deeds: list[Deed]) -> list[tuple[str, str]]:
    return [(deed.what, deed.of) for deed in deeds]


def refused(running: Running, what: str, org_id: OrgId) -> set[str]:
    """Return the routes whose refusals stand in the audit log: every refusal has its line."""
    storage = running.storage()
    try:
        rows = storage.audit.rows(org_id, Wanted(what=what, limit=5000))
    finally:
        storage.close()
    return {row.deed.of for row in rows}
