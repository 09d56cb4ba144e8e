"""What the use cases need from the world, in their words. Wired in app/.

Adapters do not inherit from these; mypy checks them where they are wired. A unit is one
transaction: what is put in it is on disk together or not at all.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

import msgspec

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.call import CallId, CallKey
from cti_adapter.calls.commands import Command
from cti_adapter.calls.events import CallEvent, TelephonyEvent
from cti_adapter.outbox.dead_letter import DeadLetter
from cti_adapter.outbox.entry import Entry, OrgId
from cti_adapter.outbox.pause import Held
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.desk import Desk
from cti_adapter.service.dial_list import DialList
from cti_adapter.service.outward import Listener
from cti_adapter.service.past_calls import PastCalls, PastCallsWanted, Place

T = TypeVar("T")


class Agent(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A person who takes calls, and the Salesforce user linked to them."""

    org_id: OrgId
    id: AgentId
    line: Line
    name: str
    user_id: str | None
    language: str = "en"
    """Of the linked Salesforce user, as are locale and time zone: as they signed in last."""
    locale: str = ""
    """How they write times and numbers, as BCP 47 has it: "de-AT"; "" where it is not known yet."""
    time_zone: str = "UTC"
    """As Salesforce names it: "Europe/Vienna"; nobody promises that there is such a zone."""
    email: str = ""
    username: str = ""
    """Of the linked Salesforce user, as it was when they were linked or signed in last."""
    user_name: str = ""
    do_not_log: bool = False
    """What the checkbox starts with, 'Do not log by default'."""


class InboxItem(msgspec.Struct, frozen=True, kw_only=True):
    """One event as it came, before it is understood."""

    source: str
    event_id: str
    body: bytes
    ignored: str = ""
    """Why nothing was done about it, "" where something was."""


class AgentMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One message to one agent, numbered in the transaction that made it."""

    agent_id: AgentId
    seq: int
    body: bytes


class Unit(Protocol):
    """One transaction of one org. Reads see its own writes; locks last until its end."""

    # inbox: raw input, stored before it is understood
    def take_delivery(self, connector: str, delivery_id: str, at: datetime) -> bool:
        """Note a webhook delivery; False when it was seen before."""
        ...

    def take_in(self, connector: str, item: InboxItem, at: datetime) -> bool:
        """Store one raw event; False when its source + id was seen before."""
        ...

    def empty_item(self, connector: str, item: InboxItem) -> None:
        """Empty a raw event that was taken in; a repeat of it is still known as one."""
        ...

    # calls
    def lock_call(self, call_id: CallId) -> CallFile | None:
        """Read a call for change; nobody else changes it before the unit ends."""
        ...

    def lock_call_by_key(self, key: CallKey) -> CallFile | None:
        """Lock a call by its key, or by another one it goes on under."""
        ...

    def put_alias(self, key: CallKey, call_id: CallId) -> None:
        """Note another key under which a call goes on."""
        ...

    def find_call(self, call_id: CallId) -> CallFile | None:
        """Read a call without locking it."""
        ...

    def find_call_by_key(self, key: CallKey) -> CallFile | None: ...

    def put_call(self, file: CallFile) -> None:
        """Write the snapshot; its `due_at` is when the clock has to look at it again."""
        ...

    def append_journal(self, call_id: CallId, events: Sequence[CallEvent]) -> None:
        """Add events to the call's journal, in order. Numbers and texts go to the side table."""
        ...

    def read_journal(self, call_id: CallId) -> list[CallEvent]:
        """Return the call's journal, oldest first."""
        ...

    def erase_notes(self, call_id: CallId) -> None:
        """Take what was typed out of the call's journal for good; that it was typed stays."""
        ...

    def erase_caller(self, call_id: CallId) -> None:
        """Take who called out of the journal for good, and give up what is to be sent.

        Raises:
            StateConflict: something of it is being sent at this moment.
        """
        ...

    # history
    def note_past_call(self, agent_id: AgentId, place: Place, *, unlogged: bool) -> None:
        """Put a call into an agent's history, or note whether it is logged by now."""
        ...

    def has_past_call(self, agent_id: AgentId, call_id: CallId) -> bool: ...

    def past_calls(self, agent_id: AgentId, wanted: PastCallsWanted) -> PastCalls:
        """Return a page of an agent's history, newest first."""
        ...

    # outbox
    def put_entry(self, entry: Entry) -> None:
        """Put an entry; the same key again changes a pending one's payload, else nothing."""
        ...

    def settle_entry(self, entry: Entry) -> bool:
        """Write status, attempts, due_at and last_error of an entry that was claimed.

        False where it has been settled already: of two answers the first one counts.
        """
        ...

    def hurry_entries(self, call_id: CallId, at: datetime) -> None:
        """Make the call's waiting and dead entries due at this moment."""
        ...

    def find_dead(self, entry_id: int) -> DeadLetter | None:
        """Read a dead letter of a call without locking it."""
        ...

    def give_up_dead(self, entry_id: int) -> bool:
        """Let a dead letter rest; False where it is none any more."""
        ...

    def held(self) -> Held | None:
        """Say whether the org is paused, since when, and how many calls wait for it."""
        ...

    # receivers
    def receivers(self) -> tuple[Listener, ...]:
        """Return whom the org has told of its calls."""
        ...

    # agents
    def agent_on(self, line: Line) -> Agent | None: ...

    def agent(self, agent_id: AgentId) -> Agent | None: ...

    def desk(self, agent_id: AgentId) -> Desk:
        """Read an agent's desk without locking it; an agent without one gets an empty one."""
        ...

    def lock_desk(self, agent_id: AgentId) -> Desk:
        """Read an agent's desk for change; an agent without one gets an empty one."""
        ...

    def put_desk(self, desk: Desk) -> None: ...

    def append_message(self, message: AgentMessage) -> None: ...

    def dial_list(self, agent_id: AgentId) -> DialList:
        """Read an agent's dial list; who changes it has locked the desk."""
        ...

    def put_dial_list(self, agent_id: AgentId, dial_list: DialList) -> None: ...

    # commands
    def remembered(self, key: str, agent_id: AgentId) -> bool:
        """Note an Idempotency-Key; True when this agent has used it before."""
        ...


