"""The Task a call was dialled from, completed by the log of the call (DECISION 49, A-14)."""

from typing import Any

import pytest
from msgspec.structs import replace

from cti_adapter.calls.record import RecordId
from cti_adapter.errors import UnknownOutcome
from cti_adapter.logbook.continued import Completion
from cti_adapter.salesforce.org import SalesforceOrg
from cti_adapter.salesforce.task import TaskWritten
from cti_adapter.service.org_ports import TaskAsFound
from tests.contract.salesforce.entries import ENTRY, an_entry
from tests.contract.salesforce.stand_in import StandIn

PATCH = "PATCH /sobjects/Task"
OURS = ENTRY.comments


@pytest.fixture
def ada_back(there: StandIn) -> RecordId:
    """Task Call Ada back as somebody left it."""
    return there.load(
        "Task",
        Subject="Call Ada back",
        Description="About the cam",
        Status="Not Started",
        WhoId=there["ada"],
        OwnerId=there["user_a"],
    )


def found(org: SalesforceOrg, at: RecordId) -> TaskAsFound:
    """Return how the Task stands as the call begins."""
    answer = org.find_task(at)
    assert isinstance(answer, TaskAsFound), answer
    return answer


def begun(org: SalesforceOrg, at: RecordId) -> Completion:
    """Return what the call knows of its Task from then on."""
    stands = found(org, at)
    return Completion(at=at, stood=stands.stood, kept=stands.comments, emptied=())


def after(task: Completion, written: TaskWritten | None) -> Completion:
    """Return what is known once a Save has been written."""
    assert written is not None
    kept = written.kept or 0
    return replace(task, wrote=written.wrote, kept=kept, is_written=True)


def stands(there: StandIn, at: RecordId) -> dict[str, Any]:
    (task,) = (row for row in there.records("Task") if row["Id"] == at)
    return task


def test_a_call_begins_with_what_stands_in_its_task(
    org: SalesforceOrg, there: StandIn, ada_back: RecordId
) -> None:
    """Its people and its record, as they are known to Salesforce."""
    there.change(ada_back, {"WhatId": there["case_1026"]})
    before = found(org, ada_back)

    assert ["Ada Lovelace"] == [each.label for each in before.people]
    assert before.what is not None
    assert ("Case 00001026", False, len("About the cam")) == (
        before.what.label,
        before.taken,
        before.comments,
    )


def test_several_contacts_are_found_in_their_order(org: SalesforceOrg, there: StandIn) -> None:
    """The one in Name first, with Shared Activities (DECISION 25)."""
    both = there.load(
        "Task", Subject="x", WhoId=there["mary"], TaskWhoIds=[there["mary"], there["ada"]]
    )

    assert ["Mary Somerville", "Ada Lovelace"] == [each.label for each in found(org, both).people]


@pytest.mark.parametrize(("fate", "word"), [("delete", "gone"), ("hides", "hidden")])
def test_a_task_that_cannot_be_read_is_said_to_be_none(
    org: SalesforceOrg, there: StandIn, ada_back: RecordId, fate: str, word: str
) -> None:
    """The call then gets a Task of its own."""
    task = begun(org, ada_back)
    getattr(there, fate)(ada_back)

    assert word == org.find_task(ada_back)
    assert org.complete(ENTRY, task) is None


@pytest.mark.requirement("S1-7", "S1-8")
def test_the_call_stands_in_its_task_and_closes_it(
    org: SalesforceOrg, there: StandIn, ada_back: RecordId
) -> None:
    """What was to be done is done, and by whom; the subject is whoever wrote it's."""
    entry = an_entry(who_id=there["ada"], direction="Outbound", owner_id=there["user_b"])
    before = len(there.records("Task"))
    written = org.complete(entry, begun(org, ada_back))
    task = stands(there, ada_back)

    assert before == len(there.records("Task"))
    assert written is not None
    assert (ada_back, (), False) == (written.id, written.repaired, written.existed)
    assert {
        "Subject": "Call Ada back",
        "Description": f"About the cam\n\n{OURS}",
        "WhoId": there["ada"],
        "OwnerId": there["user_b"],
        "CallType": "Outbound",
        "CallDurationInSeconds": 65,
        "CallDisposition": "Solved",
        "CTI_Call_Id__c": ENTRY.call_id,
        "CTI_Call_Key__c": ENTRY.key,
        "ActivityDate": ENTRY.date,
        "Status": "Completed",
        "TaskSubtype": "Task",
    }.items() <= task.items()


