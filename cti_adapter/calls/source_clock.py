"""How far the clock of a telephone system is behind ours, and what it says now.

Moments of a call are those of its telephone system, for durations come from one clock (contract.md
§4). What we learn of it in another way, from the answer to a command, is told in that clock too.
"""

from datetime import datetime, timedelta
from typing import Final

from cti_adapter.calls.call import Call
from cti_adapter.calls.events import CallEvent

ANOTHER_CLOCK: Final = timedelta(minutes=1)
"""From there on it is no delay of the network any more."""


def lag_after(call: Call, event: CallEvent) -> timedelta | None:
    """Return how far its clock is behind, the way to us included: the least that was seen.

    None as long as nothing was heard. A delivery that was late says too much, and is put right by
    the next one.
    """
    heard_at: datetime | None = getattr(event, "received_at", None)
    if heard_at is None:
        return call.lag
    lag = heard_at - event.at
    return lag if call.lag is None else min(call.lag, lag)


def in_its_clock(call: Call, at: datetime) -> datetime:
    """Return what the telephone system's clock says when ours says `at`."""
    off = call.lag is not None and abs(call.lag) > ANOTHER_CLOCK
    return at - call.lag if off and call.lag is not None else at
