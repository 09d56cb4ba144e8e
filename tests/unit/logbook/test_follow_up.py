"""A follow-up task: whose words it says, and what Salesforce answered (B-31)."""

import pytest
from msgspec.structs import replace

from cti_adapter.calls.follow_ups import FollowUpMade, FollowUpRefused
from cti_adapter.logbook.follow_up import FollowUp, answered, entry_of
from tests.support.builders import ADA, AGENT_A, CASE_26, at

NOON = at("12:00:00")
WANTED = FollowUp(
    nth=1, agent=AGENT_A, due="2026-11-25", who_id=ADA.id, what_id=CASE_26.id, label="Ada Lovelace"
)
SECOND = replace(WANTED, nth=2)


@pytest.mark.parametrize(
    ("label", "number", "subject"),
    [
        ("Ada Lovelace", "+1 415-555-0101", "Follow-up: Ada Lovelace"),
        ("", "+1 415-555-0999", "Follow-up: +1 415-555-0999"),
        ("", "", "Follow-up: number withheld"),
    ],
)
def test_its_subject_says_whom_it_is_about(label: str, number: str, subject: str) -> None:
    """In a list of tasks nothing else is seen."""
    assert subject == entry_of(replace(WANTED, label=label), "call-1", number, None).subject


def test_each_one_of_a_call_is_told_from_the_others() -> None:
    """A repeated insert finds its own, never another one's."""
    keys = [entry_of(each, "call-1", "", None).key for each in (WANTED, SECOND)]

    assert ["follow-up:call-1:1", "follow-up:call-1:2"] == keys


def test_an_answer_is_about_one_of_them() -> None:
    """Refused first, made after somebody mended the cause."""
    refused = FollowUpRefused(at=NOON, nth=2, message="Choose a status", final=True)
    made = FollowUpMade(at=NOON, nth=2, task_id="00T1", url="https://org.example.test/00T1")
    after = answered((WANTED, SECOND), refused)

    assert (WANTED, replace(SECOND, message="Choose a status")) == after
    assert (WANTED, "00T1", "") == (
        answered(after, made)[0],
        answered(after, made)[1].task_id,
        answered(after, made)[1].message,
    )