@pytest.mark.requirement("S1-7")
@pytest.mark.parametrize("fault", ["drop_after", "e500_after", "drop_before", "e503"])
def test_ours_stands_there_once_however_often_it_is_written(
    org: SalesforceOrg, there: StandIn, ada_back: RecordId, fault: str
) -> None:
    """Comments and key come in one request: who repeats it finds the key."""
    task = begun(org, ada_back)
    there.fails(PATCH, fault)
    with pytest.raises(UnknownOutcome):
        org.complete(ENTRY, task)
    org.complete(ENTRY, task)
    written = org.complete(ENTRY, task)

    assert written is not None
    assert (ada_back, len("About the cam")) == (written.id, written.kept)
    assert f"About the cam\n\n{OURS}" == stands(there, ada_back)["Description"]


@pytest.mark.requirement("A-14")
def test_what_somebody_edits_while_the_call_runs_stays(
    org: SalesforceOrg, there: StandIn, ada_back: RecordId
) -> None:
    """The rest is written all the same, and what was left is told."""
    task = begun(org, ada_back)
    theirs = {"Subject": "Call Ada about the cam", "CallDisposition": "Follow-up"}
    there.change(
        ada_back, {**theirs, "WhatId": there["case_1027"], "Description": "Not before ten"}
    )
    entry = an_entry(who_id=there["ada"], what_id=there["case_1026"])
    written = org.complete(entry, task)

    assert written is not None
    assert {"Subject:left", "CallDisposition:left", "WhatId:left"} == set(written.repaired)
    assert {
        **theirs,
        "WhatId": there["case_1027"],
        "Description": f"Not before ten\n\n{OURS}",
        "CallDurationInSeconds": 65,
        "Status": "Completed",
    }.items() <= stands(there, ada_back).items()


def test_name_and_related_to_are_written_back_where_the_agent_changed_them(
    org: SalesforceOrg, there: StandIn, ada_back: RecordId
) -> None:
    """One is another, one was taken out; a slot that merely stayed empty clears nothing."""
    there.change(ada_back, {"WhatId": there["case_1026"]})
    task = begun(org, ada_back)
    moved = org.complete(an_entry(who_id=there["mary"]), replace(task, emptied=("what",)))
    assert moved is not None
    assert (there["mary"], None) == _slots(stands(there, ada_back))

    other = there.load("Task", Subject="x", WhoId=there["ada"], WhatId=there["case_1026"])
    org.complete(an_entry(key="k-2", call_id="c-2"), begun(org, other))
    assert (there["ada"], there["case_1026"]) == _slots(stands(there, other))


def test_further_contacts_leave_with_the_agent_s_word_alone(
    org: SalesforceOrg, there: StandIn
) -> None:
    """Salesforce itself would put one of them into Name if all were taken (facts 1.5)."""
    people = [there["mary"], there["ada"]]
    ids = [there.load("Task", Subject="x", WhoId=people[0], TaskWhoIds=people) for _ in range(2)]
    for number, (at, emptied) in enumerate(zip(ids, [(), ("others",)], strict=True)):
        entry = an_entry(who_id=people[0], key=f"k-{number}", call_id=f"c-{number}")
        org.complete(entry, replace(begun(org, at), emptied=emptied))

    assert [people, people[:1]] == [stands(there, at)["TaskWhoIds"] for at in ids]


