"""What an agent does in the history is read back from the journal as it was written."""

import msgspec
import pytest

from cti_adapter.calls.events import AgentEvent, CallEvent
from cti_adapter.calls.from_history import CallTyped, LogNowPressed
from tests.support.builders import ADA, ADAS_NUMBER, AGENT_A, LINE_A, at

NOON = at("12:00:00")


@pytest.mark.parametrize(
    "event",
    [
        LogNowPressed(at=NOON, agent=AGENT_A, opened=ADA),
        CallTyped(
            at=NOON,
            agent=AGENT_A,
            line=LINE_A,
            number=ADAS_NUMBER,
            direction="Inbound",
            started_at=at("11:00:00"),
            duration_s=90,
        ),
    ],
)
def test_it_is_an_event_of_a_call(event: AgentEvent) -> None:
    """Else a replay would not know of it (D2)."""
    assert event == msgspec.json.decode(msgspec.json.encode(event), type=CallEvent)
