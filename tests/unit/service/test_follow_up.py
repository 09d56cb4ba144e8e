"""A follow-up task is asked for on the records of its moment, and moves nothing else (B-31)."""

from cti_adapter.calls.follow_ups import FollowUpMade, FollowUpRefused
from cti_adapter.service.effects import MakeFollowUp
from cti_adapter.service.follow_up import told
from tests.support.builders import ADA, AGENT_A, CASE_26, at
from tests.support.story import play

TALKING = """
    09:00:00 | leg.offered      | 101, remote_number=+14155550101
    09:00:01 | caller.looked-up | Ada Lovelace
    09:00:04 | leg.connected    | 101
"""
ASKED = "09:01:00 | follow-up.asked | due=2026-11-25\n"
CASE = "09:02:00 | assign.pressed | Case 00001026\n"
SAVED = """
    09:05:00 | call.ended   |
    09:05:10 | save.pressed |
    09:05:12 | task.written | 00T1, edition=1
"""
NOON = at("12:00:00")


def test_it_has_the_records_of_the_moment_it_was_asked_for() -> None:
    """What is assigned later is not meant; the next one has it."""
    first, second = play(f"{TALKING}{ASKED}{CASE}{ASKED}").file.follow_ups

    assert ((1, ADA.id, None), (2, ADA.id, CASE_26.id)) == (
        (first.nth, first.who_id, first.what_id),
        (second.nth, second.who_id, second.what_id),
    )
    assert ("2026-11-25", AGENT_A, "Ada Lovelace") == (first.due, first.agent, first.label)


def test_it_moves_nothing_of_a_written_log() -> None:
    """The Task of the call is another one, and is not corrected."""
    before, after = play(f"{TALKING}{SAVED}"), play(f"{TALKING}{SAVED}{ASKED}")

    assert (MakeFollowUp(nth=1),) == after.steps[-1].effects
    assert (before.file.ledger, before.call) == (after.file.ledger, after.call)


def test_who_asked_is_told_what_came_of_it() -> None:
    """Made, or refused for good; that it takes another try is nobody's news."""
    file = play(f"{TALKING}{ASKED}").file
    made = told(file, FollowUpMade(at=NOON, nth=1, task_id="00T1", url=""))
    delayed = told(file, FollowUpRefused(at=NOON, nth=1, message="no answer", final=False))
    refused = told(file, FollowUpRefused(at=NOON, nth=1, message="no", final=True))

    assert made is not None
    assert refused is not None
    assert ((AGENT_A, "said.follow-up-made"), None, (AGENT_A, "said.follow-up-refused")) == (
        (made[0], made[1].code),
        delayed,
        (refused[0], refused[1].code),
    )
