"""What is written about one call: the content of its Task, before Salesforce's field names.

How it becomes a Task is said in salesforce/task.py; who owns it in ownership.py.
"""

from typing import Literal

import msgspec

from cti_adapter.calls.record import RecordId


class LogEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The log of one call, complete when it is written (DECISION 18)."""

    key: str
    """The call key: unique in Salesforce, so that one call is one Task."""
    call_id: str
    """The telephone system's plain id."""
    who_id: RecordId | None
    what_id: RecordId | None
    owner_id: str | None
    """Salesforce user or queue; None leaves it to the integration user."""
    subject: str
    direction: Literal["Inbound", "Outbound", "Internal"]
    date: str
    """The agent's local date of the call, YYYY-MM-DD."""
    duration_s: int
    """Seconds talked."""
    call_result: str
    comments: str
    recording_url: str | None = None