def test_a_status_that_is_closed_already_stays(
    org: SalesforceOrg, there: StandIn, ada_back: RecordId
) -> None:
    """The org may have several, and a person chose this one."""
    there.load("TaskStatus", MasterLabel="Done", ApiName="Done", SortOrder=9, IsClosed=True)
    there.change(ada_back, {"Status": "Done"})
    org.complete(ENTRY, begun(org, ada_back))

    assert "Done" == stands(there, ada_back)["Status"]


@pytest.mark.requirement("S1-5")
def test_a_task_with_the_key_of_another_call_stays_as_it_is(
    org: SalesforceOrg, there: StandIn, ada_back: RecordId
) -> None:
    """Whether the other call was there first, or came while this one ran."""
    task = begun(org, ada_back)
    org.complete(an_entry(key="gen:main:c-41", call_id="c-41"), task)
    before = stands(there, ada_back)

    assert found(org, ada_back).taken
    assert org.complete(ENTRY, task) is None
    assert before == stands(there, ada_back)


def test_a_call_that_has_a_task_already_takes_no_second_one(
    org: SalesforceOrg, there: StandIn, ada_back: RecordId
) -> None:
    """The key is unique: whoever writes a new one then finds that one."""
    task = begun(org, ada_back)
    first = org.write(ENTRY)

    assert org.complete(ENTRY, task) is None
    assert first.id == org.write(ENTRY).id
    assert "About the cam" == stands(there, ada_back)["Description"]


def test_the_next_save_changes_ours_and_keeps_theirs(
    org: SalesforceOrg, there: StandIn, ada_back: RecordId
) -> None:
    """Undo of Save, another note, no result any more: comments of before stand there still."""
    entry = an_entry(who_id=there["ada"])
    task = begun(org, ada_back)
    task = after(task, org.complete(entry, task))
    better = replace(entry, comments="asked for refund", call_result="", what_id=there["case_1026"])
    task = after(task, org.complete(better, task))
    again = org.complete(better, task)

    assert again is not None
    assert () == again.repaired
    assert {
        "Subject": "Call Ada back",
        "Description": "About the cam\n\nasked for refund",
        "CallDisposition": None,
        "WhatId": there["case_1026"],
    }.items() <= dict(stands(there, ada_back)).items()


def test_the_next_save_leaves_what_somebody_wrote_since(
    org: SalesforceOrg, there: StandIn, ada_back: RecordId
) -> None:
    """Ours and theirs cannot be told apart any more, so nothing is touched, and that is told."""
    task = begun(org, ada_back)
    task = after(task, org.complete(ENTRY, task))
    there.change(ada_back, {"Description": "Rewritten"})
    written = org.complete(replace(ENTRY, comments="asked for refund"), task)

    assert written is not None
    assert ("Description:left",) == written.repaired
    assert "Rewritten" == stands(there, ada_back)["Description"]


def test_comments_that_leave_no_room_are_cut_at_their_end(
    org: SalesforceOrg, there: StandIn, ada_back: RecordId
) -> None:
    """What stood there stays whole, and what was cut is told (A-13)."""
    written = org.complete(an_entry(comments="n" * 40_000), begun(org, ada_back))
    text = stands(there, ada_back)["Description"]

    assert (32_000, True, True) == (
        len(text),
        text.startswith("About the cam\n\nnnn"),
        text.endswith(" […]"),
    )
    assert written is not None
    assert ("Description:cut",) == written.repaired


def test_comments_that_fill_the_field_stay_as_they_are(
    org: SalesforceOrg, there: StandIn, ada_back: RecordId
) -> None:
    """Not a letter of theirs gives way to ours; the rest is written."""
    there.change(ada_back, {"Description": "t" * 31_999})
    written = org.complete(ENTRY, begun(org, ada_back))
    task = stands(there, ada_back)

    assert written is not None
    assert ("Description:cut",) == written.repaired
    assert ("t" * 31_999, "Completed") == (task["Description"], task["Status"])


def _slots(task: dict[str, Any]) -> tuple[Any, Any]:
    return task["WhoId"], task["WhatId"]
