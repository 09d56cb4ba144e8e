"""The Task of a call, written to the stand-in under every fault it can be told to have."""

import threading

import pytest

from cti_adapter.calls.record import RecordId, record_id
from cti_adapter.errors import (
    OrgPaused,
    Rejected,
    Repairable,
    RetryLater,
    SalesforceError,
    UnknownOutcome,
)
from cti_adapter.salesforce.by_admin import RECORD_TYPE
from cti_adapter.salesforce.org import SalesforceOrg
from cti_adapter.salesforce.task import FIELDS, TaskWritten
from tests.contract.salesforce.entries import ENTRY, INSERT, an_entry
from tests.contract.salesforce.stand_in import StandIn


def test_a_call_becomes_one_completed_task(org: SalesforceOrg, there: StandIn) -> None:
    """The audit trail of a call, as the person who reads it expects it."""
    entry = an_entry(
        who_id=there["ada"],
        what_id=there["case_1026"],
        owner_id=there["user_a"],
        recording_url="https://pbx.example.test/r/42",
    )
    written = org.write(entry)
    (task,) = there.tasks(ENTRY.key)

    assert (record_id(task["Id"]), f"{there.url}/{task['Id']}") == (written.id, written.url)
    assert {
        "WhoId": there["ada"],
        "WhatId": there["case_1026"],
        "TaskWhoIds": [there["ada"]],  # Salesforce's own word: nobody beside her
        "OwnerId": there["user_a"],
        "Subject": "Inbound call",
        "Status": "Completed",
        "ActivityDate": "2026-11-21",
        "TaskSubtype": "Call",
        "CallType": "Inbound",
        "CallDurationInSeconds": 65,
        "CallDisposition": "Solved",
        "CallObject": "c-42",
        "Description": "09:00:01 delivered to A",
        "CTI_Call_Key__c": "gen:main/pbx:c-42",
        "CTI_Call_Id__c": "c-42",
        "CTI_Recording__c": "https://pbx.example.test/r/42",
    } == {name: task[name] for name in FIELDS if name != RECORD_TYPE}
    assert task["IsClosed"]


def test_several_contacts_stand_on_the_one_task(org: SalesforceOrg, there: StandIn) -> None:
    """With Shared Activities; the one in Name is the primary (DECISION 25)."""
    org.write(an_entry(who_id=there["charles"], further_ids=(there["ada"], there["mary"])))
    (task,) = there.tasks(ENTRY.key)

    assert there["charles"] == task["WhoId"]
    assert [there["charles"], there["ada"], there["mary"]] == task["TaskWhoIds"]


def test_a_call_written_twice_is_one_task(org: SalesforceOrg, there: StandIn) -> None:
    """Whoever repeats it finds it done, and what a person edited in between stays."""
    first = org.write(ENTRY)
    there.change(first.id, {"CallDisposition": "Follow-up"})
    second = org.write(ENTRY)

    assert (first.id, True) == (second.id, second.existed)
    assert ["Follow-up"] == [task["CallDisposition"] for task in there.tasks(ENTRY.key)]


@pytest.mark.parametrize("fault", ["drop_after", "e500_after", "nonsense", "drop_before", "e503"])
def test_a_lost_answer_is_never_a_second_task(
    org: SalesforceOrg, there: StandIn, fault: str
) -> None:
    """Done or not done, the repeat ends with one Task (P1)."""
    there.fails(INSERT, fault)
    with pytest.raises(UnknownOutcome):
        org.write(ENTRY)
    written = org.write(ENTRY)

    assert [written.id] == [task["Id"] for task in there.tasks(ENTRY.key)]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("lock", RetryLater),
        ("limit", OrgPaused),
        ("reject:FIELD_CUSTOM_VALIDATION_EXCEPTION:Say why, please.", Rejected),
        ("reject:REQUIRED_FIELD_MISSING:Required fields are missing: [Reason__c]", Rejected),
        ("reject:DUPLICATE_VALUE:duplicate value found: Ticket__c duplicates value", Rejected),
        ("reject:INVALID_CROSS_REFERENCE_KEY:invalid cross reference id", Rejected),
    ],
)
def test_a_refusal_says_whether_to_try_again(
    org: SalesforceOrg, there: StandIn, fault: str, kind: type[SalesforceError]
) -> None:
    """Nothing is retried in vain and nothing is given up too early."""
    there.fails(INSERT, fault)

    with pytest.raises(SalesforceError) as failure:
        org.write(ENTRY)
    assert kind is type(failure.value)
    assert [] == there.tasks(ENTRY.key)


def test_an_expired_session_is_nobodys_trouble(org: SalesforceOrg, there: StandIn) -> None:
    """It is renewed on the way and not counted as a failure."""
    org.read([there["ada"]])
    there.fails(INSERT, "session")
    written = org.write(ENTRY)

    assert [written.id] == [task["Id"] for task in there.tasks(ENTRY.key)]
    assert 2 == there.calls("POST", "/services/oauth2/token")


