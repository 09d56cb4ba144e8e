"""Tasks that are made in the name of their agent, where the org allows it (D8)."""

import pytest
from msgspec.structs import replace

from cti_adapter.errors import UnknownOutcome
from cti_adapter.logbook.entry import LogEntry, Writer
from cti_adapter.salesforce.in_their_name import AGAIN_S
from cti_adapter.salesforce.org import SalesforceOrg
from cti_adapter.salesforce.task import FIELDS
from tests.contract.salesforce.entries import INSERT, an_entry
from tests.contract.salesforce.stand_in import Row, StandIn

AGENT = "a@example.test"
TOKEN = "/services/oauth2/token"


@pytest.fixture
def entry(there: StandIn) -> LogEntry:
    """A call of agent A."""
    at = there["user_a"]
    return an_entry(who_id=there["ada"], owner_id=at, writer=Writer(user_id=at, username=AGENT))


def another(entry: LogEntry) -> LogEntry:
    """The agent's next call."""
    return replace(entry, key="gen:main/pbx:c-43", call_id="c-43")


def the_task(there: StandIn, entry: LogEntry) -> Row:
    (task,) = there.tasks(entry.key)
    return task


def test_the_task_is_made_by_the_agent_it_belongs_to(
    org: SalesforceOrg, there: StandIn, entry: LogEntry
) -> None:
    """With the same fields as ever; what is learned later is the product's own doing."""
    written = org.write(entry)
    made = the_task(there, entry)
    org.correct(replace(entry, call_result="Voicemail"), at=written.id, wrote=written.wrote)
    later = the_task(there, entry)

    assert (there["user_a"], there["user_a"]) == (made["CreatedById"], made["OwnerId"])
    assert set(written.wrote) <= set(FIELDS)
    assert ("Voicemail", there["integration"]) == (
        later["CallDisposition"],
        later["LastModifiedById"],
    )


def test_without_a_writer_it_is_the_integration_user_s(
    org: SalesforceOrg, there: StandIn, entry: LogEntry
) -> None:
    """As of every Task that no agent owns, and wherever the setting is off."""
    org.write(replace(entry, writer=None))

    assert there["integration"] == the_task(there, entry)["CreatedById"]


def test_an_agent_who_may_not_fill_the_key_is_not_asked_again_for_a_while(
    there: StandIn, entry: LogEntry
) -> None:
    """The key is never left out; the agent's next call costs nothing more."""
    there.bars(AGENT, "CTI_Call_Key__c")
    now = [0.0]
    org = SalesforceOrg(there.access, region="US", clock=lambda: now[0])
    written = org.write(entry)
    there.forget_requests()
    org.write(another(entry))
    once = there.calls("POST", "/sobjects/Task")
    there.bars(AGENT)
    now[0] += AGAIN_S
    org.write(third := replace(entry, key="gen:main/pbx:c-44", call_id="c-44"))
    org.close()

    assert ((), 1) == (written.repaired, once)
    assert [there["integration"]] * 2 == [
        the_task(there, each)["CreatedById"] for each in (entry, another(entry))
    ]
    assert there["user_a"] == the_task(there, third)["CreatedById"]


def test_what_is_wrong_with_one_task_is_mended_by_the_integration_user(
    org: SalesforceOrg, there: StandIn, entry: LogEntry
) -> None:
    """The agent's next Task is theirs again."""
    gone = there.load("Case", Subject="Spare")
    there.delete(gone)
    written = org.write(replace(entry, what_id=gone))
    org.write(another(entry))

    assert ("WhatId:deleted",) == written.repaired
    assert (there["integration"], there["user_a"]) == (
        the_task(there, entry)["CreatedById"],
        the_task(there, another(entry))["CreatedById"],
    )


def test_an_agent_who_may_not_come_in_leaves_it_to_the_integration_user(
    org: SalesforceOrg, there: StandIn, entry: LogEntry
) -> None:
    """Somebody else has the username by now: nothing is made in a stranger's name."""
    stranger = Writer(user_id=there["user_b"], username=AGENT)
    nobody = Writer(user_id=there["user_c"], username="nobody@example.test")
    org.write(replace(entry, writer=stranger))
    org.write(replace(another(entry), writer=nobody))

    assert [there["integration"]] * 2 == [
        the_task(there, each)["CreatedById"] for each in (entry, another(entry))
    ]


def test_an_answer_that_is_lost_is_one_task_all_the_same(
    org: SalesforceOrg, there: StandIn, entry: LogEntry
) -> None:
    """It stands in the agent's name, and whoever repeats it finds it by its key."""
    there.fails(INSERT, "drop_after")
    with pytest.raises(UnknownOutcome):
        org.write(entry)
    found = org.write(entry)

    assert found.existed
    assert there["user_a"] == the_task(there, entry)["CreatedById"]


def test_an_org_that_keeps_the_key_on_an_object_lets_the_agent_make_both(
    there: StandIn, entry: LogEntry
) -> None:
    """Task and key in one request, all or none."""
    there.settings(activity_key=False, call_object=True)
    org = SalesforceOrg(there.access, region="US", clock=lambda: 0.0)
    written = org.write(entry)
    org.close()
    (key,) = there.records("CTI_Call__c")
    (task,) = (row for row in there.records("Task") if row["Id"] == written.id)

    assert (written.id, there["user_a"], there["user_a"]) == (
        key["CTI_Task__c"],
        key["CreatedById"],
        task["CreatedById"],
    )
