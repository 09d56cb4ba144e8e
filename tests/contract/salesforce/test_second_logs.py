"""Tasks about calls that Salesforce made itself, as the org answers and takes them."""

from datetime import UTC, datetime, timedelta

import pytest

from cti_adapter.calls.record import RecordId, record_id
from cti_adapter.salesforce.org import SalesforceOrg
from tests.contract.salesforce.entries import an_entry
from tests.contract.salesforce.stand_in import StandIn

HOUR = timedelta(hours=1)


def of_this_hour(org: SalesforceOrg) -> list[RecordId]:
    now = datetime.now(UTC)
    return [other.id for other in org.other_logs(now - HOUR, now + HOUR)]


def test_a_task_about_a_call_that_names_none_is_found(org: SalesforceOrg, there: StandIn) -> None:
    """Not ours, not one that is linked already, and nothing that is about no call."""
    org.write(an_entry())
    there.load("Task", Subject="Call", CallType="Inbound", CTI_Call_Id__c="c-7")
    there.load("Task", Subject="Write to Ada")
    made = there.load(
        "Task",
        Subject="Call",
        CallType="Inbound",
        OwnerId=there["user_a"],
        WhoId=there["ada"],
        WhatId=there["case_1026"],
        Description="asked for a spare",
    )
    now = datetime.now(UTC)
    (found,) = org.other_logs(now - HOUR, now + HOUR)

    assert (made, record_id(there["user_a"]), "Call", "asked for a spare", "") == (
        found.id,
        found.owner_id,
        found.subject,
        found.comments,
        found.call_id,
    )
    assert {there["ada"], there["case_1026"]} == found.names
    assert abs(found.created_at - now) < HOUR
    assert () == org.other_logs(now - 2 * HOUR, now - HOUR)


@pytest.mark.requirement("S1-23")
def test_it_gets_the_plain_id_of_its_call_and_nothing_else(
    org: SalesforceOrg, there: StandIn
) -> None:
    """The call key stays on our Task alone."""
    made = there.load("Task", Subject="Call", CallType="Inbound", Description="theirs")
    org.link_second_log(made, "c-42")
    (row,) = (row for row in there.records("Task") if row["Id"] == made)
    other = org.other_log(made)

    assert ("c-42", None, "theirs") == (
        row["CTI_Call_Id__c"],
        row["CTI_Call_Key__c"],
        row["Description"],
    )
    assert other is not None
    assert ("c-42", []) == (other.call_id, of_this_hour(org))


@pytest.mark.requirement("S1-24")
def test_it_is_closed_with_a_pointer(org: SalesforceOrg, there: StandIn) -> None:
    """Where its comments are now."""
    made = there.load("Task", Subject="Call", CallType="Inbound", Status="Not Started")
    org.link_second_log(made, "c-42", "see https://there/00T1")
    (row,) = (row for row in there.records("Task") if row["Id"] == made)

    assert ("see https://there/00T1", "Completed") == (row["Description"], row["Status"])


def test_an_org_without_our_fields_has_it_in_call_object(
    bare_org: SalesforceOrg, bare: StandIn
) -> None:
    """Which is where our own Task has it there."""
    made = bare.load("Task", Subject="Call", CallType="Inbound")
    assert [made] == of_this_hour(bare_org)
    bare_org.link_second_log(made, "c-42")
    (row,) = (row for row in bare.records("Task") if row["Id"] == made)

    assert ("c-42", []) == (row["CallObject"], of_this_hour(bare_org))


def test_the_tasks_that_stand_are_told_from_those_that_are_gone(
    org: SalesforceOrg, there: StandIn
) -> None:
    """However many are asked for at once."""
    kept = [there.load("Task", Subject="x") for _ in range(2)]
    gone = there.load("Task", Subject="x")
    there.delete(gone)
    never = [record_id(f"00T9{number:011}") for number in range(700)]

    assert frozenset(kept) == org.standing_tasks([*kept, gone, *never])
    assert org.other_log(gone) is None


def test_tasks_are_found_by_the_plain_ids_of_calls(org: SalesforceOrg, there: StandIn) -> None:
    """However many, and whoever made them."""
    ids = [f"c-{number}" for number in range(120)]
    made = [there.load("Task", Subject="x", CallObject=ids[-1]) for _ in range(2)]
    there.load("Task", Subject="x", CallObject="another")
    found = org.tasks_of_calls(ids)

    assert [ids[-1]] == list(found)
    assert [f"{there.url}/{at}" for at in sorted(made)] == sorted(found[ids[-1]])
