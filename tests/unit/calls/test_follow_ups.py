"""What happens to a follow-up task is read back from the journal as it was written."""

import msgspec
import pytest

from cti_adapter.calls.events import CallEvent
from cti_adapter.calls.follow_ups import (
    FollowUpAsked,
    FollowUpEvent,
    FollowUpMade,
    FollowUpRefused,
)
from tests.support.builders import AGENT_A, at

NOON = at("12:00:00")


@pytest.mark.parametrize(
    "event",
    [
        FollowUpAsked(at=NOON, agent=AGENT_A, due="2026-11-25"),
        FollowUpMade(at=NOON, nth=1, task_id="00T1", url="https://org.example.test/00T1"),
        FollowUpRefused(at=NOON, nth=2, message="Choose a status", final=True),
    ],
)
def test_it_is_an_event_of_a_call(event: FollowUpEvent) -> None:
    """Else a replay would not know of it (D2)."""
    assert event == msgspec.json.decode(msgspec.json.encode(event), type=CallEvent)
