"""An agent's dial list as the panel is told of it. A part of messages.py, and of answers.py."""

import msgspec


class DialEntryView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in the agent's dial list."""

    id: str
    label: str
    """The record, else the name that was given; "" where only the number is known."""
    about: str
    """Whom a Task names, the account of a person; else ""."""
    number: str
    """For display."""


class DialListView(msgspec.Struct, frozen=True, kw_only=True):
    """The next ones of the agent's dial list (DECISION 51)."""

    entries: tuple[DialEntryView, ...]
    more: int
    """How many come after these."""
