"""The Task of a Save that was taken back, as the next Save finds and leaves it (DECISION 47)."""

import pytest
from msgspec.structs import replace

from cti_adapter.errors import UnknownOutcome
from cti_adapter.logbook.entry import LogEntry
from cti_adapter.salesforce.org import SalesforceOrg
from cti_adapter.salesforce.task import TaskWritten
from tests.contract.salesforce.entries import INSERT, an_entry
from tests.contract.salesforce.stand_in import StandIn


@pytest.fixture
def entry(there: StandIn) -> LogEntry:
    return an_entry(who_id=there["ada"], what_id=there["case_1026"])


@pytest.fixture
def written(org: SalesforceOrg, entry: LogEntry) -> TaskWritten:
    return org.write(entry)


def test_the_next_save_changes_what_the_agent_changed(
    org: SalesforceOrg, there: StandIn, entry: LogEntry, written: TaskWritten
) -> None:
    """One field is emptied, one is different; there is still one Task."""
    better = replace(entry, what_id=None, comments="asked for refund")
    mended = org.correct(better, at=written.id, wrote=written.wrote)
    (task,) = there.tasks(entry.key)

    assert (there["ada"], None, "asked for refund") == (
        task["WhoId"],
        task["WhatId"],
        task["Description"],
    )
    assert mended is not None
    assert (written.id, ()) == (mended.id, mended.repaired)


def test_a_save_that_changes_nothing_writes_nothing(
    org: SalesforceOrg, there: StandIn, entry: LogEntry, written: TaskWritten
) -> None:
    """No field history of changes nobody made."""
    there.forget_requests()
    mended = org.correct(entry, at=written.id, wrote=written.wrote)

    assert 0 == there.calls("PATCH", "/sobjects/Task")
    assert mended is not None
    assert mended.wrote.items() >= written.wrote.items()


def test_what_somebody_changed_meanwhile_stays(
    org: SalesforceOrg, there: StandIn, entry: LogEntry, written: TaskWritten
) -> None:
    """Nothing is forced, and what was left is told; a later Save leaves it as well."""
    there.change(written.id, {"CallDisposition": "Follow-up", "WhatId": there["case_1027"]})
    better = replace(entry, what_id=None, call_result="Voicemail", comments="later")
    mended = org.correct(better, at=written.id, wrote=written.wrote)
    assert mended is not None
    again = org.correct(better, at=written.id, wrote=mended.wrote)
    (task,) = there.tasks(entry.key)

    assert ("Follow-up", there["case_1027"], "later") == (
        task["CallDisposition"],
        task["WhatId"],
        task["Description"],
    )
    assert {"CallDisposition:left", "WhatId:left"} == set(mended.repaired)
    assert again is not None
    assert mended.repaired == again.repaired


def test_what_says_it_already_is_no_conflict(
    org: SalesforceOrg, there: StandIn, entry: LogEntry, written: TaskWritten
) -> None:
    """Agent and colleague had the same idea."""
    there.change(written.id, {"CallDisposition": "Follow-up"})
    better = replace(entry, call_result="Follow-up")
    mended = org.correct(better, at=written.id, wrote=written.wrote)

    assert mended is not None
    assert () == mended.repaired
    assert 1 == len(there.tasks(entry.key))


def test_where_the_first_answer_was_lost_an_untouched_task_is_ours(
    org: SalesforceOrg, there: StandIn, entry: LogEntry
) -> None:
    """It stands, nobody told us what in it is our own, and nobody has changed it since."""
    there.fails(INSERT, "drop_after")
    with pytest.raises(UnknownOutcome):
        org.write(entry)
    found = org.write(entry)
    mended = org.correct(replace(entry, call_result="Voicemail"), at=found.id, wrote=found.wrote)
    (task,) = there.tasks(entry.key)

    assert mended is not None
    assert ((), "Voicemail") == (mended.repaired, task["CallDisposition"])


