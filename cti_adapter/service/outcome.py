"""What a transaction leaves to be done after its commit: to be told, woken, looked up and logged.

Nothing here is needed to keep a promise: all of it may be missed.
"""

from typing import NamedTuple

import msgspec

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import RecordId
from cti_adapter.service.ports import AgentMessage


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A record of which more is to be known, and the agent who is told."""

    agent_id: AgentId
    record_id: RecordId
    anew: bool = False
    """Whether it is known, and the page reports that it may have changed."""


class Stage(NamedTuple):
    """A stage of a call, as the log names it: never what was said or who it was."""

    name: str
    call_id: str
    what: str


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a transaction leaves to be done after its commit."""

    messages: tuple[AgentMessage, ...] = ()
    wake_courier: bool = False
    wanted_records: tuple[Wanted, ...] = ()
    assigned: tuple[tuple[PhoneNumber, RecordId], ...] = ()
    """What was assigned to calls of which numbers."""
    trace: tuple[Stage, ...] = ()
    """What happened to which call, for the log."""
