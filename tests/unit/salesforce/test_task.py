"""Tests for salesforce/task.py and repairs.py: what a Task says, and what may be mended in it."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti_adapter.calls.record import record_id
from cti_adapter.errors import OwnerRefused, Rejected, Repairable, SalesforceError, Stale
from cti_adapter.logbook.entry import LogEntry
from cti_adapter.salesforce.describe import Describe, Schema
from cti_adapter.salesforce.gateway import Gateway
from cti_adapter.salesforce.repairs import CUT_MARK, Draft, cut, mended
from cti_adapter.salesforce.task import FIELDS, TaskWritten, task_fields, update_task, write_task
from tests.unit.salesforce.scripted_org import (
    INSERT,
    QUERY,
    STATUSES,
    ScriptedOrg,
    refuses,
    rows,
    says,
)

ADA = record_id("0035f00000abcDE")
CASE = record_id("5005f00000abcDE")
TASK = record_id("00T5f00000abcDE")
USER_A = record_id("0055f00000abcDE")
LENGTHS = {"Subject": 255, "Description": 32000, "CallDisposition": 255}
SCHEMA = Schema(
    trackable=frozenset({"Case"}),
    task_fields={name: LENGTHS.get(name, 0) for name in FIELDS},
    keyed=True,
    closed_status="Completed",
    shared_activities=False,
    types={"003": "Contact", "500": "Case"},
)
ENTRY = LogEntry(
    key="gen:main:c-42",
    call_id="c-42",
    who_id=ADA,
    what_id=CASE,
    owner_id=USER_A,
    subject="Inbound call from Ada Lovelace",
    direction="Inbound",
    date="2026-11-21",
    duration_s=65,
    call_result="Solved",
    comments="09:00:01 delivered to A",
    recording_url="https://pbx.example.test/r/42",
)


def test_a_call_reads_as_a_completed_call_task() -> None:
    """Every field of the table is filled, and no other (S1-20)."""
    assert {
        "WhoId": ADA,
        "WhatId": CASE,
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
        "CTI_Call_Key__c": "gen:main:c-42",
        "CTI_Call_Id__c": "c-42",
        "CTI_Recording__c": "https://pbx.example.test/r/42",
    } == task_fields(ENTRY, SCHEMA)


def test_what_is_not_known_is_not_written() -> None:
    """An empty value would overwrite the org's own default."""
    bare = msgspec.structs.replace(
        ENTRY, who_id=None, what_id=None, owner_id=None, call_result="", comments=""
    )
    fields = task_fields(msgspec.structs.replace(bare, recording_url=None), SCHEMA)

    assert {
        "WhoId",
        "WhatId",
        "OwnerId",
        "CallDisposition",
        "Description",
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


def test_long_comments_are_cut_where_everyone_can_see_it() -> None:
    """The log is never refused for its length (A-13)."""
    long = msgspec.structs.replace(ENTRY, comments="n" * 40_000, subject="s" * 300)
    fields = task_fields(long, SCHEMA)

    assert (32_000, 255) == (len(fields["Description"]), len(fields["Subject"]))
    assert fields["Description"].endswith(CUT_MARK)


@given(st.text(max_size=60), st.integers(1, 60))
def test_a_cut_text_fits_and_is_well_formed(text: str, limit: int) -> None:
    """No emoji is torn in two, and what fits is left alone."""
    kept = cut(text, limit)

    assert len(kept.encode("utf-16-le")) <= 2 * limit
    assert kept == text or len(text.encode("utf-16-le")) > 2 * limit


def mend(error: SalesforceError, gateway: Gateway, entry: LogEntry = ENTRY) -> Draft:
    draft = Draft(fields=task_fields(entry, SCHEMA))
    return mended(gateway, Describe(gateway, lambda: 0.0), draft, error)


@pytest.mark.parametrize(
    ("error", "repaired"),
    [
        (
            Repairable(
                "No such column 'CTI_Recording__c' on sobject of type Task", code="INVALID_FIELD"
            ),
            ("CTI_Recording__c:dropped",),
        ),
        (
            Repairable(
                "Unable to create/update fields: CallObject, CallType.",
                code="INVALID_FIELD_FOR_INSERT_UPDATE",
                fields=("CallObject", "CallType"),
            ),
            ("CallObject:dropped", "CallType:dropped"),
        ),
        (
            Repairable(
                "Subject: data value too large: Inbound call (max length=20)",
                code="STRING_TOO_LONG",
                fields=("Subject",),
            ),
            ("Subject:cut",),
        ),
        (
            Repairable(
                "Betreff: zu lang (maximale Länge=20)", code="STRING_TOO_LONG", fields=("Subject",)
            ),
            ("Subject:cut",),
        ),
        (
            Repairable(
                "too large (max length=9)", code="STRING_TOO_LONG", fields=("CTI_Recording__c",)
            ),
            ("CTI_Recording__c:dropped",),
        ),
    ],
)
def test_a_fault_of_one_field_costs_that_field_alone(
    error: Repairable, repaired: tuple[str, ...], gateway: Gateway
) -> None:
    """The call outranks the field, and what was done is told."""
    better = mend(error, gateway)
    changed = {
        name for name in FIELDS if better.fields.get(name) != task_fields(ENTRY, SCHEMA)[name]
    }

    assert repaired == better.repaired
    assert {mark.partition(":")[0] for mark in repaired} == changed


@pytest.mark.parametrize(
    "error",
    [
        Repairable(
            "No such column 'CTI_Call_Key__c' on sobject of type Task", code="INVALID_FIELD"
        ),
        Repairable("too large", code="STRING_TOO_LONG", fields=("CTI_Call_Key__c",)),
        Repairable("No such column 'Elsewhere__c'", code="INVALID_FIELD"),
        Repairable("says nothing", code="INVALID_FIELD"),
    ],
)
def test_the_call_key_is_never_given_up(error: Repairable, gateway: Gateway) -> None:
    """Without it a repeat would be a second Task; a person has to look (D8)."""
    with pytest.raises(Rejected) as refusal:
        mend(error, gateway)
    assert error.code == refusal.value.code


QUEUE = record_id("00G5f00000abcDE")


@pytest.mark.parametrize(
    ("owner", "error"),
    [
        (USER_A, OwnerRefused("inactive user", code="INACTIVE_OWNER_OR_USER")),
        (QUEUE, Repairable("not associated with this object", code="INVALID_OPERATION")),
    ],
)
def test_an_owner_who_cannot_own_is_nobody_s_to_mend_here(
    owner: str, error: Repairable, gateway: Gateway
) -> None:
    """Who owns it instead is decided by the chain (DECISION 32), and told in the ledger."""
    entry = msgspec.structs.replace(ENTRY, who_id=None, what_id=None, owner_id=owner)

    with pytest.raises(OwnerRefused) as refusal:
        mend(error, gateway, entry)
    assert error.code == refusal.value.code


def test_an_id_of_no_record_may_be_the_owner_s(gateway: Gateway) -> None:
    """Where the org names no field and every record stands, the owner is what is left."""
    no_such_id = Stale("invalid cross reference id", code="INVALID_CROSS_REFERENCE_KEY")
    entry = msgspec.structs.replace(ENTRY, who_id=None, what_id=None)

    with pytest.raises(OwnerRefused):
        mend(no_such_id, gateway, entry)
    with pytest.raises(Rejected):
        mend(no_such_id, gateway, msgspec.structs.replace(entry, owner_id=None))


@pytest.mark.parametrize("error", [Repairable("not yours", code="INVALID_OPERATION")])
def test_a_user_is_no_queue_without_the_object(error: Repairable, gateway: Gateway) -> None:
    """The code says many things; of a user it does not say that they cannot own."""
    with pytest.raises(Rejected):
        mend(error, gateway)


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
