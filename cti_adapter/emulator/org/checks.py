"""Whether a value fits its column: existence, access, type, length, picklist, reference.

These hold for every object alike; what is particular to one object is a rule (rules.py).
"""

import math
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Final

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import Refused, invalid_field
from cti_adapter.emulator.org import ids
from cti_adapter.emulator.org.schema import Field, ObjectType
from cti_adapter.emulator.org.store import Values


class Standing(Enum):
    """What a reference may find."""

    LIVES = "a record"
    DELETED = "a record in the recycle bin"
    HIDDEN = "a record the writer may not see"
    NOWHERE = "no record"


Stand = Callable[[str], tuple[str | None, Standing]]
"""Says of an 18-character id which object it is of, and how its record stands."""
STAMP: Final = "%Y-%m-%dT%H:%M:%S.000+0000"
"""How the API writes a moment (5.2, [P]): UTC, no colon in the offset."""
_TEXT: Final = frozenset(
    {"string", "textarea", "phone", "email", "url", "picklist", "combobox", "multipicklist"}
)
_NUMBER: Final = frozenset({"int", "double", "currency", "percent"})


def accepted(
    kind: ObjectType, given: Values, standing: Stand, *, new: bool, trusted: bool = False
) -> Values:
    """Return the given values as they will be stored, under the columns' own spelling.

    Args:
        kind: the object written to.
        given: column to value, as the request said it.
        standing: says what a reference points at.
        new: the record is being created.
        trusted: read-only columns may be set too (reference data, control).

    Raises:
        Refused: the first fault found, with Salesforce's code for it.
    """
    columns = [_column(kind, name) for name in given if name != "attributes"]
    if not trusted:
        _writable(columns, new=new)
    return {one.name: _value(one, given[name], standing) for one, name in _paired(columns, given)}


def missing(kind: ObjectType, values: Values) -> None:
    """Refuse a new record that leaves a required column empty (5.4)."""
    empty = [
        one.name
        for one in kind.fields.values()
        if one.required and values.get(one.name) in (None, "")
    ]
    if empty:
        listed = ", ".join(empty)
        raise Refused(
            "REQUIRED_FIELD_MISSING",
            f"Required fields are missing: [{listed}]",
            fields=tuple(empty),
        )


def _paired(columns: Iterable[Field], given: Values) -> Iterable[tuple[Field, str]]:
    return zip(columns, [name for name in given if name != "attributes"], strict=True)


def _column(kind: ObjectType, name: str) -> Field:
    one = kind.by_lower.get(name.lower())
    if one is None:
        raise invalid_field(name, kind.name)
    return one


def _writable(columns: list[Field], *, new: bool) -> None:
    barred = [one.name for one in columns if not (one.createable if new else one.updateable)]
    if barred:
        listed = ", ".join(barred)
        raise Refused(
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            f"Unable to create/update fields: {listed}. Please check the security settings of"
            " this field and verify that it is read/write for your profile or permission set.",
            fields=tuple(barred),
        )


def _value(one: Field, value: Any, standing: Stand) -> Any:
    if value is None or value == "":
        return False if one.type == "boolean" else None
    if one.type == "reference":
        return _reference(one, value, standing)
    if one.type == "junctionidlist":
        return _references(one, value, standing)
    if one.type in _TEXT:
        return _text(one, value)
    if one.type in _NUMBER:
        return _number(one, value)
    if one.type == "boolean":
        return _boolean(one, value)
    if one.type in {"date", "datetime"}:
        return _moment(one, value)
    return value


def _text(one: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise _unfit(one, value, "a text")
    if not _is_unicode(value):
        raise _unfit(one, "a text with half a character", "a text in Unicode")
    if one.length and len(value) > one.length:
        raise Refused(
            "STRING_TOO_LONG",
            f"{one.label}: data value too large: {value} (max length={one.length})",
            fields=(one.name,),
        )
    if one.restricted and value not in one.values:
        raise Refused(
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            f"{one.label}: bad value for restricted picklist field: {value}",
            fields=(one.name,),
        )
    return value


def _is_unicode(text: str) -> bool:
    """JSON can say half of a pair of surrogates; no text has such a character."""
    return not any("\ud800" <= each <= "\udfff" for each in text)


def _number(one: Field, value: Any) -> int | float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise _unfit(one, value, "a number") from None
    if isinstance(value, bool) or not math.isfinite(number):
        raise _unfit(one, value, "a number")
    if one.type == "int" and abs(number) >= 10 ** (one.digits or rules.INTEGER_DIGITS):
        raise Refused(
            "NUMBER_OUTSIDE_VALID_RANGE",
            f"{one.label}: value outside of valid range: {value}",
            fields=(one.name,),
        )
    return int(number) if one.type == "int" else number


def _boolean(one: Field, value: Any) -> bool:
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise _unfit(one, value, "true or false")
    return value


def _moment(one: Field, value: Any) -> str:
    try:
        if one.type == "date":
            return date.fromisoformat(str(value)[:10]).isoformat()
        at = datetime.fromisoformat(str(value))
    except ValueError:
        raise _unfit(one, value, f"a {one.type}") from None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).strftime(STAMP)


def _reference(one: Field, value: Any, standing: Stand) -> str:
    """1.1, [P] strong: the wrong object in a reference, and a text that is no id."""
    record_id = ids.long_form(value) if isinstance(value, str) else None
    message = f"{one.label}: id value of incorrect type: {record_id or value}"
    if record_id is None:
        raise Refused("MALFORMED_ID", message, fields=(one.name,))
    kind, stands = standing(record_id)
    if one.referenceTo and kind not in one.referenceTo:
        raise Refused("FIELD_INTEGRITY_EXCEPTION", message, fields=(one.name,))
    if stands is Standing.HIDDEN:
        raise out_of_sight(record_id)
    if stands is not Standing.LIVES:
        gone = stands is Standing.DELETED
        code, text = rules.DELETED_REFERENCE if gone else rules.NO_SUCH_REFERENCE
        raise Refused(code, text, fields=(one.name,))
    return record_id


def out_of_sight(record_id: str) -> Refused:
    """The writer may not see the record (1.1, [P]); the message has the 15-character id."""
    code, text = rules.HIDDEN_REFERENCE
    return Refused(code, f"{text}: {record_id[: ids.SHORT]}")


def _references(one: Field, value: Any, standing: Stand) -> list[str]:
    """1.5, [C]: a JunctionIdList is an array of ids; the same id twice counts once."""
    if not isinstance(value, list):
        raise _unfit(one, value, "an array of ids")
    return list(dict.fromkeys(_reference(one, each, standing) for each in value))


def _unfit(one: Field, value: Any, wanted: str) -> Refused:
    return Refused(
        "JSON_PARSER_ERROR",
        f"Cannot deserialize instance of {one.type} from {value!r}; {wanted} is wanted",
        fields=(one.name,),
    )
