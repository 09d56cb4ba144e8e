"""Who is called when a record is dialled: the number it shows, and for a Task whom it names.

For a list of many records in a few queries. Reads only.
"""

from collections.abc import Sequence

from cti_adapter.calls.record import TASK, Record, RecordId, is_task, record_id
from cti_adapter.salesforce.describe import Describe
from cti_adapter.salesforce.gateway import Gateway, Row
from cti_adapter.salesforce.records import read_records
from cti_adapter.service.finding import Callee

_BATCH = 200  # ids in one query; the address of a request ends at 16 384 bytes (facts 5.3)


def callees(
    gateway: Gateway, describe: Describe, ids: Sequence[RecordId]
) -> dict[RecordId, Callee]:
    """Return who would be called from each of these records; one that cannot be read is absent.

    Raises:
        SalesforceError: the org could not be asked.
    """
    wanted = [record_id(each) for each in dict.fromkeys(ids)]
    tasks = _tasks(gateway, [each for each in wanted if is_task(each)])
    people = {at: record_id(row["WhoId"]) for at, row in tasks.items() if row.get("WhoId")}
    others = [each for each in wanted if not is_task(each)]
    learned = read_records(gateway, describe, [*others, *people.values()])
    found = {at: _of_record(learned[at].record) for at in others if at in learned}
    for at, row in tasks.items():
        person = learned.get(people.get(at, at))
        found[at] = _of_task(at, row, person.record if person is not None else None)
    return found


def _tasks(gateway: Gateway, ids: Sequence[RecordId]) -> dict[RecordId, Row]:
    rows: list[Row] = []
    for start in range(0, len(ids), _BATCH):
        rows += gateway.query(
            "SELECT Id, Subject, WhoId FROM Task WHERE Id IN {ids}",
            ids=list(ids[start : start + _BATCH]),
        )
    return {record_id(row["Id"]): row for row in rows}


def _of_record(record: Record) -> Callee:
    account = record.account_name or ""
    return Callee(
        record=record,
        number=record.phone or "",
        about="" if record.type == "Account" else account,
    )


def _of_task(at: RecordId, row: Row, person: Record | None) -> Callee:
    subject = str(row.get("Subject") or "")
    return Callee(
        record=Record(id=at, type=TASK, label=subject or at, trackable=False),
        number=(person.phone or "") if person is not None else "",
        about=person.label if person is not None else "",
    )
