"""What the clock has to do to a call, and when: three things that nobody may ever tell.

- A wrap-up ends when its time is over (DECISION 13).
- An end is believed after a moment. Telephone systems tell in the wrong order: a hang-up that
  overtakes the answer would make a missed call of one that an agent is talking on.
- A call of which nothing is heard any more is taken for over. Hang-ups get lost, and a call that
  never ends would never be logged. A word that comes later all the same is believed before the
  silence is (ending.py).

Facts: telephony 2.5 (6 and 9), reliability-security 2.4.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from cti_adapter.calls.call import Call
from cti_adapter.calls.events import ClockEvent, EndBelieved, EndPresumed, WrapUpExpired


class Deadline(NamedTuple):
    """What is due when."""

    at: datetime
    event: Callable[..., ClockEvent]


def deadline(call: Call, silence: timedelta) -> Deadline | None:
    """Return what the clock has to do next; None where it has nothing to do.

    Args:
        call: as it is.
        silence: after how long without a word it is taken for over.
    """
    pause = call.wrap_up
    if call.is_over and pause is not None:
        return Deadline(pause.ends_at, WrapUpExpired) if pause.ended_at is None else None
    if call.hung_up:
        settles = call.settles_at
        return Deadline(settles, EndBelieved) if settles and not call.settled else None
    if call.silent:
        return None
    return Deadline((call.heard_at or call.created_at) + silence, EndPresumed)
