"""Queues and users of the stand-in, as the product knows them before it gives them anything."""

import pytest

from cti_adapter.calls.record import RecordId
from cti_adapter.logbook.ownership import Standing
from cti_adapter.salesforce.org import SalesforceOrg
from cti_adapter.salesforce.standing import LIFETIME_S
from tests.contract.salesforce.stand_in import StandIn


def a_queue(there: StandIn, name: str, *owns: str) -> RecordId:
    queue = there.load("Group", Name=name, DeveloperName=name, Type="Queue")
    for kind in owns:
        there.load("QueueSobject", QueueId=queue, SobjectType=kind)
    return queue


def one_who_left(there: StandIn) -> RecordId:
    named = {"Username": "gone@example.test", "LastName": "Gone", "Email": "gone@example.test"}
    return there.load("User", **named, IsActive=False)


@pytest.mark.requirement("S3-21")
def test_the_queues_are_told_with_what_each_can_own(org: SalesforceOrg, there: StandIn) -> None:
    """An admin chooses among them, by name; one that owns nothing is not offered."""
    a_queue(there, "Nothing")
    a_queue(there, "hot leads", "Lead")

    assert [("hot leads", {"Lead"}), ("Support", {"Lead", "Task"})] == [
        (queue.name, set(queue.owns)) for queue in org.queues()
    ]


def test_who_left_is_told_from_who_works_there(org: SalesforceOrg, there: StandIn) -> None:
    """And the integration user, who owns what nobody else can, is known by id."""
    gone = one_who_left(there)
    told = org.standing([there["user_a"], gone])

    assert ({gone}, there["integration"]) == (set(told.inactive), told.integration_id)


def test_a_queue_is_told_by_what_it_owns(org: SalesforceOrg, there: StandIn) -> None:
    """Only where a queue is to own something: else nobody asks for them."""
    leads = a_queue(there, "Leads", "Lead")
    told = org.standing([leads]).queues or {}

    assert (frozenset({"Lead"}), None) == (told[leads], org.standing([there["user_a"]]).queues)


def test_a_thousand_logs_cost_one_question(org: SalesforceOrg, there: StandIn) -> None:
    """What is known is not asked again while it is fresh."""
    asked = [there["user_a"], there["user_b"], there["support"]]
    first = org.standing(asked)
    before = there.calls("GET", "/query")
    again = [org.standing([each]) for each in asked * 20]

    assert before == there.calls("GET", "/query")
    assert {first.integration_id} == {each.integration_id for each in again}


def test_who_comes_back_owns_again_after_a_while(there: StandIn) -> None:
    """What we know ages; nobody has to restart anything."""
    now = [0.0]
    org = SalesforceOrg(there.access, region="US", clock=lambda: now[0])
    leads = a_queue(there, "Leads", "Lead")
    before = org.standing([leads]).queues or {}
    there.load("QueueSobject", QueueId=leads, SobjectType="Task")
    now[0] = LIFETIME_S

    assert {"Lead"} == set(before[leads])
    assert {"Lead", "Task"} == set((org.standing([leads]).queues or {})[leads])
    org.close()


def test_what_we_may_not_ask_bars_nobody(org: SalesforceOrg, there: StandIn) -> None:
    """An integration user with few rights still logs; Salesforce refuses whom it does not want."""
    there.fails("GET /query", "reject:INVALID_TYPE:not yours to see", times=3)

    assert Standing() == org.standing([there["user_a"], there["support"]])
