"""Agent and Salesforce differ about the records of a Task, and the agent chooses (B-3). Pure.

Either way the choice is made in the sight of what stands there: it counts as written by us, so
that the next correction writes over it, or finds that it says so already. Whoever changes the Task
once more in between is not overwritten either: then the question is asked anew.
"""

from typing import assert_never

from msgspec.structs import replace

from cti_adapter.assignment.decisions import Because
from cti_adapter.assignment.slots import Placed, Slots
from cti_adapter.calls.events import ConflictSettled
from cti_adapter.calls.on_task import OnTask
from cti_adapter.calls.record import Record
from cti_adapter.service.call_file import CallFile


def settled(file: CallFile, event: ConflictSettled) -> CallFile:
    """Take in the agent's choice; where nothing is contested, nothing changes."""
    ledger, stands = file.ledger, file.ledger.on_task
    if stands is None or not stands.contested or ledger.state != "saved":
        return file
    seen = replace(ledger, wrote={**ledger.wrote, **stands.wrote}, on_task=None)
    match event.keep:
        case "ours":
            slots = file.assignment.slots
        case "theirs":
            slots = _adopted(file.assignment.slots, stands)
        case _:
            assert_never(event.keep)
    return replace(file, ledger=seen, assignment=replace(file.assignment, slots=slots))


def _adopted(slots: Slots, stands: OnTask) -> Slots:
    """Return the slots with what stands on the Task in those that are contested."""
    if "who" in stands.contested:
        who = _placed(slots, stands.who) if stands.who is not None else None
        others = tuple(_placed(slots, each) for each in stands.others)
        slots = replace(slots, who=who, others=others)
    if "what" in stands.contested or slots.has_lead:
        what = stands.what
        slots = replace(slots, what=None if what is None else _placed(slots, what))
    return slots


def _placed(slots: Slots, record: Record) -> Placed:
    there = slots.find(record)
    return there or Placed(record=record, mark="you", because=Because(rule="in-salesforce"))
