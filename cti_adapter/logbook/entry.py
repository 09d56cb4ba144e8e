"""What is written about one call: the content of its Task, before Salesforce's field names.

How it becomes a Task is said in salesforce/task.py; who owns it in ownership.py.
"""

from collections.abc import Mapping
from datetime import tzinfo
from types import MappingProxyType
from typing import Literal

import msgspec

from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import Call
from cti_adapter.calls.happenings import Happening, Kind, happenings
from cti_adapter.calls.number import for_display
from cti_adapter.calls.record import RecordId
from cti_adapter.logbook.notes import DELIVERY, Notes, inside


class Writer(msgspec.Struct, frozen=True, kw_only=True):
    """The Salesforce user in whose name a Task is made, where the org lets us."""

    user_id: str
    username: str


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
    writer: Writer | None = None
    """The agent who owns it, where an admin wants it made in their name (D8)."""
    subject: str
    direction: Literal["Inbound", "Outbound", "Internal"]
    date: str
    """The agent's local date of the call, YYYY-MM-DD."""
    duration_s: int
    """Seconds talked."""
    call_result: str
    comments: str
    page: str = ""
    """Where all of it can be read, also what the comments have no room for (A-13)."""
    recording_url: str | None = None
    record_type: str = ""
    """API name of the record type an admin chose; "" for the default (DECISION 20)."""
    mapped: dict[str, str] = {}
    """Attributes of the call by the field into which an admin has them written."""


def subject(call: Call, label: str) -> str:
    """Return the Task's subject: direction, then name or number, then queue."""
    other = label or for_display(call.remote_number) or "number withheld"
    queue = f" ({call.queue})" if call.queue else ""
    return f"{call.direction} call: {other}{queue}"


def comments(
    call: Call, notes: Notes, zone: tzinfo, names: Mapping[Line, str] = MappingProxyType({})
) -> str:
    """Return the Task's comments: what happened, in order, with the notes inside (S1-17).

    Plain text without markup (S1-19). The number stands behind the first event, since the subject
    names whom it belongs to instead (S1-1).

    Args:
        call: whose happenings are told.
        notes: as the agents typed them.
        zone: the agent's, for the times.
        names: of the agents by line; a line nobody is known on stands for itself.
    """
    told = happenings(call)
    texts = inside(notes, told)
    lines = texts.get(DELIVERY, "").splitlines()  # of a call nothing else is known of
    for happening in told:
        far_end = _far_end(call) if happening is told[0] else ""
        at = happening.at.astimezone(zone)
        lines.append(f"{at:%H:%M:%S} {worded(happening, names)}{far_end}")
        lines += [f"  {line}" for line in texts.get(happening.id, "").strip().splitlines()]
    return "\n".join(lines)


def worded(happening: Happening, names: Mapping[Line, str]) -> str:
    """Return one event of a call in words: "transferred from Agent A to Agent B"."""
    agent = names.get(happening.line, happening.line) if happening.line else ""
    to = names.get(happening.to_line, happening.to_line) if happening.to_line else happening.to
    words = _WORDS if agent else _OF_NOBODY
    return words[happening.kind].format(agent=agent, to=to or "somebody")


def _far_end(call: Call) -> str:
    if call.remote_number is None:
        return ""
    way = "to" if call.direction == "Outbound" else "from"
    return f", {way} {for_display(call.remote_number)}"


_WORDS: dict[Kind, str] = {
    "dialled": "dialled by {agent}",
    "despite": "marked Do Not Call in Salesforce, dialled all the same by {agent}",
    "delivered": "delivered to {agent}",
    "answered": "answered by {agent}",
    "connected": "{agent} connected",
    "held": "put on hold by {agent}",
    "resumed": "resumed by {agent}",
    "transferred": "transferred from {agent} to {to}",
    "called": "{agent} called {to}",
    "ended": "ended, last with {agent}",
    "fell-silent": "end not reported, last with {agent}",
}
_OF_NOBODY: dict[Kind, str] = {
    "transferred": "transferred to {to}",
    "called": "another call joined this one",
    "ended": "ended",
    "fell-silent": "end not reported",
}
