"""What an admin adds to the Task, as an org takes it: mapped fields and a record type."""

import pytest
from msgspec.structs import replace

from cti_adapter.calls.record import RecordId
from cti_adapter.configuration.task_settings import TaskField
from cti_adapter.logbook.continued import Completion
from cti_adapter.logbook.entry import LogEntry
from cti_adapter.salesforce.org import SalesforceOrg
from cti_adapter.salesforce.task import TaskWritten
from tests.contract.salesforce.entries import an_entry
from tests.contract.salesforce.stand_in import StandIn

ENTRY = an_entry(
    record_type="Phone",
    mapped={
        "Order_Number__c": "A-17",
        "order_value__c": "12.5",
        "IsReminderSet": "yes",
        "ReminderDateTime": "2026-11-21T18:00:00Z",
        "Gone__c": "x",
    },
)


@pytest.fixture
def phone(there: StandIn) -> RecordId:
    """The record type that the integration user's profile does not have as its default."""
    there.settings(record_types=True)
    rows = {"SobjectType": "Task", "IsActive": True}
    there.load("RecordType", Name="Mail", DeveloperName="Mail", **rows)
    return there.load("RecordType", Name="Phone", DeveloperName="Phone", **rows)


def test_an_attribute_stands_in_its_field_and_the_task_has_its_record_type(
    org: SalesforceOrg, there: StandIn, phone: RecordId
) -> None:
    """Each value in the type of its field; what the org has not is left out and told."""
    written = org.write(ENTRY)
    (task,) = there.tasks(ENTRY.key)

    assert (phone, "A-17", 12.5, True, "2026-11-21T18:00:00.000+0000") == (
        task["RecordTypeId"],
        task["Order_Number__c"],
        task["Order_Value__c"],
        task["IsReminderSet"],
        task["ReminderDateTime"],
    )
    assert ("Gone__c:missing",) == written.repaired


def test_a_mapped_field_is_corrected_and_a_persons_change_of_it_stays(
    org: SalesforceOrg, there: StandIn, phone: RecordId
) -> None:
    """As of every field of ours; the record type stays whatever it is by then."""
    written = org.write(ENTRY)
    there.change(written.id, {"Order_Number__c": "B-1", "RecordTypeId": None})
    later = {**ENTRY.mapped, "Order_Number__c": "A-18", "order_value__c": "13"}
    mended = org.correct(replace(ENTRY, mapped=later), at=written.id, wrote=written.wrote)
    (task,) = there.tasks(ENTRY.key)

    assert ("B-1", 13.0) == (task["Order_Number__c"], task["Order_Value__c"])
    assert task["RecordTypeId"] != phone
    assert mended is not None
    assert ("Gone__c:missing", "Order_Number__c:left") == mended.repaired


def test_a_correction_that_says_the_same_writes_nothing(
    org: SalesforceOrg, there: StandIn, phone: RecordId
) -> None:
    """What Salesforce gives back is what we wrote, to the letter."""
    written = org.write(ENTRY)
    there.forget_requests()
    org.correct(ENTRY, at=written.id, wrote=written.wrote)

    assert (0, phone) == (
        there.calls("PATCH", "/sobjects/Task"),
        there.tasks(ENTRY.key)[0]["RecordTypeId"],
    )


def test_in_a_task_that_existed_only_empty_fields_are_filled(
    org: SalesforceOrg, there: StandIn, phone: RecordId
) -> None:
    """It is somebody's: what stood there stays, and so does its record type."""
    at = there["call_ada_back"]
    there.change(at, {"Order_Number__c": "theirs"})
    before = org.find_task(at)
    assert not isinstance(before, str)
    done = org.complete(
        ENTRY, Completion(at=at, stood=before.stood, kept=before.comments, emptied=())
    )
    (task,) = there.tasks(ENTRY.key)

    assert ("theirs", 12.5, True) == (
        task["Order_Number__c"],
        task["Order_Value__c"],
        task["IsReminderSet"],
    )
    assert task["RecordTypeId"] != phone
    assert isinstance(done, TaskWritten)
    assert "Order_Number__c:left" in done.repaired


@pytest.mark.parametrize(
    ("value", "told"),
    [("a dozen", "order_value__c:unfit"), ("", None), ("12.5", None)],
)
def test_what_does_not_fit_a_task_that_existed_is_told(
    org: SalesforceOrg, there: StandIn, value: str, told: str | None
) -> None:
    """As of a Task of our own making; nothing is left out in silence."""
    at = there["call_ada_back"]
    before = org.find_task(at)
    assert not isinstance(before, str)
    entry = replace(ENTRY, record_type="Gone", mapped={"order_value__c": value})
    done = org.complete(
        entry, Completion(at=at, stood=before.stood, kept=before.comments, emptied=())
    )

    assert isinstance(done, TaskWritten)
    assert ([told] if told else []) == [
        mend for mend in done.repaired if "rder" in mend or "RecordType" in mend
    ]


def test_a_record_type_that_went_costs_no_log(
    org: SalesforceOrg, there: StandIn, phone: RecordId
) -> None:
    """Between two looks at the org; the Task gets the default."""
    first = replace(ENTRY, mapped={})  # a field that is missing would have the org looked at anew
    before = first.key
    org.write(first)
    there.delete(phone)
    entry: LogEntry = replace(first, key="gen:main/pbx:c-43", call_id="c-43")
    written = org.write(entry)

    assert "RecordTypeId:dropped" in written.repaired
    assert (1, 1) == (len(there.tasks(before)), len(there.tasks(entry.key)))


def test_an_admin_is_told_what_the_task_has(org: SalesforceOrg, phone: RecordId) -> None:
    """Names, types, and whether they may be filled."""
    shape = org.task_shape()

    assert (phone, ("Mail", "Phone")) == (phone, shape.record_types)
    assert TaskField(type="currency", createable=True, fits=True) == shape.fields["order_value__c"]
    assert not shape.fields["accountid"].createable
