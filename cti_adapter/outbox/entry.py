"""One thing that must happen: written in the same transaction as the reason for it.

An entry is kept until it is done or a person gives it up; its key makes a repeat harmless.
"""

from datetime import datetime
from enum import StrEnum
from typing import NewType

import msgspec

from cti_adapter.outbox.pause import Pause

OrgId = NewType("OrgId", str)
"""Our id of one Salesforce org."""


class Kind(StrEnum):
    """What is to be done."""

    MATCH = "match"
    """Look up which records store the caller's number."""
    NAMED = "named"
    """Look up the record the telephone system named; put before the match of the same call."""
    TASK = "task"
    """Look up the Task a call was dialled from; put before the match of the same call."""
    RECORD = "record"
    """Look up the record that Save is to assign; put before the log of the same call."""
    LEAD = "lead"
    """Make a Lead of a caller nobody knows; put before the log of the same call."""
    LOG = "log"
    """Write the Task of a call."""
    CORRECTION = "correction"
    """Bring the Task of a call to what its log says by now."""
    SECOND_LOG = "second-log"
    """Link the Task that Salesforce itself made of a call, or merge it into ours."""
    FOLLOW_UP = "follow-up"
    """Make a follow-up task of an agent's."""
    DOUBLES = "doubles"
    """Count the Tasks of a call where nothing keeps a second one out; a while after the log."""
    LEAD_OWNER = "lead-owner"
    """Give the Lead in Name to the agent's user."""
    HOOK = "hook"
    """Tell a receiver what became of a call."""
    PRESENCE = "presence"
    """Tell a telephone system of an agent's presence; it belongs to no call."""
    FORM = "form"
    """Make a Lead of a form submission; it belongs to no call."""


READS = frozenset({Kind.MATCH, Kind.NAMED, Kind.TASK, Kind.RECORD, Kind.DOUBLES})
"""Kinds that change nothing in the org: they go on while it is read-only."""

ELSEWHERE = frozenset({Kind.HOOK, Kind.PRESENCE})
"""Kinds that do not go to the org: no pause of it holds them, and each has a courier of its own."""

OF_NO_CALL = frozenset({Kind.FORM, Kind.PRESENCE})
"""Kinds that belong to no call."""


class Status(StrEnum):
    """Where an entry stands."""

    PENDING = "pending"
    """Waits for its time."""
    INFLIGHT = "inflight"
    """Somebody is at it; free again when the lease runs out."""
    DONE = "done"
    """It happened."""
    DEAD = "dead"
    """Refused for good: a person has to look."""
    GIVEN_UP = "given-up"
    """A person has looked, and decided that it will not happen."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the outbox.

    Entries of one call are done in the order in which they were put (by `id`), one at a time.
    """

    id: int = 0
    """Given by the database when the entry is put."""
    org_id: OrgId
    call_id: str
    """Of what has no call, a name of its own: entries of one name are done in order."""
    kind: Kind
    key: str
    """Unique within the org: the same thing put twice is one thing."""
    payload: bytes
    """What the performer needs, as JSON."""
    status: Status = Status.PENDING
    attempts: int = 0
    due_at: datetime
    lease_until: datetime | None = None
    last_error: str = ""
    """What went wrong last, in the words it was said in."""
    error_code: str = ""
    """Salesforce's own word for the class of that."""
    lane: str = ""
    """What it collided on with others, an account say: of one lane one goes out at a time."""
    held: Pause | None = None
    """Given out to be told that the org is paused, and not to be sent."""

    @property
    def about(self) -> str:
        """The call it is about: what is done beside its other entries is "<what>/<call>"."""
        return self.call_id.rpartition("/")[2]

    @property
    def reads(self) -> bool:
        """Whether it changes nothing in the org."""
        return self.kind in READS
