"""One call's log with everything in it, and an org that takes all of that."""

from cti_adapter.calls.record import RecordId, record_id
from cti_adapter.logbook.entry import LogEntry
from cti_adapter.salesforce.by_admin import TaskColumns
from cti_adapter.salesforce.describe import Schema
from cti_adapter.salesforce.task import FIELDS

ADA = record_id("0035f00000abcDE")
CHARLES = record_id("0035f00000abcDF")
CASE = record_id("5005f00000abcDE")
TASK = record_id("00T5f00000abcDE")
USER_A = record_id("0055f00000abcDE")
PHONE = RecordId("012000000000001AAA")
LENGTHS = {"Subject": 255, "Description": 32000, "CallDisposition": 255}
SCHEMA = Schema(
    trackable=frozenset({"Case"}),
    task_fields={name: LENGTHS.get(name, 0) for name in FIELDS},
    keyed=True,
    closed_status="Completed",
    shared_activities=False,
    types={"003": "Contact", "500": "Case"},
    columns=TaskColumns(record_types={"Phone": PHONE}),
)
ENTRY = LogEntry(
    key="gen:main:c-42",
    call_id="c-42",
    who_id=ADA,
    further_ids=(CHARLES,),
    what_id=CASE,
    owner_id=USER_A,
    subject="Inbound call from Ada Lovelace",
    direction="Inbound",
    date="2026-11-21",
    duration_s=65,
    call_result="Solved",
    comments="09:00:01 delivered to A",
    record_type="Phone",
    recording_url="https://pbx.example.test/r/42",
)
