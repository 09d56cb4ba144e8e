"""Where the unique key of a call stands: on its Task, on a record of its own, or nowhere.

The key is what makes many attempts one Task (design.md D8). Activity carries it where the org has
our field; else the object CTI Call of manifest/call-object/ does, written with the Task in one
request, all or none; else nothing keeps a second Task out, and that is told (P11). The org's own
description decides, never a setting. What a Task says is not this file's business.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal, Protocol

from cti_adapter.calls.record import RecordId, record_id
from cti_adapter.errors import AlreadyWritten, Rejected
from cti_adapter.logbook.entry import LogEntry
from cti_adapter.salesforce.describe import Schema
from cti_adapter.salesforce.failures import KEY_FIELD, KEY_OBJECT, KEY_OBJECT_TASK
from cti_adapter.salesforce.gateway import Gateway, Part, Row, id_of

Carried = Literal["ours", "another"]

_IDS_AT_ONCE = 50
"""An id has up to 255 characters, the address of a request 16 384 bytes (facts 5.3)."""
_MOST_REPLACED = 5
"""Nobody deletes the Task of one call more often than this."""


class CallKey(Protocol):
    """The key of one call, as its org keeps it."""

    def make(self, fields: Row) -> RecordId:
        """Insert the Task with its key."""
        ...

    def take(self, at: RecordId, fields: Row) -> None:
        """Change a Task of somebody's and give it the key, both or none."""
        ...

    def arrived(self) -> RecordId | None:
        """Return the Task of an earlier attempt, where no refusal would tell of it."""
        ...

    def carrier(self, refused: AlreadyWritten | Rejected) -> RecordId:
        """Return the Task that has the key already, after a refusal; else raises Rejected."""
        ...

    def owner_of(self, at: RecordId) -> Carried | None:
        """Return whose key a Task carries; None where it has none, or is gone."""
        ...


def call_key(gateway: Gateway, schema: Schema, entry: LogEntry) -> CallKey:
    """Return the key of a call, to be kept where this org keeps such keys."""
    if schema.keyed:
        return OnTask(gateway, entry.key)
    if schema.key_object:
        return OnObject(gateway, entry.key)
    return Nowhere(gateway, entry)


def is_of_a_call(gateway: Gateway, schema: Schema, at: RecordId) -> bool:
    """Whether a Task carries the key of a call, whichever that is."""
    if schema.keyed:
        return OnTask(gateway, "").owner_of(at) is not None
    if schema.key_object:
        return OnObject(gateway, "").owner_of(at) is not None
    row = gateway.read_by_key("Task", "Id", at, fields=("Id", "CallObject"))
    return bool(row and row.get("CallObject"))


class OnTask:
    """A unique field of the Task; the fields that are written carry it already."""

    def __init__(self, gateway: Gateway, key: str) -> None:
        self._gateway = gateway
        self._key = key

    def make(self, fields: Row) -> RecordId:
        return self._gateway.create("Task", fields)

    def take(self, at: RecordId, fields: Row) -> None:
        self._gateway.update("Task", at, fields)

    def arrived(self) -> None:
        return None

    def carrier(self, refused: AlreadyWritten | Rejected) -> RecordId:
        """Read the key: where the other record is hidden from us, the refusal names no field.

        A Task we cannot read is named by the refusal.
        """
        if refused.code == "DUPLICATE_VALUE":
            row = self._gateway.read_by_key("Task", KEY_FIELD, self._key)
            if row is not None:
                return id_of(row)
        if isinstance(refused, Rejected):
            raise refused
        if refused.task_id is None:
            raise Rejected(str(refused), code=refused.code) from refused
        return record_id(refused.task_id)

    def owner_of(self, at: RecordId) -> Carried | None:
        row = self._gateway.read_by_key("Task", "Id", at, fields=("Id", KEY_FIELD))
        return _whose(row, KEY_FIELD, self._key)


