"""Records by id: what they are called, whose they are, whether a call may be related to them.

The page reports an opened record by its id alone, and a decision needs its account and label; so
this file reads any type of record by way of its describe, in one query a type. A record that is
deleted, of an unknown type, or hidden from the integration user is absent from the answer: what
that means is for the caller to say. Searching by number is next door, in search.py.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from cti_adapter.calls.record import Record, RecordId, record_id
from cti_adapter.salesforce.describe import PEOPLE, Describe, Schema, Shape
from cti_adapter.salesforce.failures import translated
from cti_adapter.salesforce.gateway import Gateway, Row

_BATCH = 200  # ids in one query; the address of a request ends at 16 384 bytes (facts 5.3)


def read_records(
    gateway: Gateway, describe: Describe, ids: Sequence[RecordId]
) -> dict[RecordId, Record]:
    """Return the records of these ids, those that can be read.

    Args:
        gateway: to the org.
        describe: of the same org.
        ids: of any types, in any order, repeats allowed.

    Raises:
        SalesforceError: the org could not be asked.
    """
    schema = describe.schema()
    by_type: dict[str, list[RecordId]] = defaultdict(list)
    for each in dict.fromkeys(map(record_id, ids)):
        object_type = schema.type_of(each)
        if object_type is not None:
            by_type[object_type].append(each)
    found: dict[RecordId, Record] = {}
    for object_type, wanted in by_type.items():
        shape = describe.shape(object_type)
        if shape is not None:
            rows = _rows(gateway, shape, wanted)
            with translated(writing=False):
                found |= {each.id: each for each in (record_of(row, shape, schema) for row in rows)}
    return found


def columns(shape: Shape) -> tuple[str, ...]:
    """Return what to SELECT so that `record_of` can speak of a record of this type."""
    wanted: list[str | None] = ["Id", shape.name_field, *shape.phone_fields]
    if shape.account_relation is not None:
        wanted += [shape.account_field, f"{shape.account_relation}.Name"]
    if shape.persons:
        wanted += ["IsPersonAccount"]
        wanted += ["PersonContactId"] if shape.type == "Account" else []
    return tuple(column for column in wanted if column is not None)


def record_of(row: Row, shape: Shape, schema: Schema, *, phone: str | None = None) -> Record:
    """Return a row as the product speaks of it.

    Args:
        row: with the `columns` of its shape.
        shape: of the row's type.
        schema: of its org.
        phone: the number to show; left out: the first one the row has.
    """
    own_id = record_id(row["Id"])
    name = str(row.get(shape.name_field or "") or "")
    account_id, account_name = _account(row, shape, own_id, name)
    person = row.get("PersonContactId") if row.get("IsPersonAccount") else None
    return Record(
        id=own_id,
        type=shape.type,
        label=f"{shape.label} {name}".strip() if shape.numbered or not name else name,
        known=True,
        account_id=account_id,
        account_name=account_name,
        trackable=shape.type in schema.trackable or shape.type in PEOPLE,
        phone=phone or _first_number(row, shape.phone_fields),
        person_contact_id=record_id(person) if person else None,
    )


def _account(
    row: Row, shape: Shape, own_id: RecordId, name: str
) -> tuple[RecordId | None, str | None]:
    if shape.type == "Account":
        return own_id, name
    at = row.get(shape.account_field or "")
    parent = row.get(shape.account_relation or "") or {}
    return (record_id(at), parent.get("Name")) if at else (None, None)


def _first_number(row: Row, phone_fields: Iterable[str]) -> str | None:
    return next((row[field] for field in phone_fields if row.get(field)), None)


def _rows(gateway: Gateway, shape: Shape, ids: Sequence[RecordId]) -> list[Row]:
    rows: list[Row] = []
    for start in range(0, len(ids), _BATCH):
        rows += gateway.query(
            "SELECT {columns:literal} FROM {type:literal} WHERE Id IN {ids}",
            columns=", ".join(columns(shape)),
            type=shape.type,
            ids=list(ids[start : start + _BATCH]),
        )
    return rows
