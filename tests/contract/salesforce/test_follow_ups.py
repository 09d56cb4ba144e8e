"""A follow-up task in a real org's terms: open, once, without the call key (B-31)."""

import pytest

from cti_adapter.errors import UnknownOutcome
from cti_adapter.logbook.follow_up import FollowUpEntry
from cti_adapter.salesforce.follow_up import FOLLOW_UP_FIELDS
from cti_adapter.salesforce.org import SalesforceOrg
from cti_adapter.salesforce.task import FIELDS
from tests.contract.salesforce.entries import INSERT
from tests.contract.salesforce.stand_in import Row, StandIn


@pytest.fixture
def entry(there: StandIn) -> FollowUpEntry:
    return FollowUpEntry(
        key="follow-up:call-1:1",
        subject="Follow-up: Ada Lovelace",
        due="2026-11-25",
        who_id=there["ada"],
        what_id=there["case_1026"],
        owner_id=None,
    )


def made(there: StandIn) -> list[Row]:
    return [row for row in there.records("Task") if row["CTI_Call_Id__c"] == "follow-up:call-1:1"]


def test_it_is_open_and_due_and_has_no_call_key(
    org: SalesforceOrg, there: StandIn, entry: FollowUpEntry
) -> None:
    """The org's own defaults say its status and its priority."""
    written = org.follow_up(entry)
    (task,) = made(there)

    assert (written.id, False, None) == (task["Id"], task["IsClosed"], task["CTI_Call_Key__c"])
    assert (there["ada"], there["case_1026"], "2026-11-25", "Follow-up: Ada Lovelace") == (
        task["WhoId"],
        task["WhatId"],
        task["ActivityDate"],
        task["Subject"],
    )


def test_a_repeat_finds_it(org: SalesforceOrg, there: StandIn, entry: FollowUpEntry) -> None:
    """The org has taken it, and its answer was lost."""
    there.fails(INSERT, "drop_after")
    with pytest.raises(UnknownOutcome):
        org.follow_up(entry)

    assert (True, 1) == (org.follow_up(entry).existed, len(made(there)))


def test_a_record_that_is_gone_does_not_cost_the_task(
    org: SalesforceOrg, there: StandIn, entry: FollowUpEntry
) -> None:
    """It is still to be done."""
    there.delete(there["case_1026"])
    written = org.follow_up(entry)

    assert (None, ("WhatId:deleted",)) == (made(there)[0]["WhatId"], written.repaired)


def test_its_fields_are_among_the_documented_ones() -> None:
    """Nothing else is written on a Task (S1-20)."""
    assert set(FOLLOW_UP_FIELDS) <= set(FIELDS)
