"""Tasks about calls that are not ours: found, linked to their call, closed with a pointer.

They never get our call key, which stays on our own Task (S1-23), but the plain call id; an org
without our field for it has it in Call Object Identifier. What we write is in docs/task-fields.md.
"""

from datetime import datetime

from cti_adapter.calls.record import RecordId, record_id
from cti_adapter.logbook.second_log import OtherLog
from cti_adapter.salesforce.describe import Describe, Schema
from cti_adapter.salesforce.gateway import Gateway, Row, id_of
from cti_adapter.salesforce.task import update_task

MOST = 2000
"""Tasks one look returns: a page of the API. Who wants more looks at shorter times."""

_IDS_AT_ONCE = 300  # the address of a request ends at 16 384 bytes (facts/salesforce.md 5.3)


def other_logs(
    gateway: Gateway, describe: Describe, since: datetime, until: datetime
) -> tuple[OtherLog, ...]:
    """Return the Tasks about calls that were made in a time and belong to no call of ours.

    Raises:
        SalesforceError: as failures.py says.
    """
    mark = _mark(describe.schema())
    rows = gateway.query(
        "SELECT {columns:literal} FROM Task WHERE {mark:literal} = null"
        " AND (TaskSubtype = 'Call' OR CallType != null)"
        " AND CreatedDate >= {since} AND CreatedDate <= {until}"
        " ORDER BY CreatedDate LIMIT {most}",
        columns=_columns(mark),
        mark=mark,
        since=since.replace(microsecond=0),
        until=until.replace(microsecond=0),
        most=MOST,
    )
    return tuple(_other_log(gateway, mark, row) for row in rows)


def other_log(gateway: Gateway, describe: Describe, at: RecordId) -> OtherLog | None:
    """Return a Task as it is now, None where it is gone."""
    mark = _mark(describe.schema())
    row = gateway.read_by_key("Task", "Id", at, fields=tuple(_columns(mark).split(", ")))
    return None if row is None else _other_log(gateway, mark, row)


def link_second_log(
    gateway: Gateway, describe: Describe, at: RecordId, call_id: str, pointer: str | None
) -> None:
    """Write the id of its call on a Task; with a pointer that takes the place of its comments.

    Args:
        gateway: to the org.
        describe: of the same org.
        at: the Task.
        call_id: the plain one of the telephone system.
        pointer: says where the comments are now; the Task is closed with it.
    """
    schema = describe.schema()
    fields: dict[str, object] = {_mark(schema): call_id}
    if pointer is not None:
        fields |= {"Description": pointer, "Status": schema.closed_status}
    update_task(gateway, at, fields)


def standing_tasks(gateway: Gateway, ids: list[RecordId]) -> frozenset[RecordId]:
    """Return those of these Tasks that are there and not in the recycle bin."""
    there: set[RecordId] = set()
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = ids[start : start + _IDS_AT_ONCE]
        rows = gateway.query("SELECT Id FROM Task WHERE Id IN {ids}", ids=some)
        there |= {id_of(row) for row in rows}
    return frozenset(there)


def _mark(schema: Schema) -> str:
    return "CTI_Call_Id__c" if "CTI_Call_Id__c" in schema.task_fields else "CallObject"


def _columns(mark: str) -> str:
    return f"Id, OwnerId, CreatedDate, WhoId, WhatId, Subject, Description, {mark}"


def _other_log(gateway: Gateway, mark: str, row: Row) -> OtherLog:
    at = id_of(row)
    named = (row.get(name) for name in ("WhoId", "WhatId"))
    return OtherLog(
        id=at,
        url=gateway.address_of(at),
        owner_id=record_id(str(row["OwnerId"])),
        created_at=datetime.fromisoformat(str(row["CreatedDate"])),
        names=frozenset(record_id(str(each)) for each in named if each),
        subject=row.get("Subject") or "",
        comments=row.get("Description") or "",
        call_id=row.get(mark) or "",
    )
