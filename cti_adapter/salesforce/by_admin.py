"""What an admin adds to the Task of a call: mapped fields, and the record type (DECISION 20).

An attribute of a call is text; here it becomes what its field takes, in the very form in which
Salesforce gives it back, so that a later look at the Task tells a person's change from our own. A
value that a field cannot take is left out and told: no log waits for it. Whether a setting can be
meant at all is asked when it is saved (configuration/task_settings.py).

Types: developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/
field_types.htm
"""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime

import msgspec

from cti_adapter.calls.record import RecordId
from cti_adapter.configuration.task_settings import TaskField, TaskShape
from cti_adapter.logbook.entry import LogEntry
from cti_adapter.salesforce.cutting import cut
from cti_adapter.salesforce.failures import translated
from cti_adapter.salesforce.gateway import Row

RECORD_TYPE = "RecordTypeId"
_MOMENT = "%Y-%m-%dT%H:%M:%S.000+0000"
_YES, _NO = {"true", "yes", "1", "on"}, {"false", "no", "0", "off"}


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One field of the Task, as far as a text can be put into it."""

    name: str
    type: str
    """As a describe spells it: "string", "double"."""
    length: int = 0
    """In characters; 0 where none is said."""
    scale: int = 0
    """Digits behind the point."""
    createable: bool = False


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """What an admin's settings put into one Task."""

    fields: Row = {}
    told: tuple[str, ...] = ()
    """What of it could not be put there, as in repairs.Draft: missing, unfit or cut."""


class TaskColumns(msgspec.Struct, frozen=True, kw_only=True):
    """The fields and record types of an org's Task."""

    by_name: dict[str, Column] = {}
    """By the name in small letters, as everywhere in Salesforce."""
    record_types: dict[str, RecordId] = {}
    """Those we may use, by API name; the master is none."""

    def shape(self) -> TaskShape:
        """Return what an admin may choose from."""
        fields = {
            name: TaskField(type=each.type, createable=each.createable, fits=each.type in _TAKEN_AS)
            for name, each in self.by_name.items()
        }
        return TaskShape(fields=fields, record_types=tuple(self.record_types))

    def record_type(self, name: str) -> RecordId | None:
        """Return a record type by its API name, None where there is none we may use."""
        found = (at for each, at in self.record_types.items() if each.lower() == name.lower())
        return next(found, None)


def columns_of(described: Row) -> TaskColumns:
    """Return fields and record types of a describe; raises RetryLater where it is none."""
    with translated(writing=False):
        rows: list[Row] = described["fields"]
        types: list[Row] = described.get("recordTypeInfos") or []
        columns = (
            Column(
                name=row["name"],
                type=row.get("type") or "",
                length=row.get("length") or 0,
                scale=row.get("scale") or 0,
                createable=bool(row.get("createable")),
            )
            for row in rows
        )
        return TaskColumns(
            by_name={each.name.lower(): each for each in columns},
            record_types={
                row["developerName"]: RecordId(row["recordTypeId"])
                for row in types
                if row.get("available") and row.get("active", True) and not row.get("master")
            },
        )


def chosen(entry: LogEntry, task: TaskColumns) -> Chosen:
    """Return what an admin's settings put into the Task of a call."""
    fields: Row = {}
    told: list[str] = []
    if entry.record_type:
        at = task.record_type(entry.record_type)
        if at is None:
            told.append(f"{RECORD_TYPE}:missing")
        else:
            fields[RECORD_TYPE] = at
    for name, text in entry.mapped.items():
        column = task.by_name.get(name.lower())
        if column is None or not column.createable:
            told.append(f"{name}:missing")
            continue
        value = _fitted(text.strip(), column)
        if value is None:
            told += [f"{name}:unfit"] if text.strip() else []
            continue
        fields[column.name] = value
        told += [f"{column.name}:cut"] if isinstance(value, str) and _is_cut(text, column) else []
    return Chosen(fields=fields, told=tuple(told))


def mapped_fields(entry: LogEntry, task: TaskColumns) -> tuple[str, ...]:
    """Return the fields into which the call's attributes go; they are ours to correct."""
    return tuple(name for name in chosen(entry, task).fields if name != RECORD_TYPE)


def mapping_told(entry: LogEntry, task: TaskColumns) -> tuple[str, ...]:
    """Return what of the call's attributes its Task cannot have as they are, as in `repaired`."""
    return tuple(mend for mend in chosen(entry, task).told if not mend.startswith(RECORD_TYPE))


def _is_cut(text: str, column: Column) -> bool:
    return column.type in _CUTTABLE and cut(text.strip(), column.length) != text.strip()


def _fitted(text: str, column: Column) -> object | None:
    """Return a text as its field takes it; None where it does not."""
    take = _TAKEN_AS.get(column.type)
    if take is None or not text:
        return None
    try:
        return take(text, column)
    except (ValueError, OverflowError):
        return None


def _text(text: str, column: Column) -> str:
    return cut(text, column.length)


def _whole_text(text: str, column: Column) -> str:
    """Half an address or number is worse than none."""
    if column.length and len(text.encode("utf-16-le")) > 2 * column.length:
        raise ValueError("too long")
    return text


def _number(text: str, column: Column) -> float:
    number = round(float(text), column.scale)
    if not math.isfinite(number):
        raise ValueError("no number")
    return number


def _whole_number(text: str, _: Column) -> int:
    return int(text)


def _boolean(text: str, _: Column) -> bool:
    if text.lower() not in _YES | _NO:
        raise ValueError("neither yes nor no")
    return text.lower() in _YES


def _date(text: str, _: Column) -> str:
    return date.fromisoformat(text[:10]).isoformat()


def _moment(text: str, _: Column) -> str:
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).strftime(_MOMENT)


_CUTTABLE = {"string", "textarea", "combobox"}
_TAKEN_AS: dict[str, Callable[[str, Column], object]] = {
    **dict.fromkeys(_CUTTABLE, _text),
    **dict.fromkeys(("picklist", "multipicklist", "phone", "email", "url"), _whole_text),
    **dict.fromkeys(("double", "currency", "percent"), _number),
    "int": _whole_number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _moment,
}
"""The types of fields an attribute can be mapped to, and how its text is read."""
