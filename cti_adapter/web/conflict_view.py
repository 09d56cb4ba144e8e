"""Words what agent and Salesforce differ about, for dialog 'Changed in Salesforce' (B-3). Pure."""

from collections.abc import Iterable

from cti_adapter.assignment.slots import Slots
from cti_adapter.calls.on_task import Contested, OnTask
from cti_adapter.calls.record import Record
from cti_adapter.service.call_file import CallFile
from cti_adapter.web.past_calls import ContestedSlot


def contested_slots(file: CallFile) -> tuple[ContestedSlot, ...]:
    """Show both values of each slot that is contested."""
    stands, slots = file.ledger.on_task or OnTask(), file.assignment.slots
    return tuple(
        ContestedSlot(
            slot=slot, ours=_labels(_ours(slots, slot)), theirs=_labels(_theirs(stands, slot))
        )
        for slot in stands.contested
    )


def _ours(slots: Slots, slot: Contested) -> tuple[Record | None, ...]:
    if slot == "who":
        return tuple(placed.record for placed in slots.people)
    return (slots.what.record if slots.what is not None else None,)


def _theirs(stands: OnTask, slot: Contested) -> tuple[Record | None, ...]:
    return (stands.who, *stands.others) if slot == "who" else (stands.what,)


def _labels(records: Iterable[Record | None]) -> str:
    return ", ".join(record.label for record in records if record is not None)
