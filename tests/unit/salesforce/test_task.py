"""Tests for salesforce/task.py: what a Task says, and that it is one."""

import msgspec
import pytest

from cti_adapter.errors import Rejected
from cti_adapter.salesforce.describe import Describe
from cti_adapter.salesforce.gateway import Gateway
from cti_adapter.salesforce.task import FIELDS, TaskWritten, task_fields, update_task, write_task
from tests.unit.salesforce.entries import (
    ADA,
    CASE,
    CHARLES,
    ENTRY,
    LENGTHS,
    PHONE,
    SCHEMA,
    TASK,
    USER_A,
)
from tests.unit.salesforce.scripted_org import (
    INSERT,
    QUERY,
    STATUSES,
    ScriptedOrg,
    refuses,
    rows,
    says,
)


def test_a_call_reads_as_a_completed_call_task() -> None:
    """Every field of the table is filled, and no other (S1-20)."""
    assert {
        "WhoId": ADA,
        "WhatId": CASE,
        "TaskWhoIds": [ADA, CHARLES],
        "OwnerId": USER_A,
        "Subject": "Inbound call from Ada Lovelace",
        "Status": "Completed",
        "ActivityDate": "2026-11-21",
        "TaskSubtype": "Call",
        "CallType": "Inbound",
        "CallDurationInSeconds": 65,
        "CallDisposition": "Solved",
        "CallObject": "c-42",
        "Description": "09:00:01 delivered to A",
        "RecordTypeId": PHONE,
        "CTI_Call_Key__c": "gen:main:c-42",
        "CTI_Call_Id__c": "c-42",
        "CTI_Recording__c": "https://pbx.example.test/r/42",
    } == task_fields(ENTRY, SCHEMA)


def test_what_is_not_known_is_not_written() -> None:
    """An empty value would overwrite the org's own default."""
    bare = msgspec.structs.replace(
        ENTRY, who_id=None, what_id=None, owner_id=None, call_result="", comments=""
    )
    bare = msgspec.structs.replace(bare, recording_url=None, record_type="")
    fields = task_fields(bare, SCHEMA)

    assert {
        "WhoId",
        "WhatId",
        "TaskWhoIds",
        "OwnerId",
        "CallDisposition",
        "Description",
        "RecordTypeId",
        "CTI_Recording__c",
    } == set(FIELDS) - set(fields)


def test_a_call_of_no_seconds_says_so() -> None:
    """Nobody talked: that is a duration too."""
    assert (
        0
        == task_fields(msgspec.structs.replace(ENTRY, duration_s=0), SCHEMA)[
            "CallDurationInSeconds"
        ]
    )


def test_fields_the_org_lacks_are_not_sent() -> None:
    """An org without our package still gets its Task."""
    plain = {name: at for name, at in SCHEMA.task_fields.items() if not name.endswith("__c")}
    schema = msgspec.structs.replace(SCHEMA, task_fields=plain, keyed=False)

    assert set(plain) == set(task_fields(ENTRY, schema))


@pytest.mark.parametrize("field", ["CTI_Call_Key__c", "TaskSubtype", "Priority", "Custom__c"])
def test_only_our_own_fields_are_changed_later(field: str, gateway: Gateway) -> None:
    """What others wrote on the Task stays theirs."""
    with pytest.raises(ValueError, match=field):
        update_task(gateway, TASK, {"Subject": "x", field: "y"})


TASK_FIELDS: list[dict[str, object]] = [
    {"name": name, "createable": True, "length": LENGTHS.get(name, 0)} for name in FIELDS
]
KEYED = [{**row, "unique": True, "externalId": True} for row in TASK_FIELDS]
BARE_ENTRY = msgspec.structs.replace(ENTRY, who_id=None, what_id=None, owner_id=None)
HIDDEN_FROM_US = "duplicate value found: <unknown> duplicates value on record with id: <unknown>"
NAMED = "duplicate value found: CTI_Call_Key__c duplicates value on record with id: 00T5f00000abcDE"


def write(gateway: Gateway) -> TaskWritten:
    return write_task(gateway, Describe(gateway, lambda: 0.0), BARE_ENTRY)


def test_a_task_hidden_from_us_is_known_by_the_refusal(org: ScriptedOrg, gateway: Gateway) -> None:
    """It stands; that sharing hides it from the integration user changes nothing."""
    org.describes(Task=KEYED)
    org.when(QUERY, STATUSES, rows())
    org.when(INSERT, refuses("DUPLICATE_VALUE", NAMED))

    written = write(gateway)

    assert (TASK, True) == (written.id, written.existed)


def test_a_refusal_that_names_no_field_is_settled_by_the_key(
    org: ScriptedOrg, gateway: Gateway
) -> None:
    """The org writes <unknown> where the other record is hidden: our key is looked for."""
    org.describes(Task=KEYED)
    org.when(INSERT, refuses("DUPLICATE_VALUE", HIDDEN_FROM_US))
    org.when(QUERY, STATUSES, rows({"Id": TASK}))

    assert TASK == write(gateway).id


@pytest.mark.parametrize("words", [HIDDEN_FROM_US, "CTI_Call_Key__c: double"])
def test_a_refusal_that_cannot_be_settled_needs_a_person(
    org: ScriptedOrg, gateway: Gateway, words: str
) -> None:
    """A call is never counted as logged on a guess."""
    org.describes(Task=KEYED)
    org.when(QUERY, STATUSES, rows())
    org.when(INSERT, refuses("DUPLICATE_VALUE", words))

    with pytest.raises(Rejected):
        write(gateway)


def test_an_org_without_a_closed_status_is_told_what_to_mend(
    org: ScriptedOrg, gateway: Gateway
) -> None:
    """An open Task would stand in somebody's to-do list for ever."""
    org.describes(Task=KEYED)
    org.when(QUERY, rows({"ApiName": "Open", "IsClosed": False}))

    with pytest.raises(Rejected, match="closed task status"):
        write(gateway)


def test_a_key_field_that_is_not_unique_promises_nothing(
    org: ScriptedOrg, gateway: Gateway
) -> None:
    """The field alone does not keep a second Task out (P11)."""
    org.describes(Task=TASK_FIELDS)
    org.when(QUERY, STATUSES, rows())
    org.when(INSERT, says(201, {"id": TASK, "success": True}))

    assert write(gateway).at_least_once
