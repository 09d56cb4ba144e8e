"""What became of a record: alive, converted, merged, deleted.

A call may be on a lead that is converted, or on an account that is merged away, before its Task
is written; the call outranks the assignment (facts/reliability-security.md 2.2). Reads only.
"""

from typing import Literal

import msgspec

from cti_adapter.calls.record import RecordId, record_id
from cti_adapter.salesforce.describe import Describe, Shape
from cti_adapter.salesforce.gateway import Gateway, Row

_TELLING = (
    "IsDeleted",
    "MasterRecordId",  # of types that can be merged: the loser names its survivor
    "IsConverted",
    "ConvertedContactId",
    "ConvertedOpportunityId",
)

_LONGEST_TRAIL = 5  # a master that was merged again, then converted: nobody goes further


class Fate(msgspec.Struct, frozen=True, kw_only=True):
    """Where a record is now."""

    kind: Literal["alive", "converted", "merged", "deleted"]
    now: RecordId | None
    """The record to speak of instead: itself, the new contact, the survivor, or nothing."""
    opportunity: RecordId | None = None
    """Of a converted lead, where the conversion made one."""


def fate_of(gateway: Gateway, describe: Describe, at: RecordId) -> Fate:
    """Return what became of a record, to the end of its trail.

    A record whose type the integration user may not see counts as alive: nobody can tell.

    Raises:
        SalesforceError: the org could not be asked.
    """
    fate = Fate(kind="alive", now=at)
    for _ in range(_LONGEST_TRAIL):
        if fate.now is None:
            break
        step = _next(gateway, describe, fate.now)
        if step.kind == "alive":
            break
        fate = step
    return fate


def _next(gateway: Gateway, describe: Describe, at: RecordId) -> Fate:
    object_type = describe.schema().type_of(at)
    shape = None if object_type is None else describe.shape(object_type)
    if object_type is not None and shape is None:
        return Fate(kind="alive", now=at)
    row = None if shape is None else _row(gateway, shape, at)
    if row is None:
        return Fate(kind="deleted", now=None)
    if row.get("IsConverted"):
        return Fate(
            kind="converted",
            now=_id(row, "ConvertedContactId"),
            opportunity=_id(row, "ConvertedOpportunityId"),
        )
    if not row.get("IsDeleted"):
        return Fate(kind="alive", now=at)
    master = _id(row, "MasterRecordId")
    return Fate(kind="merged" if master else "deleted", now=master)


def _row(gateway: Gateway, shape: Shape, at: RecordId) -> Row | None:
    rows = gateway.query_with_deleted(
        "SELECT {columns:literal} FROM {type:literal} WHERE Id = {at}",
        columns=", ".join(["Id", *(name for name in _TELLING if name in shape.columns)]),
        type=shape.type,
        at=at,
    )
    return rows[0] if rows else None


def _id(row: Row, column: str) -> RecordId | None:
    value = row.get(column)
    return record_id(value) if value else None
