"""What the product knows of an org without waiting for it."""

import pytest

from cti_adapter.errors import SalesforceError
from cti_adapter.salesforce.org import SalesforceOrg
from tests.contract.salesforce.stand_in import StandIn
from tests.support.patience import until


def test_whether_a_task_may_name_several_contacts_is_asked_behind_our_back(
    org: SalesforceOrg, bare_org: SalesforceOrg
) -> None:
    """A panel never waits for a description of the org."""
    first = org.shared_activities()
    bare_org.shared_activities()
    until(org.shared_activities, "the org's answer")

    assert (False, False) == (first, bare_org.shared_activities())


def test_an_org_that_does_not_answer_is_known_to_share_nothing(
    org: SalesforceOrg, there: StandIn
) -> None:
    """Nobody is told of the failure: who needs the answer waits for one of their own."""
    there.fails("GET /sobjects/Task/describe", "e503", times=1)
    org.shared_activities()
    until(lambda: there.calls("GET", "/sobjects/Task/describe"), "a question to the org")

    assert not org.shared_activities()


def test_what_an_admin_has_changed_is_seen_when_it_is_looked_for(
    org: SalesforceOrg, there: StandIn
) -> None:
    """Ten minutes of belief end with a check of the set-up."""
    seen = ["cti_call_key__c" in org.task_shape().fields]
    there.settings(activity_key=False)
    seen.append("cti_call_key__c" in org.task_shape().fields)
    org.forget()
    seen.append("cti_call_key__c" in org.task_shape().fields)

    assert [True, True, False] == seen


def test_a_field_that_went_costs_one_question(org: SalesforceOrg, there: StandIn) -> None:
    """The next one names it no more: callers are told again at once, not in ten minutes."""
    ada = there["ada"]
    before = org.read([ada])[ada]
    there.withholds("Contact", "MobilePhone", "Phone")
    with pytest.raises(SalesforceError, match="No such column"):
        org.read([ada])

    assert before.phone
    assert "Ada Lovelace" == org.read([ada])[ada].label
