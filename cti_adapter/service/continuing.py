"""A call dialled from a Task: what is asked of Salesforce, and what follows from the answer.

Pure. Its slots start as the Task's, and its log completes the Task instead of making one
(DECISION 49).
"""

from msgspec.structs import asdict, replace

from cti_adapter.assignment import engine
from cti_adapter.assignment.slots import Slots
from cti_adapter.calls.answered import TaskFound
from cti_adapter.calls.record import Record, is_task
from cti_adapter.logbook.continued import continuing
from cti_adapter.logbook.ledger import Started
from cti_adapter.service.call_file import CallFile, Step
from cti_adapter.service.effects import Effect, LookUpRecord, LookUpTask, Told


def asked_of(record: Record | None) -> tuple[Effect, ...]:
    """Return what is to be found out about the record a call is dialled from."""
    if record is None:
        return ()
    if is_task(record.id):
        return (LookUpTask(record_id=record.id),)
    return () if record.known else (LookUpRecord(record_id=record.id),)


def taken_up(file: CallFile, event: TaskFound) -> Step:
    """Take in what stands in the Task a call was dialled from; of two answers the first counts."""
    if file.ledger.continues is not None or file.ledger.task_id:
        return Step(file=file)
    if event.unreadable is not None:
        return Step(file=file, said=(Told(code="task-lost"),))
    decision = engine.from_task(file.assignment, event.people, event.what)
    started = _started(decision.assignment.slots, event)
    told = [Told(**asdict(said)) for said in decision.said]
    if event.taken:
        told.append(Told(code="task-taken"))
    ledger = continuing(file.ledger, event, started)
    return Step(file=replace(file, assignment=decision.assignment, ledger=ledger), said=tuple(told))


def _started(slots: Slots, event: TaskFound) -> tuple[Started, ...]:
    """Return the slots in which the Task's own records stand."""
    first, *further = event.people or (None,)
    stands: dict[Started, bool] = {
        "who": first is not None and slots.find(first) in slots.people[:1],
        "what": event.what is not None and slots.find(event.what) is not None,
        "others": bool(further) and len(slots.others) == len(further),
    }
    return tuple(slot for slot, begun in stands.items() if begun)
