"""Which records a Task names, as Salesforce has it: Name, further Contacts, Related To. Reads only.

Where Shared Activities is on, the list of people holds the one in Name too and comes in any order;
a list of one says nothing that Name does not.
"""

from collections.abc import Mapping, Sequence

from cti_adapter.calls.on_task import Contested, TaskRecords
from cti_adapter.calls.record import RecordId, record_id
from cti_adapter.salesforce.gateway import Row

RECORD_FIELDS: dict[str, Contested] = {"WhoId": "who", "TaskWhoIds": "who", "WhatId": "what"}
"""The fields of a Task that name records, and the slot each belongs to."""

TOGETHER = (*RECORD_FIELDS, "Subject")
"""What is written together or not at all while a person is asked: the subject names a record."""


def changed_by_others(
    now: Mapping[str, str], new: Mapping[str, str], wrote: Mapping[str, str], empty: str
) -> bool:
    """Whether somebody else changed a record of the Task.

    Args:
        now: marks of what stands in the fields that name records.
        new: marks of what the log says of them.
        wrote: marks of what we wrote last.
        empty: the mark of an empty field.
    """
    names = [name for name in RECORD_FIELDS if name in now]
    return any(now[name] not in {new[name], wrote.get(name, empty)} for name in names)


def records_of(
    row: Row, marks: Mapping[str, str], contested: Sequence[Contested] = ()
) -> TaskRecords:
    """Return the records of a Task that was read.

    Args:
        row: of the Task, with the fields of `RECORD_FIELDS` the org has.
        marks: of its fields.
        contested: the slots the agent changed as well.
    """
    who = _id(row.get("WhoId"))
    listed = [record_id(str(each)) for each in row.get("TaskWhoIds") or ()]
    return TaskRecords(
        who_id=who,
        other_ids=tuple(each for each in listed if each != who),
        what_id=_id(row.get("WhatId")),
        wrote={name: marks[name] for name in RECORD_FIELDS if name in marks},
        contested=tuple(dict.fromkeys(contested)),
    )


def _id(value: object) -> RecordId | None:
    return record_id(str(value)) if value else None
