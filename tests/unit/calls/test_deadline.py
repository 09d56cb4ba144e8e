"""What the clock has to do to a call, and when."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from cti_adapter.calls.deadline import Deadline, deadline
from cti_adapter.calls.events import EndPresumed, LegOffered
from tests.support.builders import at
from tests.support.story import clock, play, read, run

SILENCE = timedelta(hours=4)
RINGS = "09:00:00 | leg.offered | 101\n"
TALKS = f"{RINGS}09:00:04 | leg.connected | 101\n"
ENDED = f"{TALKS}09:05:00 | call.ended |\n"
MISSED = f"{RINGS}09:00:20 | call.ended |\n"
SILENT = f"{TALKS}13:00:04 | end.presumed |\n"


def due(table: str) -> tuple[str, str] | None:
    """Return when the clock has to do what."""
    found = deadline(play(table).call, SILENCE)
    return None if found is None else (clock(found.at), found.event.__name__)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (RINGS, ("13:00:00", "EndPresumed")),
        (TALKS, ("13:00:04", "EndPresumed")),
        (f"{TALKS}11:00:00 | leg.held | 101", ("15:00:00", "EndPresumed")),
        (f"{TALKS}11:00:00 | leg.connected | 101", ("13:00:04", "EndPresumed")),
        (ENDED, ("09:06:00", "WrapUpExpired")),
        (f"{ENDED}09:05:09 | wrap-up.extended | 60", ("09:07:00", "WrapUpExpired")),
        (f"{ENDED}09:06:00 | wrap-up.expired |", None),
        (MISSED, ("09:00:22", "EndBelieved")),
        (f"{MISSED}09:00:22 | end.believed |", None),
        (SILENT, ("13:01:04", "WrapUpExpired")),
        (f"{RINGS}13:00:00 | end.presumed |", None),
        (f"{SILENT}13:00:30 | leg.held | 101", ("17:00:30", "EndPresumed")),
    ],
)
def test_each_call_has_its_moment(table: str, expected: tuple[str, str] | None) -> None:
    """Until nothing is to be waited for any more; a word that tells nothing new is no life."""
    assert expected == due(table)


def test_it_counts_from_when_it_was_heard() -> None:
    """The telephone system's clock may be hours behind ours."""
    (ring,) = read(RINGS)
    assert isinstance(ring, LegOffered)
    late = run([replace(ring, received_at=at("10:00:00"))]).call

    assert Deadline(at("14:00:00"), EndPresumed) == deadline(late, SILENCE)


def test_a_call_of_which_nothing_was_ever_heard_counts_from_its_making() -> None:
    """An agent's own dialling is a word too; without any, there is the moment it was opened."""
    call = replace(play(RINGS).call, heard_at=None)

    assert Deadline(at("13:00:00"), EndPresumed) == deadline(call, SILENCE)
