"""Our design, and four that are broken on purpose: a harness that catches none proves nothing.

Each of the four is what somebody would build first (docs/facts/reliability-security.md §2.5).
"""

from typing import Literal, get_args

from msgspec.structs import replace

from cti_adapter.calls.events import CallEvent
from cti_adapter.errors import SalesforceError
from cti_adapter.outbox.courier import Errand
from cti_adapter.outbox.entry import Entry, Kind, Status

Design = Literal["ours", "query-first", "no-key", "mark-first", "answer-first"]
"""query-first: no unique key, the org is asked before the Task is made. no-key: not even asked.
mark-first: the entry is done before the request is sent. answer-first: the telephone system is
told 2xx before the event is on disk."""

DESIGNS: tuple[Design, ...] = get_args(Design)
BROKEN = DESIGNS[1:]


def has_unique_key(design: Design) -> bool:
    """Whether the org of this design refuses a second Task of a call."""
    return design not in {"query-first", "no-key"}


def errand_of(design: Design, errand: Errand) -> Errand:
    """Return what the courier does under this design."""
    return MarkFirst(errand) if design == "mark-first" else errand


class MarkFirst:
    """Settles an entry before it is performed: what fails then is never tried again."""

    def __init__(self, errand: Errand) -> None:
        self._errand = errand

    def perform(self, entry: Entry) -> CallEvent | None:
        if entry.kind is Kind.LOG:
            self._errand.settle(replace(entry, status=Status.DONE, lease_until=None), None)
        return self._errand.perform(entry)

    def failed(self, entry: Entry, error: SalesforceError) -> CallEvent:
        return self._errand.failed(entry, error)

    def lane(self, entry: Entry) -> str:
        return self._errand.lane(entry)

    def settle(self, entry: Entry, event: CallEvent | None) -> None:
        self._errand.settle(entry, event)
