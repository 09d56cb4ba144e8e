"""What became of Tasks and Leads after their call: what the org says now. Reads only.

A merge and a deletion Salesforce brings to the Task itself; a conversion it brings there most of
the time, and where it does not the Task is left on a Lead that nobody sees (facts/salesforce.md
3.1). What follows for the call is said in service/following.py.
"""

from collections.abc import Sequence
from datetime import datetime

from cti_adapter.calls.on_task import CallTask, Conversion, TaskRecords
from cti_adapter.calls.record import RecordId, record_id
from cti_adapter.salesforce.describe import Describe
from cti_adapter.salesforce.failures import KEY_FIELD
from cti_adapter.salesforce.gateway import Gateway, Row, id_of
from cti_adapter.salesforce.records_on_task import RECORD_FIELDS, records_of
from cti_adapter.salesforce.task import marks

_IDS_AT_ONCE = 200  # the address of a request ends at 16 384 bytes (facts/salesforce.md 5.3)
_CONVERTED = "Id, ConvertedContactId, ConvertedOpportunityId, ConvertedAccountId"


class Followed:
    """Asks one org about what happened after its calls. Raises the SalesforceError tree."""

    def __init__(self, gateway: Gateway, describe: Describe) -> None:
        self._gateway = gateway
        self._describe = describe

    def tasks_as_they_stand(self, ids: Sequence[RecordId]) -> dict[RecordId, TaskRecords]:
        """Return the records of these Tasks; a Task that is gone is absent."""
        names = [name for name in RECORD_FIELDS if name in self._describe.schema().task_fields]
        soql = "SELECT {columns:literal} FROM Task WHERE Id IN {ids}"
        rows = self._of(soql, ids, columns=", ".join(["Id", *names]))
        found: dict[RecordId, TaskRecords] = {}
        for row in rows:
            fields = {name: row.get(name) for name in names}
            found[id_of(row)] = records_of(fields, marks(fields))
        return found

    def conversions_of(self, leads: Sequence[RecordId]) -> tuple[Conversion, ...]:
        """Return what became of those of these Leads that were converted."""
        soql = "SELECT {columns:literal} FROM Lead WHERE IsConverted = true AND Id IN {ids}"
        return tuple(_conversion(row) for row in self._of(soql, leads, columns=_CONVERTED))

    def conversions_since(self, since: datetime) -> tuple[Conversion, ...]:
        """Return the Leads that were converted, and changed last, from a moment on."""
        rows = self._gateway.query(
            "SELECT {columns:literal} FROM Lead"
            " WHERE IsConverted = true AND SystemModstamp >= {since}",
            columns=_CONVERTED,
            since=since.replace(microsecond=0),
        )
        return tuple(_conversion(row) for row in rows)

    def call_tasks_on(self, people: Sequence[RecordId]) -> tuple[CallTask, ...]:
        """Return the Tasks on these people that carry our key.

        Where Task has no field for it: all that carry the id of a call, perhaps another system's.
        """
        keyed = KEY_FIELD in self._describe.schema().task_fields
        mark = KEY_FIELD if keyed else "CallObject"
        ours = "SELECT {columns:literal} FROM Task WHERE {mark:literal} != null"
        columns = ", ".join({"Id": 0, "WhoId": 0, "CallObject": 0, mark: 0})
        rows = self._of(f"{ours} AND WhoId IN {{ids}}", people, columns=columns, mark=mark)
        return tuple(
            CallTask(
                id=id_of(row),
                who_id=record_id(row["WhoId"]),
                key=row[KEY_FIELD] if keyed else None,
                call_id=row.get("CallObject") or "",
            )
            for row in rows
        )

    def _of(self, soql: str, ids: Sequence[RecordId], **names: str) -> list[Row]:
        rows: list[Row] = []
        for begin in range(0, len(ids), _IDS_AT_ONCE):
            rows += self._gateway.query(soql, ids=list(ids[begin : begin + _IDS_AT_ONCE]), **names)
        return rows


def _conversion(row: Row) -> Conversion:
    return Conversion(
        lead_id=id_of(row),
        contact_id=_id(row, "ConvertedContactId"),
        opportunity_id=_id(row, "ConvertedOpportunityId"),
        account_id=_id(row, "ConvertedAccountId"),
    )


def _id(row: Row, column: str) -> RecordId | None:
    value = row.get(column)
    return record_id(value) if value else None
