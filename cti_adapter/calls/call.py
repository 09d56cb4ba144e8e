"""A call: its facts, its legs, its wrap-up. What can be said of it is derived, never stored.

A call has no state of its own (CSTA): what an agent sees follows from the legs. How events
change it stands in lifecycle.py.
"""

from datetime import datetime
from typing import Literal, NewType

import msgspec

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.events import Direction, Outcome, Route
from cti_adapter.calls.leg import Leg, LegState
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import RecordId

CallId = NewType("CallId", str)
"""Our id of a call."""

CallKey = NewType("CallKey", str)
"""Unique in Salesforce, so that one call is one Task: "<connector>:<telephone system's id>"."""

Phase = Literal["dialling", "ringing", "talking", "held", "wrap-up", "over"]


class WrapUp(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The time an agent has after a call; it ends by Save, by the timer or by the next call."""

    line: Line
    started_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None
    by_agent: bool = False
    """Whether the agent pressed Save."""


class Call(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One contact between a customer and the company, from first ring or dial to the end."""

    id: CallId
    key: CallKey
    connector: str
    native_id: str
    """The telephone system's id of the whole conversation."""
    created_at: datetime
    direction: Direction = "Inbound"
    remote_number: PhoneNumber | None = None
    withheld: bool = False
    local_number: PhoneNumber | None = None
    route: Route = "number"
    queue: str = ""
    channel: str = "voice"
    attributes: dict[str, str] = {}
    record_id: RecordId | None = None
    legs: tuple[Leg, ...] = ()
    waits_for: str = ""
    """Queue, agent or number the call was handed to and has not reached yet."""
    transferred_to: Line | None = None
    ended_at: datetime | None = None
    hung_up: bool = False
    """Whether the telephone system said that the customer is gone; else the end is concluded."""
    outcome: Outcome | None = None
    recording_url: str = ""
    placed_by: AgentId | None = None
    wrap_up: WrapUp | None = None

    @property
    def is_over(self) -> bool:
        """Whether customer and company have parted."""
        return self.ended_at is not None

    def leg_of(self, line: Line) -> Leg | None:
        """Return the agent's latest leg, a live one before an ended one."""
        legs = [leg for leg in self.legs if leg.line == line]
        live = [leg for leg in legs if leg.is_live]
        return next(reversed(live or legs), None)

    def phase_for(self, line: Line) -> Phase:
        """Return what the agent on this line sees of the call."""
        leg = self.leg_of(line)
        if leg is not None and leg.is_live and not self.is_over:
            return _PHASES[leg.state]
        if self.wrap_up is not None and self.wrap_up.line == line and not self.wrap_up.ended_at:
            return "wrap-up"
        return "over"

    @property
    def answered_at(self) -> datetime | None:
        """When an agent first talked with the other side."""
        return min((leg.connected_at for leg in self.legs if leg.connected_at), default=None)

    @property
    def responsible(self) -> Line | None:
        """Return the agent who last dealt with the customer (DECISION 16).

        Of several on the call at its end the one it was last transferred to, else the one
        connected first; where nobody was connected and we placed the call, who placed it.
        An agent who was only rung does not become responsible.
        """
        spoke = [leg for leg in self.legs if leg.connected_at]
        if not spoke:
            dialled = [leg.line for leg in self.legs if leg.initiated_at]
            return dialled[0] if dialled and self.direction != "Inbound" else None
        last = [leg for leg in spoke if leg.has_customer]
        if not last:
            end = max(_left_at(leg) for leg in spoke)
            last = [leg for leg in spoke if _left_at(leg) == end]
        chosen = [leg for leg in last if leg.line == self.transferred_to]
        return (chosen or sorted(last, key=_connected_at))[0].line

    @property
    def seconds_talked(self) -> int:
        """Return the seconds from the first answer to the end of the call; 0 if unanswered."""
        if self.answered_at is None:
            return 0
        ends = [leg.ended_at for leg in self.legs if leg.connected_at and leg.ended_at]
        end = self.ended_at or max(ends, default=self.answered_at)
        return max(0, round((end - self.answered_at).total_seconds()))


def _connected_at(leg: Leg) -> datetime:
    assert leg.connected_at is not None  # noqa: S101 - only legs that spoke are sorted
    return leg.connected_at


def _left_at(leg: Leg) -> datetime:
    return leg.ended_at or _connected_at(leg)


_PHASES: dict[LegState, Phase] = {
    LegState.INITIATED: "dialling",
    LegState.OFFERED: "ringing",
    LegState.CONNECTED: "talking",
    LegState.HELD: "held",
}
