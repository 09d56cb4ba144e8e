"""What can be asked of a telephone system, in the imperative. It counts as done by its event."""

from typing import Literal

import msgspec

from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import Call
from cti_adapter.calls.leg import LegState
from cti_adapter.calls.number import PhoneNumber

Verb = Literal[
    "answer", "decline", "hold", "retrieve", "mute", "unmute", "dtmf", "hang_up", "originate"
]

_ALLOWED: dict[LegState, frozenset[Verb]] = {
    LegState.INITIATED: frozenset({"hang_up"}),
    LegState.OFFERED: frozenset({"answer", "decline"}),
    LegState.CONNECTED: frozenset({"hold", "mute", "unmute", "dtmf", "hang_up"}),
    LegState.HELD: frozenset({"retrieve", "mute", "unmute", "hang_up"}),
    LegState.ENDED: frozenset(),
}


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """One request to a telephone system about one call."""

    id: str
    verb: Verb
    native_id: str
    """The telephone system's id of the call; ours where we place it."""
    leg_id: str
    line: Line
    digits: str = ""
    number: PhoneNumber | None = None


def allowed(call: Call, line: Line) -> frozenset[Verb]:
    """Return what the agent on this line can ask for now; the panel offers nothing else."""
    leg = call.leg_of(line)
    if leg is None or call.is_over:
        return frozenset()
    microphone: Verb = "mute" if leg.muted else "unmute"
    return _ALLOWED[leg.state] - {microphone}
