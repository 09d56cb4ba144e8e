"""Events are what the journal keeps: each has to come back from it as it went in."""

from typing import get_args

import msgspec
import pytest

from cti_adapter.calls.events import (
    AdminEvent,
    AgentEvent,
    Answer,
    CallEvent,
    ClockEvent,
    MergeEvent,
    TelephonyEvent,
    WhoLogsEvent,
)
from cti_adapter.calls.follow_ups import FollowUpEvent
from tests.support.story import read

TOLD = read("""
    09:00:00 | leg.offered      | 101, remote_number=+14155550101, queue=Support, attributes=order 7
    09:00:01 | caller.looked-up | Ada Lovelace, Grace Hopper
    09:00:02 | dial.placed      | 101, leg_id=l-1, number=+14155550130, record=Alan Turing
    09:00:03 | record.opened    | ?Case 00001026
    09:01:00 | call.transferred | from_line=101, to_line=102
    09:02:00 | call.ended       | answered
    09:03:00 | task.written     | 00T000000000001AAA
""")


@pytest.mark.parametrize("event", TOLD, ids=lambda event: type(event).__name__)
def test_an_event_comes_back_from_the_journal_as_it_went_in(event: CallEvent) -> None:
    """A replay computes the same decisions from it (D2)."""
    again: CallEvent = msgspec.json.decode(msgspec.json.encode(event), type=CallEvent)

    assert event == again


def test_every_event_has_a_tag_of_its_own() -> None:
    """The tag is the only name the journal keeps."""
    tags = [each.__struct_config__.tag for each in get_args(CallEvent)]

    assert len(set(tags)) == len(tags)


def test_every_event_is_somebodys_word() -> None:
    """A telephone system's, an agent's, an admin's, Salesforce's or the clock's; nobody else's."""
    said = {
        *get_args(TelephonyEvent),
        *get_args(AgentEvent),
        *get_args(AdminEvent),
        *get_args(FollowUpEvent),
        *get_args(MergeEvent),
        *get_args(Answer),
        *get_args(ClockEvent),
        *get_args(WhoLogsEvent),
    }

    assert said == set(get_args(CallEvent))