def test_many_couriers_write_one_call_once(org: SalesforceOrg, there: StandIn) -> None:
    """The unique key decides, not our locks."""
    got: list[TaskWritten] = []
    threads = [threading.Thread(target=lambda: got.append(org.write(ENTRY))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (task,) = there.tasks(ENTRY.key)

    assert [task["Id"]] * 6 == [written.id for written in got]


def test_comments_of_any_length_are_written(org: SalesforceOrg, there: StandIn) -> None:
    """Cut where one can see it, never refused (A-13)."""
    org.write(an_entry(comments="n" * 40_000, subject="s" * 300))
    (task,) = there.tasks(ENTRY.key)

    assert (32_000, 255) == (len(task["Description"]), len(task["Subject"]))


def test_a_field_the_org_refuses_is_left_out(org: SalesforceOrg, there: StandIn) -> None:
    """An admin took it away a minute ago; the call outranks the field."""
    there.fails(INSERT, "reject:INVALID_FIELD:No such column 'CTI_Call_Id__c' on sobject of type")
    written = org.write(ENTRY)
    (task,) = there.tasks(ENTRY.key)

    assert (("CTI_Call_Id__c:dropped",), None) == (written.repaired, task["CTI_Call_Id__c"])


def test_the_key_field_is_never_left_out(org: SalesforceOrg, there: StandIn) -> None:
    """A Task without its key could be written twice: it is repeated as it is (D8)."""
    there.fails(INSERT, "reject:INVALID_FIELD:No such column 'CTI_Call_Key__c' on sobject of type")

    with pytest.raises(Repairable):
        org.write(ENTRY)
    assert [] == there.tasks(ENTRY.key)
    assert () == org.write(ENTRY).repaired
    assert 1 == len(there.tasks(ENTRY.key))


def a_converted_lead(there: StandIn, **to: RecordId) -> RecordId:
    return there.load(
        "Lead",
        LastName="Turing",
        Company="Universal Machines",
        IsConverted=True,
        ConvertedContactId=there["grace"],
        **to,
    )


def test_a_task_follows_its_converted_lead(org: SalesforceOrg, there: StandIn) -> None:
    """To the new contact and the new opportunity (DECISION 21, S1-25, S1-26)."""
    lead = a_converted_lead(there, ConvertedOpportunityId=there["compiler_rollout"])
    written = org.write(an_entry(who_id=lead))
    (task,) = there.tasks(ENTRY.key)

    assert (there["grace"], there["compiler_rollout"]) == (task["WhoId"], task["WhatId"])
    assert ("WhoId:converted", "WhatId:converted") == written.repaired


def test_a_conversion_without_opportunity_leaves_related_to_empty(
    org: SalesforceOrg, there: StandIn
) -> None:
    """The new account is a candidate for the agent, not a guess of ours (DECISION 21)."""
    written = org.write(an_entry(who_id=a_converted_lead(there)))
    (task,) = there.tasks(ENTRY.key)

    assert (there["grace"], None) == (task["WhoId"], task["WhatId"])
    assert ("WhoId:converted",) == written.repaired


def test_a_deleted_record_does_not_hold_up_the_log(org: SalesforceOrg, there: StandIn) -> None:
    """The Task is written without it, and the ledger can say that it needs a record."""
    there.delete(there["case_1026"], there["mary"])
    written = org.write(an_entry(who_id=there["mary"], what_id=there["case_1026"]))
    (task,) = there.tasks(ENTRY.key)

    assert (None, None) == (task["WhoId"], task["WhatId"])
    assert ("WhoId:deleted", "WhatId:deleted") == written.repaired


def test_only_the_deleted_record_is_left_out(org: SalesforceOrg, there: StandIn) -> None:
    """Name stays where Related To is gone."""
    there.delete(there["case_1026"])
    org.write(an_entry(who_id=there["ada"], what_id=there["case_1026"]))
    (task,) = there.tasks(ENTRY.key)

    assert (there["ada"], None) == (task["WhoId"], task["WhatId"])


def test_a_record_that_may_not_stand_there_needs_a_person(
    org: SalesforceOrg, there: StandIn
) -> None:
    """Activities are not tracked for badges; the org's own words are shown."""
    with pytest.raises(Rejected):
        org.write(an_entry(what_id=there["b_seven"]))


def test_the_daily_allowance_is_known_after_a_write(org: SalesforceOrg) -> None:
    """The admin is warned before the org stops taking requests."""
    org.write(ENTRY)

    assert org.usage is not None
    assert 0 < org.usage.used < org.usage.allowed


def test_an_org_without_our_field_is_told_the_truth(bare_org: SalesforceOrg, bare: StandIn) -> None:
    """At least once, and an earlier attempt that arrived is found (P11)."""
    bare.fails(INSERT, "drop_after")
    with pytest.raises(UnknownOutcome):
        bare_org.write(ENTRY)
    written = bare_org.write(ENTRY)
    tasks = [task for task in bare.records("Task") if task["CallObject"] == "c-42"]

    assert (True, True) == (written.at_least_once, written.existed)
    assert (written.id,) == bare_org.tasks_of_call("c-42", "2026-11-21")
    assert [written.id] == [task["Id"] for task in tasks]
