"""What errands have in common that concern no log: receivers and telephone systems are told.

Nothing of what becomes of them is folded into a call; their entries wait in a lane of their own.
"""

from cti_adapter.calls.events import CallEvent, TaskDelayed
from cti_adapter.errors import SalesforceError
from cti_adapter.outbox.entry import Entry
from cti_adapter.service.ports import Clock, Units

NOT_DELIVERED = "NOT_DELIVERED"
"""The code of a message that was not taken, beside Salesforce's own codes in the outbox."""


class UncalledErrand:
    """The part of an Errand (outbox/courier.py) that is the same for all of them."""

    def __init__(self, units: Units, clock: Clock) -> None:
        self._units = units
        self._clock = clock

    def failed(self, entry: Entry, error: SalesforceError) -> CallEvent:
        """Return what the courier keeps of a failure; nobody folds it."""
        del entry
        return TaskDelayed(at=self._clock(), code=error.code, message=str(error))

    def lane(self, entry: Entry) -> str:
        """Return the lane the entry was put in."""
        return entry.lane

    def settle(self, entry: Entry, event: CallEvent | None) -> None:
        """Store what became of the entry; no call is concerned."""
        del event
        self._units.write(entry.org_id, lambda unit: unit.settle_entry(entry))
