"""'Log now' writes the Task of an unlogged call, on the right record, and once (DECISION 50)."""

import pytest
from msgspec.structs import replace

from cti_adapter.calls.events import LogNowPressed
from cti_adapter.calls.policy import Policy
from cti_adapter.service.advance import advance
from cti_adapter.service.effects import MakeLead, WriteLog
from cti_adapter.service.panels import panel_phase
from tests.support.builders import LINE_A, RECORDS
from tests.support.story import play, read, run

INTERNAL = """
    09:00:00 | leg.initiated   | 101, direction=Internal
    09:00:09 | leg.connected   | 102
    09:05:00 | call.ended      |
    09:06:00 | wrap-up.expired |
"""
MISSED = """
    09:00:00 | call.queued  | queue=Service, remote_number=+14155550101
    09:00:10 | leg.offered  | 101
    09:00:30 | call.ended   | missed
    09:00:32 | end.believed |
"""
MISSED_BUT_MATCHED = f"""{MISSED}
    09:00:31 | caller.looked-up | Ada Lovelace
"""
PRESSED = "10:00:00 | log-now.pressed |"
ON_ADA = "10:00:00 | log-now.pressed | opened=Ada Lovelace"
WRITTEN = "10:00:01 | task.written | 00T1, edition=1\n"


def test_it_is_written_on_the_open_record_where_the_slots_are_empty() -> None:
    """The agent has opened whom the call was about."""
    story = play(f"{INTERNAL}{ON_ADA}")

    assert WriteLog() == story.effects[-1]
    assert ("saving", ("Ada Lovelace you",)) == (story.file.ledger.state, story.assigned)
    assert story.assignment.settled


def test_what_stands_in_the_slots_goes_before_the_open_record() -> None:
    """Whatever the page shows by now."""
    case = "10:00:00 | log-now.pressed | opened=Case 00001026"
    story = play(f"{MISSED_BUT_MATCHED}{case}")

    assert ("saving", ("Ada Lovelace auto",)) == (story.file.ledger.state, story.assigned)


def test_without_any_record_the_call_is_logged_all_the_same() -> None:
    """A Task that tells of the call is better than none."""
    assert WriteLog() == play(f"{INTERNAL}{PRESSED}").effects[-1]


def test_a_record_that_takes_no_call_changes_nothing() -> None:
    """Then the agent is told, and opens another one."""
    before = play(INTERNAL).file
    (pressed,) = read(PRESSED)
    assert isinstance(pressed, LogNowPressed)
    step = advance(before, replace(pressed, opened=RECORDS["B-Seven"]))

    assert (before, ()) == (step.file, step.effects)


def test_it_is_done_once() -> None:
    """A second press finds the log on its way, or written."""
    story = play(f"{INTERNAL}{ON_ADA}\n{ON_ADA}\n{WRITTEN}{ON_ADA}")

    assert 1 == story.effects.count(WriteLog())
    assert ("saved", "00T1") == (story.file.ledger.state, story.file.ledger.task_id)
    assert "saved" == story.said[-1]


def test_the_call_stays_off_the_panel() -> None:
    """It is over long since; another one may be in view."""
    assert None is panel_phase(play(f"{INTERNAL}{ON_ADA}").file, LINE_A)


def test_a_late_answer_does_not_take_the_log_back() -> None:
    """A call that was taken for a missed queue call is logged by now, and stays so."""
    story = play(f"{MISSED}{PRESSED}\n10:00:01 | leg.connected | 101")

    assert "saving" == story.file.ledger.state


@pytest.mark.parametrize(("policy", "made"), [(Policy(), 0), (Policy(create_lead="missed"), 1)])
def test_an_unknown_caller_becomes_a_lead_as_with_any_log(policy: Policy, made: int) -> None:
    """DECISION 52 speaks of a call whose Task is written with nothing assigned."""
    assert made == run(read(f"{MISSED}{PRESSED}"), policy).effects.count(MakeLead())
