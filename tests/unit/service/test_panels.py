"""In which phase an agent's panel shows a call, and when it does not."""

import pytest

from cti_adapter.service.panels import panel_phase
from tests.support.builders import LINE_A, LINE_B
from tests.support.story import play

ANSWERED = "09:00:00 | leg.offered | 101\n09:00:04 | leg.connected | 101\n"
ENDED = f"{ANSWERED}09:05:00 | call.ended |\n"
SAVED = f"{ENDED}09:05:10 | save.pressed |\n09:05:20 | save.pressed |\n"


@pytest.mark.parametrize(
    ("table", "phase"),
    [
        ("09:00:00 | leg.offered | 101", "ringing"),
        (ANSWERED, "talking"),
        (ENDED, "wrap-up"),
        (SAVED, "saving"),
        (f"{SAVED}09:05:21 | task.delayed | TIMEOUT", "not-saved"),
        (f"{SAVED}09:05:21 | task.refused | choose a result", "not-saved"),
        (f"{SAVED}09:05:21 | task.written | 00T000000000001AAA", "saved"),
        (f"{ENDED}09:06:00 | wrap-up.expired |", "saving"),
    ],
)
def test_the_agent_sees_the_call_and_then_its_log(table: str, phase: str) -> None:
    """From the first ring until it is saved (requirements 5.2)."""
    assert phase == panel_phase(play(table).file, LINE_A)


@pytest.mark.parametrize(
    "table",
    [
        "09:00:00 | leg.offered | 101\n09:00:20 | leg.withdrawn | 101",
        "09:00:00 | leg.offered | 101\n09:00:20 | call.ended | missed",
        f"{ANSWERED}09:01:00 | call.transferred | to_line=102\n09:01:00 | leg.ended | 101",
    ],
)
def test_a_call_that_is_not_theirs_leaves_the_panel(table: str) -> None:
    """Missed, or handed over: somebody else's, or nobody's, to wrap up."""
    assert panel_phase(play(table).file, LINE_A) is None


@pytest.mark.parametrize("table", [ANSWERED, ENDED, SAVED])
def test_nobody_else_sees_it(table: str) -> None:
    assert panel_phase(play(table).file, LINE_B) is None


def test_a_call_nobody_logs_leaves_the_panel_after_its_wrap_up() -> None:
    """There is nothing to be saved (DECISION 15)."""
    file = play("""
        09:00:00 | leg.initiated   | 101, direction=Internal
        09:05:00 | call.ended      |
        09:06:00 | wrap-up.expired |
    """).file

    assert panel_phase(file, LINE_A) is None
