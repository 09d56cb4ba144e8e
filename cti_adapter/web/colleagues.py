"""Who of the house is on a call beside its agent, as a panel is told. A part of messages.py.

A consultation is a leg of its call, not a call (DECISION 15): it is shown as a card of its own
beside that of the customer, who waits. Pure.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import Call
from cti_adapter.calls.leg import Leg, LegState
from cti_adapter.calls.number import PhoneNumber, for_display


class AskingView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody the agent asks while the customer waits."""

    who: str
    """A colleague's name, else the line or the number."""
    phase: Literal["ringing", "talking"]
    since: datetime


def asking_view(call: Call, line: Line, names: Mapping[Line, str]) -> AskingView | None:
    """Show whom the agent on a line asks; None where nobody.

    Args:
        call: the customer's.
        line: of the agent whose panel it is.
        names: of the agents by line.
    """
    asked, own = Line(call.asks(line)), call.leg_of(line)
    if not asked or own is None or own.consulting_at is None:
        return None
    leg = call.leg_of(asked)
    rings = leg.connected_at is None if leg is not None and leg.is_live else asked in names
    answered_at = leg.connected_at if leg is not None and leg.is_live else None
    return AskingView(
        who=names.get(asked) or for_display(PhoneNumber(asked)),
        phase="ringing" if rings else "talking",  # of who is outside nobody tells the answer
        since=answered_at or own.consulting_at,
    )


def colleague_on(call: Call, line: Line, names: Mapping[Line, str]) -> str:
    """Return who of the house is at the other end: who asks this agent, or who calls inside.

    "" where the other end is a customer.
    """
    own = call.leg_of(line)
    if own is not None and own.consulted:
        asking = [leg for leg in call.legs if call.asks(leg.line) == line]
        return _name(asking[-1], names) if asking else ""
    if call.direction != "Internal":
        return ""
    others = [leg for leg in call.legs if leg.line != line]
    there = [leg for leg in others if leg.state is not LegState.ENDED]
    return _name((there or others)[-1], names) if others else ""


def _name(leg: Leg, names: Mapping[Line, str]) -> str:
    return names.get(leg.line, leg.line)
