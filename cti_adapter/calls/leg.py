"""One party's line into a call. Which event moves it where stands in lifecycle.py."""

from datetime import datetime
from enum import StrEnum

import msgspec

from cti_adapter.calls.agent import Line


class LegState(StrEnum):
    """Where a leg is; the names follow CSTA's local connection states."""

    INITIATED = "initiated"
    """The agent's own device is being called, or dials."""
    OFFERED = "offered"
    """It rings at the agent."""
    CONNECTED = "connected"
    """The agent talks with the other side."""
    HELD = "held"
    """The other side waits."""
    ENDED = "ended"
    """The agent is not, or no longer, on the call. Nothing follows."""


class Turn(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One press of Hold or Resume."""

    at: datetime
    held: bool


class Leg(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One agent's line into the call, with the moments its source gave."""

    id: str
    line: Line
    state: LegState
    sequence: str = ""
    """Highest sequence heard of it; an older hold or retrieve cannot change it back."""
    mute_sequence: str = ""
    """The same for its microphone, which is switched apart from hold."""
    ours: bool = False
    """Whether we named it when we dialled, and its own system has not yet spoken of it."""
    consulted: bool = False
    """Whether a colleague only asks this agent; the customer is not theirs (DECISION 16)."""
    consulting: str = ""
    """Line or number this agent asks while the customer waits, as it was last told."""
    consulting_at: datetime | None = None
    """When they began to ask, or were done with it: the latest word of it counts."""
    initiated_at: datetime | None = None
    offered_at: datetime | None = None
    connected_at: datetime | None = None
    held_at: datetime | None = None
    ended_at: datetime | None = None
    muted: bool = False
    turns: tuple[Turn, ...] = ()
    """Every hold and every return, by their moments; the state is told by `state`."""

    @property
    def begun_at(self) -> datetime:
        """When it is first known to have been there."""
        moments = (self.initiated_at, self.offered_at, self.connected_at, self.ended_at)
        return min(at for at in moments if at is not None)

    @property
    def is_live(self) -> bool:
        """Whether the agent is still being called or on the call."""
        return self.state is not LegState.ENDED

    @property
    def has_customer(self) -> bool:
        """Whether the agent has the customer, talking or on hold."""
        return self.state in {LegState.CONNECTED, LegState.HELD} and not self.consulted

    @property
    def has_spoken(self) -> bool:
        """Whether the agent has, or once had, the customer."""
        return self.connected_at is not None and not self.consulted