class OnObject:
    """A CTI Call that names its Task.

    It outlives the Task: where a person has deleted that one, the next Task of the call is made
    under a key that names the deleted one, so that this too happens once.
    """

    def __init__(self, gateway: Gateway, key: str) -> None:
        self._gateway = gateway
        self._key = key

    def make(self, fields: Row) -> RecordId:
        task = Part(name="task", object_type="Task", fields=fields)
        return self._with_key(task, "@{task.id}")

    def take(self, at: RecordId, fields: Row) -> None:
        self._with_key(Part(name="task", object_type="Task", at=at, fields=fields), at)

    def arrived(self) -> None:
        return None

    def carrier(self, refused: AlreadyWritten | Rejected) -> RecordId:
        if isinstance(refused, Rejected) or refused.task_id is None:
            raise refused
        return record_id(refused.task_id)

    def owner_of(self, at: RecordId) -> Carried | None:
        row = self._gateway.read_by_key(KEY_OBJECT, KEY_OBJECT_TASK, at, fields=("Id", KEY_FIELD))
        return _whose(row, KEY_FIELD, self._key)

    def _with_key(self, task: Part, at: str) -> RecordId:
        key = self._key
        for _ in range(_MOST_REPLACED):
            call = {KEY_FIELD: key, KEY_OBJECT_TASK: at}
            try:
                made, _ = self._gateway.write_together(
                    task, Part(name="call", object_type=KEY_OBJECT, fields=call)
                )
            except (AlreadyWritten, Rejected) as refused:
                standing = self._task_of(key) if refused.code == "DUPLICATE_VALUE" else None
                if standing is None:
                    raise Rejected(
                        str(refused), code=refused.code, fields=refused.fields
                    ) from refused
                if self._gateway.read_by_key("Task", "Id", standing) is not None:
                    raise AlreadyWritten(str(refused), task_id=standing) from refused
                key = f"after:{standing}"
            else:
                return made or record_id(at)
        raise Rejected("the Task of this call has been deleted too often")

    def _task_of(self, key: str) -> RecordId | None:
        row = self._gateway.read_by_key(KEY_OBJECT, KEY_FIELD, key, fields=("Id", KEY_OBJECT_TASK))
        named = row and row.get(KEY_OBJECT_TASK)
        return record_id(named) if named else None


class Nowhere:
    """No key: the telephone system's id is all there is to look for, and a lost answer may double.

    Looked for before each attempt; Salesforce may still be at work on the one before.
    """

    def __init__(self, gateway: Gateway, entry: LogEntry) -> None:
        self._gateway = gateway
        self._entry = entry

    def make(self, fields: Row) -> RecordId:
        return self._gateway.create("Task", fields)

    def take(self, at: RecordId, fields: Row) -> None:
        self._gateway.update("Task", at, fields)

    def arrived(self) -> RecordId | None:
        found = tasks_of_call(self._gateway, self._entry.call_id, self._entry.date)
        return found[0] if found else None

    def carrier(self, refused: AlreadyWritten | Rejected) -> RecordId:
        raise refused

    def owner_of(self, at: RecordId) -> Carried | None:
        row = self._gateway.read_by_key("Task", "Id", at, fields=("Id", "CallObject"))
        return _whose(row, "CallObject", self._entry.call_id)


def tasks_of_call(gateway: Gateway, call_id: str, day: str) -> tuple[RecordId, ...]:
    """Return the Tasks with the telephone system's id of a call.

    Args:
        gateway: to the org.
        call_id: which it is.
        day: that the Tasks bear, as "2026-11-21".

    Raises:
        SalesforceError: as failures.py says.
    """
    rows = gateway.query(
        "SELECT Id FROM Task WHERE CallObject = {call} AND ActivityDate = {day} LIMIT 20",
        call=call_id,
        day=date.fromisoformat(day),
    )
    return tuple(map(id_of, rows))


def tasks_of_calls(gateway: Gateway, call_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the addresses of the Tasks with these plain ids of calls; an id without is absent.

    Raises:
        SalesforceError: as failures.py says.
    """
    found: dict[str, tuple[str, ...]] = {}
    for start in range(0, len(call_ids), _IDS_AT_ONCE):
        rows = gateway.query(
            "SELECT Id, CallObject FROM Task WHERE CallObject IN {ids} ORDER BY Id",
            ids=list(call_ids[start : start + _IDS_AT_ONCE]),
        )
        for row in rows:
            named = str(row["CallObject"])
            found[named] = (*found.get(named, ()), gateway.address_of(id_of(row)))
    return found


def _whose(row: Row | None, field: str, ours: str) -> Carried | None:
    carried = row.get(field) if row is not None else None
    if not carried:
        return None
    return "ours" if carried == ours else "another"
