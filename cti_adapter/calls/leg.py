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


class Leg(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One agent's line into the call, with the moments its source gave."""

    id: str
    line: Line
    state: LegState
    sequence: str = ""
    """Sequence of the last event that changed it; an older one cannot change it back."""
    initiated_at: datetime | None = None
    offered_at: datetime | None = None
    connected_at: datetime | None = None
    held_at: datetime | None = None
    ended_at: datetime | None = None
    muted: bool = False

    @property
    def is_live(self) -> bool:
        """Whether the agent is still being called or on the call."""
        return self.state is not LegState.ENDED

    @property
    def has_customer(self) -> bool:
        """Whether the agent has the customer, talking or on hold."""
        return self.state in {LegState.CONNECTED, LegState.HELD}
