"""The courier's ports in memory: a shelf of entries, and an errand whose outcome a test chooses."""

from datetime import datetime

from msgspec.structs import replace

from cti_adapter.calls.events import CallEvent, TaskDelayed, TaskRefused, TaskWritten
from cti_adapter.errors import SalesforceError
from cti_adapter.outbox.entry import Entry, OrgId, Status
from cti_adapter.outbox.pause import Pause
from tests.support.builders import at


class Shelf:
    """Entries by key, leased as the database leases them."""

    def __init__(self, *entries: Entry) -> None:
        self._entries = {entry.key: entry for entry in entries}
        self.pauses: dict[OrgId, Pause] = {}

    def claim(self, at: datetime, lease_until: datetime, limit: int) -> tuple[Entry, ...]:
        """Lease what is due, and what somebody leased and never settled."""
        due = [entry for entry in self._entries.values() if _is_free(entry, at)][:limit]
        leased = [replace(e, status=Status.INFLIGHT, lease_until=lease_until) for e in due]
        for entry in leased:
            self.put(entry)
        return tuple(leased)

    def pause_of(self, org_id: OrgId) -> Pause | None:
        return self.pauses.get(org_id)

    def put_pause(self, org_id: OrgId, pause: Pause) -> None:
        self.pauses[org_id] = pause

    def end_pause(self, org_id: OrgId) -> None:
        del self.pauses[org_id]

    def put(self, entry: Entry) -> None:
        self._entries[entry.key] = entry

    def get(self, key: str) -> Entry:
        return self._entries[key]


class Errand:
    """Does what it is told to: an event, nothing, or an exception, one a delivery."""

    def __init__(self, shelf: Shelf, *outcomes: CallEvent | Exception | None) -> None:
        self._shelf = shelf
        self._outcomes = iter(outcomes)
        self.performed: list[Entry] = []
        self.told: list[CallEvent | None] = []

    def perform(self, entry: Entry) -> CallEvent | None:
        self.performed.append(entry)
        outcome = next(self._outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def failed(self, entry: Entry, error: SalesforceError) -> CallEvent:
        """Tell the call whether the failure is final."""
        if entry.status is Status.DEAD:
            return TaskRefused(at=at("09:00:00"), message=str(error))
        return TaskDelayed(at=at("09:00:00"), code=error.code, message=str(error))

    def lane(self, entry: Entry) -> str:
        """Say that every call is about one account."""
        return f"account of {entry.org_id}"

    def settle(self, entry: Entry, event: CallEvent | None) -> None:
        self._shelf.put(entry)
        self.told.append(event)


WRITTEN = TaskWritten(at=at("09:00:01"), task_id="00T000000000001AAA", url="")


def _is_free(entry: Entry, now: datetime) -> bool:
    if entry.status is Status.INFLIGHT:
        return entry.lease_until is not None and entry.lease_until <= now
    return entry.status is Status.PENDING and entry.due_at <= now
