"""What an agent does in the history: log a call after all, or enter one by hand (DECISION 50).

Events, told on by events.py.
"""

from datetime import datetime
from typing import Literal

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import Record
from cti_adapter.calls.reported import Event


class LogNowPressed(Event, frozen=True, kw_only=True, tag="log-now.pressed"):
    """The agent had an unlogged call of the history logged."""

    agent: AgentId
    opened: Record | None = None
    """The open record, where nothing stands in the slots of the call."""


class CallTyped(Event, frozen=True, kw_only=True, tag="call.typed"):
    """The agent entered a call that no telephone system told of."""

    agent: AgentId
    line: Line
    number: PhoneNumber
    direction: Literal["Inbound", "Outbound"]
    started_at: datetime
    duration_s: int
    opened: Record | None = None
    """The open record, on which it is logged."""
