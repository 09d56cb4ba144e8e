"""What the product knows of an org without waiting for it."""

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
