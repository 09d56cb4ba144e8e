"""The Task that existed before its call: the call continues it and makes no other (DECISION 49).

Here stands what the ledger notes of it. How it is read and completed says
salesforce/continuing.py.
"""

from collections.abc import Collection

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.answered import TaskFound
from cti_adapter.calls.call import Call
from cti_adapter.calls.record import RecordId
from cti_adapter.logbook.ledger import Ledger, Started


class Completion(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a Task as its call completes it."""

    at: RecordId
    stood: dict[str, str]
    """Marks of its fields as the call began."""
    wrote: dict[str, str] = {}
    """Marks of what an earlier Save wrote into it."""
    kept: int = 0
    """How many characters of its comments stand before ours."""
    is_written: bool = False
    """Whether an earlier Save has completed it, as far as is known."""
    emptied: tuple[Started, ...] = ()
    """What the agent took out: only that is cleared."""


def continuing(ledger: Ledger, event: TaskFound, started: tuple[Started, ...]) -> Ledger:
    """Note the Task a call continues.

    A Task that carries the key of another call is not continued: a new one is made, as for any
    call.

    Args:
        ledger: of the call.
        event: what Salesforce told of the Task.
        started: the slots in which its records stand now.
    """
    if event.taken:
        return ledger
    return replace(
        ledger,
        continues=event.task_id,
        stood=event.stood,
        started=started,
        kept=event.comments,
    )


def completion_of(ledger: Ledger, call: Call, empty: Collection[Started]) -> Completion | None:
    """Return the Task that the log of this call completes, None where it has one of its own.

    A call that the telephone system could not place has not been made: what was to be done is
    still to be done, and the Task stays open.

    Args:
        ledger: of the call.
        call: the same.
        empty: the slots in which nothing stands now.
    """
    at = ledger.continues
    placed = call.answered_at is not None or call.outcome != "failed"
    if at is None or ledger.task_id not in ({at, ""} if placed else {at}):
        return None
    return Completion(
        at=at,
        stood=ledger.stood,
        wrote=ledger.wrote,
        kept=ledger.kept,
        is_written=ledger.task_id == at,
        emptied=tuple(slot for slot in ledger.started if slot in empty),
    )
