"""What the courier does for a call dialled from a Task: reads the Task, and completes it.

What follows from it for the call stands in continuing.py, how Salesforce is asked in
salesforce/continuing.py.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from cti_adapter.calls.answered import TaskFound
from cti_adapter.calls.record import RecordId
from cti_adapter.logbook.continued import completion_of
from cti_adapter.logbook.entry import LogEntry
from cti_adapter.logbook.ledger import Started
from cti_adapter.outbox.entry import Entry
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.org_ports import Org, TaskWritten


class _Named(msgspec.Struct, frozen=True, kw_only=True):
    """Which record an entry is about."""

    record_id: RecordId


def named(entry: Entry) -> RecordId:
    """Return the record an outbox entry is about."""
    return msgspec.json.decode(entry.payload, type=_Named).record_id


def task_found(org: Org, entry: Entry, now: datetime) -> TaskFound:
    """Ask how the Task stands from which the call was dialled; raises what Salesforce said."""
    at = named(entry)
    found = org.find_task(at)
    if isinstance(found, str):
        return TaskFound(at=now, task_id=at, unreadable=found)
    return TaskFound(at=now, task_id=at, **msgspec.structs.asdict(found))


def completed(org: Org, file: CallFile, entry: LogEntry) -> TaskWritten | None:
    """Complete the Task the call continues; None where there is none, or no longer."""
    task = completion_of(file.ledger, file.call, _empty(file))
    return org.complete(entry, task) if task is not None else None


def mend(
    org: Org, file: CallFile, entry: LogEntry, unanswered: Sequence[LogEntry]
) -> TaskWritten | None:
    """Bring the Task of a call to what its log says now; None where the Task is gone.

    Args:
        org: where it stands.
        file: the call.
        entry: its log.
        unanswered: what the log said since Salesforce answered last.
    """
    ledger = file.ledger
    if ledger.task_id == ledger.continues:
        return completed(org, file, entry)
    return org.correct(
        entry, at=RecordId(ledger.task_id), wrote=ledger.wrote, unanswered=unanswered
    )


def _empty(file: CallFile) -> frozenset[Started]:
    slots = file.assignment.slots
    held: dict[Started, object] = {"who": slots.who, "what": slots.what, "others": slots.others}
    return frozenset(slot for slot, there in held.items() if not there)
