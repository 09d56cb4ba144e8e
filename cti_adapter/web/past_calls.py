"""What the server answers to who asks for past calls. Holds these shapes and nothing else.

Beside messages.py, and like it the source of static/js/core/types.js.
"""

from datetime import datetime
from typing import Literal

import msgspec

from cti_adapter.web.messages import RecordView, Text


class ContestedSlot(msgspec.Struct, frozen=True, kw_only=True):
    """A slot that the agent changed, and somebody in Salesforce too."""

    slot: Literal["who", "what"]
    ours: str
    """What the agent has there; "" is nothing."""
    theirs: str
    """What stands on the Task."""


class HistoryCallView(msgspec.Struct, frozen=True, kw_only=True):
    """A past call of the agent, and what became of its log."""

    id: str
    direction: Literal["Inbound", "Outbound", "Internal"]
    number: str
    """For display; "" when withheld."""
    records: tuple[str, ...]
    """Labels of what is assigned, Name before Related To."""
    started_at: datetime
    duration_s: int
    """Seconds talked; 0 where nobody answered."""
    answered: bool
    state: Literal["open", "saving", "saved", "not-saved", "not-logged"]
    task_url: str | None
    reason: Text | None
    """Why it is not logged, or what is to be known of its log."""
    by_hand: bool
    """Typed in by the agent: no telephone system told of it."""
    log_now: bool
    """Whether 'Log now' is offered (DECISION 50)."""
    add: RecordView | None = None
    """Whom a further Contact may be put beside, on the Task (S2-52)."""
    undo: Text | None = None
    """The change of its records that 'Undo' takes back on the Task (B-3)."""
    contested: tuple[ContestedSlot, ...] = ()
    """What dialog 'Changed in Salesforce' asks."""


class HistoryAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the agent's history, newest first."""

    calls: tuple[HistoryCallView, ...]
    before: str | None
    """Asks for the next page; None where this is the last one."""
    unlogged: int
    """How many of all their calls are unlogged."""
