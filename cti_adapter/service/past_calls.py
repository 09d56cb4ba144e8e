"""Pages of an agent's history: which one is asked for, and what stands on it. Reads nothing."""

from datetime import datetime

import msgspec

from cti_adapter.calls.call import CallId
from cti_adapter.service.call_file import CallFile


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a call stands in a history: by its beginning, and of two at once by its id."""

    at: datetime
    call_id: CallId


class PastCallsWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which page of a history is asked for."""

    unlogged: bool = False
    """Leave out those that have a Task, or are about to get one."""
    before: Place | None = None
    """The page goes on after this call; None begins with the newest."""
    limit: int


class PastCalls(msgspec.Struct, frozen=True, kw_only=True):
    """A page of an agent's history, newest first."""

    files: tuple[CallFile, ...]
    more: bool
    """Whether there are older ones."""
    unlogged: int
    """How many of all their calls have no Task, and get none by themselves."""
