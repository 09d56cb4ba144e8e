"""What is written about one call: the content of its Task, before Salesforce's field names.

How it becomes a Task is said in salesforce/task.py; who owns it in ownership.py.
"""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Literal

import msgspec

from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import Call
from cti_adapter.calls.number import for_display
from cti_adapter.calls.record import RecordId


class LogEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The log of one call, complete when it is written (DECISION 18)."""

    key: str
    """The call key: unique in Salesforce, so that one call is one Task."""
    call_id: str
    """The telephone system's plain id."""
    who_id: RecordId | None
    what_id: RecordId | None
    further_ids: tuple[RecordId, ...] = ()
    """Contacts beside the one in Name, where the org has Shared Activities (DECISION 25)."""
    owner_id: str | None
    """Salesforce user or queue (ownership.py); None leaves it to the integration user."""
    subject: str
    direction: Literal["Inbound", "Outbound", "Internal"]
    date: str
    """The agent's local date of the call, YYYY-MM-DD."""
    duration_s: int
    """Seconds talked."""
    call_result: str
    comments: str
    recording_url: str | None = None


def subject(call: Call, label: str) -> str:
    """Return the Task's subject: direction, then name or number, then queue."""
    other = label or for_display(call.remote_number) or "number withheld"
    queue = f" ({call.queue})" if call.queue else ""
    return f"{call.direction} call: {other}{queue}"


def comments(
    call: Call, notes: str, zone: tzinfo, names: Mapping[Line, str] = MappingProxyType({})
) -> str:
    """Return the Task's comments: what happened, in order, then what the agent typed.

    Plain text without markup (S1-19).

    Args:
        call: whose happenings are told.
        notes: as the agent typed them.
        zone: the agent's, for the times.
        names: of the agents by line; a line nobody is known on stands for itself.
    """
    told = _happenings(call, names)
    lines = [f"{at.astimezone(zone):%H:%M:%S} {what}" for at, what in told]
    return "\n".join([*lines, *(["", notes] if notes.strip() else [])])


def _happenings(call: Call, names: Mapping[Line, str]) -> list[tuple[datetime, str]]:
    told: list[tuple[datetime, str]] = []
    for leg in call.legs:
        agent = names.get(leg.line, leg.line)
        moments = (
            (leg.initiated_at, f"dialled by {agent}"),
            (leg.offered_at, f"delivered to {agent}"),
            (leg.connected_at, f"answered by {agent}"),
        )
        told += [(at, what) for at, what in moments if at is not None]
    if call.ended_at is not None:
        told.append((call.ended_at, "ended"))
    return sorted(told, key=lambda one: one[0])
