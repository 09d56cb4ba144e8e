"""The org's queues, and what each can own: one row of QueueSobject a queue and object.

A queue owns only the objects it was made for (facts/salesforce.md 7); one that is made for none
has no row and is not told. Changes nothing.
"""

import msgspec

from cti_adapter.calls.record import RecordId, record_id
from cti_adapter.salesforce.failures import translated
from cti_adapter.salesforce.gateway import Gateway


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """A queue of the org; nothing to do with a queue of the telephone system."""

    id: RecordId
    name: str
    owns: frozenset[str]
    """API names of the objects whose records it can own: Task, Lead, Case."""


def read_queues(gateway: Gateway) -> tuple[Queue, ...]:
    """Return the queues by name; raises SalesforceError."""
    rows = gateway.query("SELECT QueueId, Queue.Name, SobjectType FROM QueueSobject")
    names: dict[RecordId, str] = {}
    owns: dict[RecordId, set[str]] = {}
    with translated(writing=False):
        for row in rows:
            at = record_id(row["QueueId"])
            names[at] = str((row.get("Queue") or {}).get("Name") or at)
            owns.setdefault(at, set()).add(str(row["SobjectType"]))
    queues = (Queue(id=at, name=names[at], owns=frozenset(owns[at])) for at in names)
    return tuple(sorted(queues, key=lambda queue: (queue.name.casefold(), queue.id)))
