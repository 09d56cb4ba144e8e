"""What the use cases need from Salesforce, in their words: to look up, to write, to know the rules.

Everything here raises the SalesforceError tree. Wired in app/, like ports.py.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

import msgspec

from cti_adapter.calls.call import CallId
from cti_adapter.calls.commands import Capability
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.on_task import TaskRecords
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.record import Learned, Record, RecordId, Unreadable
from cti_adapter.logbook.continued import Completion
from cti_adapter.logbook.entry import LogEntry
from cti_adapter.logbook.follow_up import FollowUpEntry
from cti_adapter.logbook.lead import LeadEntry
from cti_adapter.logbook.ownership import Standing
from cti_adapter.logbook.second_log import OtherLog
from cti_adapter.outbox.entry import OrgId


class TaskWritten(Protocol):
    """What Salesforce made of a log entry."""

    @property
    def id(self) -> str: ...

    @property
    def url(self) -> str: ...

    @property
    def repaired(self) -> tuple[str, ...]: ...

    @property
    def wrote(self) -> dict[str, str]: ...

    @property
    def kept(self) -> int | None: ...

    @property
    def stands(self) -> TaskRecords | None: ...

    @property
    def existed(self) -> bool: ...

    @property
    def at_least_once(self) -> bool: ...


class TaskAsFound(msgspec.Struct, frozen=True, kw_only=True):
    """How a Task stood as a call was dialled from it."""

    people: tuple[Record, ...]
    """Whom it names, the one in Name first; without those that could not be read."""
    what: Record | None
    taken: bool
    """Whether it belongs to another call already."""
    stood: dict[str, str]
    """A mark of each field of ours."""
    comments: int
    """How many characters of comments it has."""


class LeadWritten(Protocol):
    """What Salesforce made of a Lead entry."""

    @property
    def id(self) -> RecordId: ...

    @property
    def repaired(self) -> tuple[str, ...]: ...

    @property
    def at_least_once(self) -> bool: ...


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """The Lead of a number: who makes it, and which it is."""

    call_id: CallId
    """Of the call for which it is made."""
    lead_id: RecordId | None
    """None while it is being made."""
    at: datetime
    """When it was claimed."""
    is_new: bool
    """Whether it was claimed just now: nobody has tried to make the Lead yet."""


class MadeLeads(Protocol):
    """The Leads made of callers: one per number, whatever a search says of it."""

    def claim(self, org_id: OrgId, number: PhoneNumber, call_id: CallId, at: datetime) -> Made:
        """Return who makes the Lead of this number: this call, unless another one came first."""
        ...

    def made(self, org_id: OrgId, number: PhoneNumber, lead_id: RecordId) -> None:
        """Note that the Lead stands."""
        ...

    def release(self, org_id: OrgId, number: PhoneNumber, lead_id: RecordId | None) -> None:
        """Let the number be claimed anew: none was made (None), or this one is gone."""
        ...


class Org(Protocol):
    """One Salesforce org. Raises the SalesforceError tree."""

    def find(self, number: PhoneNumber, also: Sequence[RecordId] = ()) -> tuple[Record, ...]:
        """Return the records that store this number, the search's and those of `also`."""
        ...

    def read(self, ids: Sequence[RecordId]) -> Mapping[RecordId, Record]:
        """Return what is known of these records; deleted ones are absent."""
        ...

    def learn(self, ids: Sequence[RecordId]) -> Mapping[RecordId, Learned | Unreadable]:
        """Return what there is to know of each of these ids, or why it cannot be known."""
        ...

    def find_task(self, at: RecordId) -> TaskAsFound | Unreadable:
        """Return how the Task a call is dialled from stands, or why it cannot be read."""
        ...

    def complete(self, entry: LogEntry, task: Completion) -> TaskWritten | None:
        """Complete the Task a call was dialled from; None: a new one has to be made."""
        ...

    def write(self, entry: LogEntry) -> TaskWritten:
        """Write one Task, exactly once in effect; raises OwnerRefused where it is not theirs."""
        ...

    def correct(
        self,
        entry: LogEntry,
        *,
        at: RecordId,
        wrote: Mapping[str, str],
        unanswered: Sequence[LogEntry] = (),
    ) -> TaskWritten | None:
        """Bring a Task to what its log says now, leaving what others changed; None: it is gone.

        What it may say is what we wrote last, or anything the log said since (`unanswered`).
        """
        ...

    def follow_up(self, entry: FollowUpEntry) -> TaskWritten:
        """Make a follow-up task once; raises OwnerRefused where it is not theirs."""
        ...

    def tasks_of_call(self, call_id: str, day: str) -> Sequence[RecordId]:
        """Return the Tasks with the telephone system's id of a call, and that date."""
        ...

    def make_lead(self, entry: LeadEntry) -> LeadWritten:
        """Make one Lead, exactly once in effect; raises OwnerRefused where it is not theirs."""
        ...

    def own_lead(self, at: RecordId, owner_id: str) -> None:
        """Give a Lead to a user; raises OwnerRefused where it cannot be theirs."""
        ...

    def other_logs(self, since: datetime, until: datetime) -> Sequence[OtherLog]:
        """Return the Tasks about calls that were made in a time and belong to no call of ours."""
        ...

    def other_log(self, at: RecordId) -> OtherLog | None:
        """Return such a Task, or one of ours, as it is now; None where it is gone."""
        ...

    def link_second_log(self, at: RecordId, call_id: str, pointer: str | None = None) -> None:
        """Write the plain id of its call on a Task; with a pointer, close it with that."""
        ...

    def standing(self, ids: Collection[str]) -> Standing:
        """Return what is known of users and queues who are to own something."""
        ...


class InForce(NamedTuple):
    """What an org's admins decided, as far as this process has read."""

    policy: Policy
    version: int
    """Of the org's configuration (B-14)."""


class Orgs(Protocol):
    """The orgs of this deployment."""

    def salesforce(self, org_id: OrgId) -> Org: ...

    def policy(self, org_id: OrgId) -> Policy: ...

    def in_force(self, org_id: OrgId, *, at_least: int = 0) -> InForce:
        """Return what the admins decided; read anew where this version was not seen yet."""
        ...

    def shared_activities(self, org_id: OrgId) -> bool:
        """Whether a Task may name several Contacts, as far as is known by now; never waits."""
        ...

    def capabilities(self, org_id: OrgId) -> Mapping[str, frozenset[Capability]]:
        """Return what each telephone system of the org can do, by its key."""
        ...
