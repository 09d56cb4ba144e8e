"""Records by id: what they are called, whose they are, whether a call may be related to them.

The page reports an opened record by its id alone, and a decision needs its account and label; so
this file reads any type of record by way of its describe, in one query a type, and says of each
id that could not be read why. It believes the prefix of an id and never a page's word for the
type. Searching by number is next door, in search.py.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from cti_adapter.calls.record import Learned, Record, RecordId, Unreadable, record_id
from cti_adapter.salesforce.describe import PEOPLE, Describe, Schema, Shape
from cti_adapter.salesforce.failures import translated
from cti_adapter.salesforce.gateway import Gateway, Row

_BATCH = 200  # ids in one query; the address of a request ends at 16 384 bytes (facts 5.3)


RELATIONSHIP = "AccountContactRelation"
"""Joins a Contact to a further Account; nothing can be related to it (facts 1.1, DECISION 11)."""


def read_records(
    gateway: Gateway, describe: Describe, ids: Sequence[RecordId]
) -> dict[RecordId, Learned]:
    """Return the records of these ids, those that can be read.

    Args:
        gateway: to the org.
        describe: of the same org.
        ids: of any types, in any order, repeats allowed.

    Raises:
        SalesforceError: the org could not be asked.
    """
    schema = describe.schema()
    found: dict[RecordId, Record] = {}
    joins: dict[RecordId, tuple[RecordId, ...]] = {}
    for object_type, wanted in _by_type(schema, ids).items():
        shape = describe.shape(object_type) if object_type is not None else None
        if shape is None:
            continue
        for row in _rows(gateway, shape, wanted):
            with translated(writing=False):
                record = record_of(row, shape, schema)
                found[record.id] = record
                if object_type == RELATIONSHIP:
                    joins[record.id] = _joined_ids(row)
    partners = {at for pair in joins.values() for at in pair}
    parts = read_records(gateway, describe, sorted(partners)) if partners else {}
    return {at: _with_parts(record, joins.get(at, ()), parts) for at, record in found.items()}


def why_unreadable(
    gateway: Gateway, describe: Describe, ids: Sequence[RecordId]
) -> dict[RecordId, Unreadable]:
    """Say of ids that could not be read whether they are deleted or merely not to be seen.

    The recycle bin tells the deleted ones (queryAll, facts 1.6). Everything else the integration
    user does not see, or the org has no such type: to us that is the same.

    Raises:
        SalesforceError: the org could not be asked.
    """
    why: dict[RecordId, Unreadable] = {record_id(at): "hidden" for at in ids}
    for object_type, wanted in _by_type(describe.schema(), ids).items():
        shape = describe.shape(object_type) if object_type is not None else None
        if shape is not None and "IsDeleted" in shape.columns:
            rows = gateway.query_with_deleted(
                "SELECT Id FROM {type:literal} WHERE IsDeleted = true AND Id IN {ids}",
                type=shape.type,
                ids=list(wanted),
            )
            with translated(writing=False):
                why |= {record_id(row["Id"]): "gone" for row in rows}
    return why


def columns(shape: Shape) -> tuple[str, ...]:
    """Return what to SELECT so that `record_of` can speak of a record of this type."""
    wanted: list[str | None] = ["Id", shape.name_field, *shape.phone_fields]
    if shape.account_relation is not None:
        wanted += [shape.account_field, f"{shape.account_relation}.Name"]
    if shape.type == "Lead" and "IsConverted" in shape.columns:
        wanted += ["IsConverted"]
    if shape.type == RELATIONSHIP:
        wanted += ["ContactId"]
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
        is_converted=bool(row.get("IsConverted")),
    )


def _by_type(schema: Schema, ids: Sequence[RecordId]) -> dict[str | None, list[RecordId]]:
    """Sort ids by the type their prefix tells, each once; None: of no type of this org."""
    by_type: dict[str | None, list[RecordId]] = defaultdict(list)
    for each in dict.fromkeys(map(record_id, ids)):
        by_type[schema.type_of(each)].append(each)
    return by_type


def _joined_ids(row: Row) -> tuple[RecordId, ...]:
    return tuple(record_id(row[field]) for field in ("ContactId", "AccountId") if row.get(field))


def _with_parts(
    record: Record, joins: Sequence[RecordId], parts: Mapping[RecordId, Learned]
) -> Learned:
    """Name a relationship record, which has no name of its own, by what it joins."""
    joined = tuple(parts[at].record for at in joins if at in parts)
    if joined:
        record = replace(record, label=" – ".join(part.label for part in joined))
    return Learned(record=record, joined=joined)


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