def test_what_an_unanswered_write_left_there_is_ours_whatever_else_was_changed(
    org: SalesforceOrg, there: StandIn, entry: LogEntry
) -> None:
    """Its answer was lost, and before the next Save somebody changed another field."""
    there.fails(INSERT, "drop_after")
    with pytest.raises(UnknownOutcome):
        org.write(entry)
    found = org.write(entry)
    there.change(found.id, {"CallDisposition": "Follow-up"})
    better = replace(entry, comments="said better", call_result="Voicemail")
    mended = org.correct(better, at=found.id, wrote=found.wrote, unanswered=(entry,))
    (task,) = there.tasks(entry.key)

    assert mended is not None
    assert ("CallDisposition:left",) == mended.repaired
    assert ("said better", "Follow-up") == (task["Description"], task["CallDisposition"])


def test_what_an_unanswered_correction_left_there_is_ours(
    org: SalesforceOrg, there: StandIn, entry: LogEntry, written: TaskWritten
) -> None:
    """It was carried out, nobody told us, and the next one says something else again."""
    once = replace(entry, comments="said better")
    org.correct(once, at=written.id, wrote=written.wrote)
    again = replace(entry, comments="said best")
    mended = org.correct(again, at=written.id, wrote=written.wrote, unanswered=(entry, once))
    (task,) = there.tasks(entry.key)

    assert mended is not None
    assert ((), "said best") == (mended.repaired, task["Description"])


def test_a_task_that_is_gone_is_said_to_be_gone(
    org: SalesforceOrg, there: StandIn, entry: LogEntry, written: TaskWritten
) -> None:
    """Somebody deleted it: the log has to be written anew."""
    there.delete(written.id)

    assert org.correct(entry, at=written.id, wrote=written.wrote) is None


def test_a_field_the_org_refuses_is_left_out_of_a_correction_too(
    org: SalesforceOrg, there: StandIn, entry: LogEntry, written: TaskWritten
) -> None:
    """As of the first log; what else changed is written."""
    there.delete(there["case_1027"])
    better = replace(entry, what_id=there["case_1027"], call_result="")
    mended = org.correct(better, at=written.id, wrote=written.wrote)
    (task,) = there.tasks(entry.key)

    assert mended is not None
    assert ("WhatId:deleted",) == mended.repaired
    assert None is task["CallDisposition"]


def test_a_lead_that_was_converted_meanwhile_is_followed(
    org: SalesforceOrg, there: StandIn
) -> None:
    """The Task is the Contact's now, and stays so."""
    entry = an_entry(key="gen:main/pbx:c-alan", who_id=there["alan"])
    written = org.write(entry)
    mended = org.correct(replace(entry, comments="a word"), at=written.id, wrote=written.wrote)
    (task,) = there.tasks(entry.key)

    assert mended is not None
    assert (there["alan"], "a word") == (task["WhoId"], task["Description"])


def test_the_owner_is_corrected_only_where_one_is_named_and_nobody_gave_the_task_away(
    org: SalesforceOrg, there: StandIn, entry: LogEntry
) -> None:
    """A transfer was told late (S1-3); whom a person has chosen meanwhile keeps it."""
    user_a, user_b, user_c = (there[f"user_{each}"] for each in "abc")
    made = org.write(replace(entry, owner_id=user_a))
    kept = org.correct(replace(entry, comments="later"), at=made.id, wrote=made.wrote)
    assert kept is not None
    (as_before,) = there.tasks(entry.key)
    moved = org.correct(replace(entry, owner_id=user_b), at=made.id, wrote=kept.wrote)
    assert moved is not None
    (theirs,) = there.tasks(entry.key)
    there.change(made.id, {"OwnerId": user_c})
    left = org.correct(replace(entry, owner_id=user_a), at=made.id, wrote=moved.wrote)
    assert left is not None
    (given_away,) = there.tasks(entry.key)

    assert (user_a, user_b, user_c) == (
        as_before["OwnerId"],
        theirs["OwnerId"],
        given_away["OwnerId"],
    )
    assert ("OwnerId:left",) == left.repaired
