"""A call that an agent typed in, as one that is over (DECISION 50).

No telephone system told of it: what was typed is all that is known. It never moves a call that
anything else has been told of.
"""

from datetime import timedelta

from msgspec.structs import replace

from cti_adapter.calls.call import Call
from cti_adapter.calls.events import CallTyped
from cti_adapter.calls.leg import Leg, LegState


def entered(call: Call, event: CallTyped) -> Call:
    """Return the call with the one leg of the agent who typed it in; there is no wrap-up."""
    if call.legs:
        return call
    ended_at = event.started_at + timedelta(seconds=event.duration_s)
    placed = event.direction == "Outbound"
    leg = Leg(
        id="by-hand",
        line=event.line,
        state=LegState.ENDED,
        initiated_at=event.started_at if placed else None,
        connected_at=event.started_at,
        ended_at=ended_at,
    )
    return replace(
        call,
        legs=(leg,),
        placed_by=event.agent if placed else None,
        ended_at=ended_at,
        hung_up=True,
        settled=True,
        outcome="answered",
    )