class Units(Protocol):
    """Where transactions come from."""

    def write(self, org_id: OrgId, work: Callable[[Unit], T]) -> T:
        """Run `work` in one transaction and return its result once it is on disk.

        An exception of `work` rolls back this transaction alone and is raised here.

        Raises:
            StorageUnavailable: the database took nothing.
        """
        ...

    def read(self, org_id: OrgId, work: Callable[[Unit], T]) -> T:
        """Run `work` on a consistent view; it must not write."""
        ...


class Queue(Protocol):
    """The outbox of all orgs, as the courier sees it."""

    def claim(self, at: datetime, lease_until: datetime, limit: int) -> tuple[Entry, ...]:
        """Lease due entries: pending ones, and those whose lease has run out.

        Per call only the oldest unfinished entry is given out.
        """
        ...

    def next_due(self) -> datetime | None:
        """When the next entry is due, None when nothing waits."""
        ...


class Timers(Protocol):
    """Calls that the clock has to look at."""

    def due_calls(self, at: datetime, limit: int) -> tuple[tuple[OrgId, CallId], ...]: ...


class Post(Protocol):
    """Who is told, after the commit; may be missed, the sequence makes good for it."""

    def deliver(self, org_id: OrgId, messages: Iterable[AgentMessage]) -> None: ...


class Bell(Protocol):
    """Wakes the courier after the commit; a lost ring costs a second."""

    def ring(self) -> None: ...


class Telephony(Protocol):
    """The telephone systems of the orgs."""

    def connectors_for(self, agent: Agent) -> Sequence[str]:
        """Return the keys of the connectors on which this agent may dial, never none.

        Raises:
            TelephonyError: the org has no telephone system yet.
        """
        ...

    def send(self, org_id: OrgId, connector: str, command: Command) -> Sequence[TelephonyEvent]:
        """Ask the telephone system to do something; its event says that it happened.

        Returns what the answer alone tells, of a system that raises no event of it.

        Raises:
            TelephonyError: it did not take the command.
        """
        ...


class Clock(Protocol):
    """The time, UTC, aware."""

    def __call__(self) -> datetime: ...
