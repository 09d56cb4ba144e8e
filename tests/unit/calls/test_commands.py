"""What the panel offers is what the telephone system can do now, and nothing else."""

import pytest

from cti_adapter.calls.commands import allowed, verbs_of
from tests.support.builders import LINE_A, LINE_B
from tests.support.story import play

RINGING = "09:00:00 | leg.offered | 101"
TALKING = f"{RINGING}\n09:00:04 | leg.connected | 101"
HELD = f"{TALKING}\n09:01:00 | leg.held | 101"


@pytest.mark.parametrize(
    ("table", "verbs"),
    [
        ("09:00:00 | leg.initiated | 101", {"hang_up"}),
        (RINGING, {"answer", "decline"}),
        (TALKING, {"hold", "mute", "dtmf", "transfer", "hang_up"}),
        (
            f"{TALKING}\n09:00:09 | leg.muted | 101",
            {"hold", "unmute", "dtmf", "transfer", "hang_up"},
        ),
        (HELD, {"retrieve", "mute", "transfer", "hang_up"}),
        (f"{TALKING}\n09:02:00 | leg.ended | 101", set()),
        (f"{HELD}\n09:02:00 | call.ended |", set()),
    ],
)
def test_each_state_has_its_controls(table: str, verbs: set[str]) -> None:
    assert verbs == allowed(play(table).call, LINE_A)


def test_who_is_not_on_the_call_controls_nothing() -> None:
    assert frozenset() == allowed(play(TALKING).call, LINE_B)


def test_what_a_system_can_do_says_what_can_be_asked_of_it() -> None:
    """Who can mute can unmute; knowing what runs is asked by nobody's press."""
    assert {"mute", "unmute", "hang_up"} == verbs_of(["mute", "hang-up", "resync"])
