"""Who will log a call as the panel is told of it: group 'Logging'. A part of messages.py."""

from typing import Literal

import msgspec


class LoggingView(msgspec.Struct, frozen=True, kw_only=True):
    """Who logs, were the call to end now; once it has ended, who does (B-5).

    `code` and `params` are words to be looked up in the catalogue, like those of any text.
    """

    code: str
    params: dict[str, str] = {}
    row: int
    """One of the four of requirements.md 2.4."""
    by: Literal["softphone", "companion", "server", "nobody"]
    reason: str
    checkbox: bool = False
    """Whether this agent may choose that the call is not logged."""
    checked: bool = False
    """How that checkbox stands."""
