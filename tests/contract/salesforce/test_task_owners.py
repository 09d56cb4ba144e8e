"""Who may own the Task of a call: what the org refuses is told apart from every other fault."""

import pytest

from cti_adapter.errors import (
    OwnerRefused,
)
from cti_adapter.salesforce.org import SalesforceOrg
from tests.contract.salesforce.entries import ENTRY, INSERT, an_entry
from tests.contract.salesforce.stand_in import StandIn


def test_an_owner_who_left_is_refused_as_owner(org: SalesforceOrg, there: StandIn) -> None:
    """Then the next one of the chain is taken (DECISION 32)."""
    gone = there.load(
        "User",
        Username="gone@example.test",
        LastName="Gone",
        Email="gone@example.test",
        IsActive=False,
    )
    with pytest.raises(OwnerRefused) as refused:
        org.write(an_entry(owner_id=gone))

    assert ("INACTIVE_OWNER_OR_USER", []) == (refused.value.code, there.tasks(ENTRY.key))
    assert {gone} == org.standing([gone]).inactive


def test_a_queue_that_owns_no_tasks_is_refused_as_owner(org: SalesforceOrg, there: StandIn) -> None:
    """A queue for Leads alone may be default owner of Leads (DECISION 32)."""
    queue = there.load("Group", Name="Leads", DeveloperName="Leads", Type="Queue")

    with pytest.raises(OwnerRefused):
        org.write(an_entry(owner_id=queue))


def test_a_queue_that_owns_tasks_owns_this_one(org: SalesforceOrg, there: StandIn) -> None:
    """A default owner of type Queue (S3-21)."""
    org.write(an_entry(owner_id=there["support"]))
    (task,) = there.tasks(ENTRY.key)

    assert there["support"] == task["OwnerId"]


def test_an_owner_of_no_record_is_refused_as_owner(org: SalesforceOrg) -> None:
    """Somebody deleted the queue: the log is not what pays for it."""
    with pytest.raises(OwnerRefused):
        org.write(an_entry(owner_id="00G000000000999AAA"))


@pytest.mark.parametrize("code", ["OP_WITH_INVALID_USER_TYPE_EXCEPTION", "TRANSFER_REQUIRES_READ"])
def test_an_active_user_who_may_own_nothing_is_refused_as_owner(
    org: SalesforceOrg, there: StandIn, code: str
) -> None:
    """Of a Chatter or community licence: Salesforce names neither the user nor the field."""
    there.fails(INSERT, f"reject:{code}:Operation not valid for this user type")

    with pytest.raises(OwnerRefused):
        org.write(an_entry(owner_id=there["user_a"]))


def test_without_an_owner_it_belongs_to_the_integration_user(
    org: SalesforceOrg, there: StandIn
) -> None:
    """The last of the chain is never refused: nobody is named."""
    org.write(ENTRY)
    (task,) = there.tasks(ENTRY.key)

    assert there["integration"] == task["OwnerId"]
