"""A call: its facts, its legs, its wrap-up. What can be said of it is derived, never stored.

A call has no state of its own (CSTA): what an agent sees follows from the legs. How events
change it stands in lifecycle.py.
"""

from datetime import datetime, timedelta
from typing import Literal, NewType

import msgspec

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.leg import Leg, LegState
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import RecordId
from cti_adapter.calls.reported import Direction, Outcome, Route

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


class Transfer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One handing on of the customer, to an agent, a queue or a number."""

    at: datetime
    from_line: Line | None = None
    to_line: Line | None = None
    to: str = ""
    """The queue or the number, where it went to no agent."""

    @property
    def id(self) -> str:
        """What the notes typed since are filed under."""
        return f"transferred:{self.at:%Y-%m-%dT%H:%M:%S.%f}:{self.to_line or self.to}"


class Merged(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Another call that has become part of this one (merged.py)."""

    call_id: CallId
    at: datetime
    """When it began."""
    line: Line | None = None
    """Who placed it."""
    to_line: Line | None = None

    @property
    def id(self) -> str:
        """What the notes typed into it are filed under."""
        return f"merged:{self.call_id}"


class Call(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One contact between a customer and the company, from first ring or dial to the end."""

    id: CallId
    key: CallKey
    connector: str
    native_id: str
    """The telephone system's id of the whole conversation."""
    created_at: datetime
    direction: Direction = "Inbound"
    direction_told: bool = False
    """Whether the telephone system said so; else it is inferred (contract.md §4)."""
    remote_number: PhoneNumber | None = None
    withheld: bool = False
    local_number: PhoneNumber | None = None
    route: Route = "number"
    route_told: bool = False
    rerouted: tuple[Route, ...] = ()
    """Where it was routed to later, by a transfer or into a queue (DECISION 28)."""
    queue: str = ""
    channel: str = "voice"
    attributes: dict[str, str] = {}
    record_id: RecordId | None = None
    legs: tuple[Leg, ...] = ()
    waits_for: str = ""
    """Queue or agent the call was handed to and has not reached; kept when it ends before."""
    waits_since: datetime | None = None
    transferred_to: Line | None = None
    transferred_at: datetime | None = None
    transfers: tuple[Transfer, ...] = ()
    """All of them, by their moments."""
    merged: tuple[Merged, ...] = ()
    """Calls that turned out to be part of this one."""
    merged_into: CallId | None = None
    """The call this one has become part of; reads follow it."""
    consulted: tuple[Line, ...] = ()
    """Agents who are being asked while the customer waits for somebody else."""
    ended_at: datetime | None = None
    hung_up: bool = False
    """Whether the telephone system said that the customer is gone; else the end is concluded."""
    outcome: Outcome | None = None
    heard_at: datetime | None = None
    """When we last heard of it, by our clock."""
    lag: timedelta | None = None
    """How far its telephone system's clock is behind ours (source_clock.py)."""
    silent: bool = False
    """Whether its end is presumed, because nothing was heard of it for so long."""
    settles_at: datetime | None = None
    """When a told end is believed, by our clock; None where it need not wait."""
    settled: bool = False
    """Whether it is."""
    recording_url: str = ""
    placed_by: AgentId | None = None
    despite_at: datetime | None = None
    """When it was dialled although the customer is marked DoNotCall (B-31)."""
    wrap_up: WrapUp | None = None

    @property
    def is_over(self) -> bool:
        """Whether customer and company have parted."""
        return self.ended_at is not None

    @property
    def is_wrapping_up(self) -> bool:
        """Whether an agent's time after the call runs."""
        return self.wrap_up is not None and self.wrap_up.ended_at is None

    def leg_of(self, line: Line) -> Leg | None:
        """Return the agent's latest leg, a live one before an ended one."""
        legs = [leg for leg in self.legs if leg.line == line]
        live = [leg for leg in legs if leg.is_live]
        own = [leg for leg in live if not leg.consulted]  # beside the line of their own question
        return next(reversed(own or live or legs), None)

    def asks(self, line: Line) -> str:
        """Return whom the agent on this line asks while the customer waits, "" where nobody.

        It is over when the one who was asked is gone, whether or not that is told as well.
        """
        leg = self.leg_of(line)
        if leg is None or self.is_over or not leg.has_customer or leg.consulting_at is None:
            return ""
        legs = [each for each in self.legs if each.line == leg.consulting]
        since = leg.consulting_at
        gone = any(each.ended_at is not None and each.ended_at >= since for each in legs)
        return "" if gone and not any(each.is_live for each in legs) else leg.consulting

    def phase_for(self, line: Line) -> Phase:
        """Return what the agent on this line sees of the call."""
        leg = self.leg_of(line)
        if leg is not None and self.is_with(leg) and not self.is_over:
            return _PHASES[leg.state]
        if self.wrap_up is not None and self.wrap_up.line == line and not self.wrap_up.ended_at:
            return "wrap-up"
        return "over"

    def is_with(self, leg: Leg) -> bool:
        """Whether the agent of this leg is on the call, or still rung.

        A small telephone system does not say that the others of a ring group stopped ringing:
        who was rung before somebody answered is rung no longer (contract.md §4).
        """
        if leg.state is not LegState.OFFERED or leg.offered_at is None or leg.consulted:
            return leg.is_live
        rung = leg.offered_at
        others = (each for each in self.legs if each is not leg and not each.consulted)
        return not any(each.connected_at and each.connected_at >= rung for each in others)

    def was_handed_to(self, line: Line) -> bool:
        """Whether another agent had the customer before it came to this one, asked or given it."""
        leg = self.leg_of(line)
        if leg is None:
            return False
        others = (each for each in self.legs if each.line != line and each.has_spoken)
        return any(each.connected_at and each.connected_at <= leg.begun_at for each in others)

    @property
    def opener(self) -> Line | None:
        """Return the agent whose openings assign, None where there is no single one.

        Who has the customer; while nobody has, the one agent it rings at (DECISION 57).
        """
        if self.is_over:
            return self.wrap_up.line if self.wrap_up is not None else None
        if any(leg.has_customer for leg in self.legs):
            return self.responsible
        rung = {leg.line for leg in self.legs if self.is_with(leg) and not leg.consulted}
        return rung.pop() if len(rung) == 1 else None

    @property
    def answered_at(self) -> datetime | None:
        """When an agent first talked with the other side."""
        spoke = (leg.connected_at for leg in self.legs if not leg.consulted)
        return min((at for at in spoke if at is not None), default=None)

    @property
    def was_queued(self) -> bool:
        """Whether it was ever routed to a queue."""
        return "queue" in (self.route, *self.rerouted)

    @property
    def is_routed(self) -> bool:
        """Whether it was routed to an agent or a queue, and not to a receiving number alone.

        What an agent of ours dialled went to nobody's number. A colleague who took over did not
        get the call off the number, also where the telephone system told no transfer (DECISION
        28).
        """
        if self.direction != "Inbound" or self.rerouted or self.route != "number":
            return True
        spoke = sorted((leg for leg in self.legs if leg.has_spoken), key=_connected_at)
        return bool(spoke) and spoke[0].line != self.responsible

    @property
    def responsible(self) -> Line | None:
        """Return the agent who last dealt with the customer (DECISION 16).

        Of several on the call at its end the one it was last transferred to, else the one
        connected first; of an internal call, and of an outgoing one nobody answered, who placed
        it. An agent who was only rung or consulted does not become responsible.
        """
        spoke = [leg for leg in self.legs if leg.has_spoken]
        if self.direction == "Internal" or not spoke:
            placed = self.placed_on
            if placed is not None or not spoke:
                return placed
        last = [leg for leg in spoke if leg.has_customer]
        if not last:
            end = max(_left_at(leg) for leg in spoke)
            last = [leg for leg in spoke if _left_at(leg) == end]
        chosen = [leg for leg in last if leg.line == self.transferred_to]
        return (chosen or sorted(last, key=_connected_at))[0].line

    @property
    def placed_on(self) -> Line | None:
        """The agent who dialled; on an outgoing call a leg that rings is the dialler's own."""
        if self.direction == "Inbound":
            return None
        rings = self.direction == "Outbound"
        legs = [leg for leg in self.legs if leg.initiated_at or (rings and leg.offered_at)]
        return legs[0].line if legs else None

    @property
    def seconds_talked(self) -> int:
        """Return the seconds from the first answer until the last agent left; 0 if unanswered."""
        answered = self.answered_at
        if answered is None:
            return 0
        ends = (leg.ended_at or self.ended_at for leg in self.legs if leg.has_spoken)
        end = max((at for at in ends if at is not None), default=answered)
        return max(0, round((end - answered).total_seconds()))


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
