"""What the server answers to questions of the panel: found records, the dial list.

Beside messages.py, and like it the source of static/js/core/types.js. Holds these shapes and
nothing else.
"""

from datetime import datetime
from typing import Literal

import msgspec

from cti_adapter.web.dial_list_shapes import DialEntryView
from cti_adapter.web.messages import RecordView


class FoundView(msgspec.Struct, frozen=True, kw_only=True):
    """A record that was found, and what tells it apart from others."""

    record: RecordView
    about: str
    """The subject of a Case, the address by which a person was found; else ""."""


class SearchAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in Salesforce, the likeliest first."""

    records: tuple[FoundView, ...]
    more: bool
    """Whether there are more than these."""


class DialledView(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that was dialled, and what came of it."""

    entry: DialEntryView
    at: datetime
    outcome: Literal["running", "reached", "not-reached"]
    task_url: str | None


class DialListAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """All of an agent's dial list, and whom they have called from it, the latest first."""

    entries: tuple[DialEntryView, ...]
    dialled: tuple[DialledView, ...]


class ColleagueView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to whom a call may be handed."""

    line: str
    name: str
    state: Literal["available", "wrap-up", "busy", "away", "signed-out"]
    reason: str
    """Of "away", one of the settings; else ""."""


class ColleaguesAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """To whom a call may be handed, who is free first."""

    colleagues: tuple[ColleagueView, ...]
    more: bool
    """Whether there are more than these."""
    queue: str
    """The call's own queue, where it can be handed back into it; else ""."""
