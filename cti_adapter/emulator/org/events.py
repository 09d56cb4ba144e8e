"""What changed, in the form of Change Data Capture (facts/salesforce.md 10, [C] the members).

Kept with the records and in the same transaction: what is rolled back was never said. Events
are read by tests through the control interface; there is no streaming here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from cti_adapter.emulator.org.store import Store, Values

_UNSAID: Final = frozenset(
    {"Id", "IsDeleted", "LastModifiedDate", "LastModifiedById", "SystemModstamp"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One record created, changed or deleted: `kind` is CREATE, UPDATE or DELETE."""

    entity: str
    kind: str
    record_id: str
    user: str
    at: str
    values: Values


def note(store: Store, event: Event) -> None:
    """Keep an event, as the next one of the transaction that runs."""
    key, number = store.place_in_transaction()
    header = {
        "entityName": event.entity,
        "recordIds": [event.record_id],
        "changeType": event.kind,
        "changedFields": list(event.values) if event.kind == "UPDATE" else [],
        "transactionKey": key,
        "sequenceNumber": number,
        "commitTimestamp": event.at,
        "commitUser": event.user,
    }
    name = event.entity.removesuffix("__c")
    suffix = "__ChangeEvent" if name != event.entity else "ChangeEvent"
    payload = {"ChangeEventHeader": header, **event.values}
    store.note({"channel": f"/data/{name}{suffix}", "payload": payload})


def difference(before: Values | None, after: Values) -> Values:
    """Return the columns an event says: what changed, or all that is filled of a new record."""
    old = before or {}
    return {
        name: value
        for name, value in after.items()
        if name not in _UNSAID and old.get(name) != value
    }


def all_of(store: Store) -> Sequence[Any]:
    """Return the events kept, oldest first."""
    return store.noted()
