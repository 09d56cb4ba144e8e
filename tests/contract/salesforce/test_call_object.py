"""The call key on an object of its own, where Activity takes none (design.md D8).

Task and key are written in one request, all or none; every fault that could double a Task on an
org with the field is told to the stand-in without it.
"""

from collections.abc import Iterator

import pytest

from cti_adapter.calls.record import RecordId
from cti_adapter.errors import Rejected, SalesforceError, UnknownOutcome
from cti_adapter.logbook.continued import Completion
from cti_adapter.salesforce.org import SalesforceOrg
from tests.contract.salesforce.entries import ENTRY, an_entry
from tests.contract.salesforce.stand_in import Row, StandIn

TOGETHER = "POST /composite"


@pytest.fixture
def org(bare: StandIn) -> Iterator[SalesforceOrg]:
    """An org with manifest/call-object/ and without our fields of Activity."""
    bare.settings(call_object=True)
    org = SalesforceOrg(bare.access, region="US", clock=lambda: 0.0)
    yield org
    org.close()


def tasks(bare: StandIn) -> list[RecordId]:
    return [task["Id"] for task in bare.records("Task") if task["CallObject"] == ENTRY.call_id]


def keys(bare: StandIn) -> list[Row]:
    return [
        {name: row[name] for name in ("CTI_Call_Key__c", "CTI_Task__c")}
        for row in bare.records("CTI_Call__c")
    ]


def test_task_and_key_are_one(org: SalesforceOrg, bare: StandIn) -> None:
    """The key stands on a CTI Call that names the Task; nothing is said "at least once"."""
    written = org.write(an_entry(who_id=bare["ada"], owner_id=bare["user_a"]))

    assert [written.id] == tasks(bare)
    assert [{"CTI_Call_Key__c": ENTRY.key, "CTI_Task__c": written.id}] == keys(bare)
    assert (False, False) == (written.existed, written.at_least_once)


@pytest.mark.parametrize("kind", ["drop_after", "e500_after", "drop_before", "nonsense"])
def test_an_answer_that_is_lost_is_one_task_in_the_end(
    org: SalesforceOrg, bare: StandIn, kind: str
) -> None:
    """Whether it arrived is not asked before the next attempt: the key tells (A-10)."""
    bare.fails(TOGETHER, kind)
    with pytest.raises(UnknownOutcome):
        org.write(ENTRY)
    written = org.write(ENTRY)

    assert [written.id] == tasks(bare)
    assert 1 == len(keys(bare))


def test_what_is_refused_leaves_neither_task_nor_key(org: SalesforceOrg, bare: StandIn) -> None:
    """All or none: a key without its Task would lose the call."""
    with pytest.raises(SalesforceError):
        org.write(an_entry(what_id=bare["b_seven"]))  # activities are not tracked for badges

    assert ([], []) == (tasks(bare), keys(bare))


def test_a_fault_of_one_field_is_mended_here_too(org: SalesforceOrg, bare: StandIn) -> None:
    """The refusal inside the one request names the field as any other does (A-13)."""
    other = bare.load("Contact", LastName="Gone")
    bare.delete(other)
    written = org.write(an_entry(who_id=other))

    assert "WhoId:deleted" in written.repaired
    assert [written.id] == tasks(bare)


def test_a_task_that_a_person_deleted_is_made_anew_once(org: SalesforceOrg, bare: StandIn) -> None:
    """The agent saves again after somebody deleted the Task; the key of before outlives it."""
    first = org.write(ENTRY)
    bare.delete(RecordId(first.id))
    second = org.write(ENTRY)
    third = org.write(ENTRY)

    assert first.id != second.id
    assert [second.id] == tasks(bare)
    assert (second.id, True) == (third.id, third.existed)


def test_a_call_dialled_from_a_task_gives_that_task_its_key(
    org: SalesforceOrg, bare: StandIn
) -> None:
    """Comments and key in one, so that ours stand there once (DECISION 49)."""
    ada_back = bare["call_ada_back"]
    stands = org.find_task(ada_back)
    assert not isinstance(stands, str)
    task = Completion(at=ada_back, stood=stands.stood)
    bare.fails(TOGETHER, "drop_after")
    with pytest.raises(UnknownOutcome):
        org.complete(ENTRY, task)
    written = org.complete(ENTRY, task)
    (row,) = (row for row in bare.records("Task") if row["Id"] == ada_back)

    assert written is not None
    assert (ada_back, True) == (written.id, written.existed)
    assert 1 == str(row["Description"]).count(ENTRY.comments)
    assert [{"CTI_Call_Key__c": ENTRY.key, "CTI_Task__c": ada_back}] == keys(bare)


def test_a_task_of_another_call_is_left_alone(org: SalesforceOrg, bare: StandIn) -> None:
    """Its CTI Call says whose it is."""
    other = org.write(an_entry(key="gen:main:c-41", call_id="c-41")).id
    stands = org.find_task(other)

    assert not isinstance(stands, str)
    assert stands.taken
    assert org.complete(ENTRY, Completion(at=other, stood=stands.stood)) is None
    assert [] == tasks(bare)


def test_a_double_of_somebody_elses_unique_field_is_a_refusal(
    org: SalesforceOrg, bare: StandIn
) -> None:
    """Only our own key says that the call is logged."""
    bare.fails(TOGETHER, "reject:DUPLICATE_VALUE:duplicate value found: Ticket__c", times=1)

    with pytest.raises(Rejected):
        org.write(ENTRY)
    assert [] == tasks(bare)
