"""One transaction of one org, as the use cases see it; and where such transactions come from.

Every method hands on to the module of its table, always with the org this unit is bound to: no
use case can reach into another org (D11). What is stored says its org itself, so that a row of
one org can never be written into another one by mistake.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.call import CallId, CallKey
from cti_adapter.calls.events import CallEvent
from cti_adapter.outbox.dead_letter import DeadLetter
from cti_adapter.outbox.entry import Entry, OrgId
from cti_adapter.outbox.pause import Held
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.desk import Desk
from cti_adapter.service.dial_list import DialList
from cti_adapter.service.outward import Listener
from cti_adapter.service.past_calls import PastCalls, PastCallsWanted, Place
from cti_adapter.service.ports import Agent, AgentMessage, Clock, InboxItem
from cti_adapter.storage import (
    aliases,
    calls,
    commands,
    dial_lists,
    erasing,
    history,
    inbox,
    journal,
    outbox,
    pauses,
    people,
    receivers,
    reconciliation,
)
from cti_adapter.storage.database import Database
from cti_adapter.storage.transaction import Transaction

T = TypeVar("T")


class SqlUnit:
    """One transaction of one org; the promises are those of service/ports.py, Unit."""

    def __init__(self, transaction: Transaction, org_id: OrgId, clock: Clock) -> None:
        self._transaction = transaction
        self._org_id = org_id
        self._clock = clock

    # inbox

    def take_delivery(self, connector: str, delivery_id: str, at: datetime) -> bool:
        return inbox.take_delivery(self._transaction, self._org_id, connector, delivery_id, at)

    def take_in(self, connector: str, item: InboxItem, at: datetime) -> bool:
        return inbox.take_in(self._transaction, self._org_id, connector, item, at)

    def empty_item(self, connector: str, item: InboxItem) -> None:
        inbox.empty_item(self._transaction, self._org_id, connector, item)

    # calls

    def lock_call(self, call_id: CallId) -> CallFile | None:
        return calls.lock_call(self._transaction, self._org_id, call_id)

    def lock_call_by_key(self, key: CallKey) -> CallFile | None:
        found = calls.lock_call_by_key(self._transaction, self._org_id, key)
        if found is None:
            call_id = aliases.call_of(self._transaction, self._org_id, key)
            found = self.lock_call(call_id) if call_id is not None else None
        return _followed(found, self.lock_call)

    def put_alias(self, key: CallKey, call_id: CallId) -> None:
        aliases.put_alias(self._transaction, self._org_id, key, call_id)

    def find_call(self, call_id: CallId) -> CallFile | None:
        return calls.find_call(self._transaction, self._org_id, call_id)

    def find_call_by_key(self, key: CallKey) -> CallFile | None:
        found = calls.find_call_by_key(self._transaction, self._org_id, key)
        if found is None:
            call_id = aliases.call_of(self._transaction, self._org_id, key)
            found = self.find_call(call_id) if call_id is not None else None
        return _followed(found, self.find_call)

    def put_call(self, file: CallFile) -> None:
        self._is_ours(file.org_id)
        calls.put_call(self._transaction, self._org_id, file, self._clock())

    def append_journal(self, call_id: CallId, events: Sequence[CallEvent]) -> None:
        journal.append_journal(self._transaction, self._org_id, call_id, events)

    def read_journal(self, call_id: CallId) -> list[CallEvent]:
        """Return what happened to a call, in order."""
        return journal.read_journal(self._transaction, self._org_id, call_id)

    def erase_notes(self, call_id: CallId) -> None:
        journal.erase_notes(self._transaction, self._org_id, call_id)

    def erase_caller(self, call_id: CallId) -> None:
        journal.erase_caller(self._transaction, self._org_id, call_id)
        erasing.give_up_entries(self._transaction, self._org_id, call_id)

    # history

    def note_past_call(self, agent_id: AgentId, place: Place, *, unlogged: bool) -> None:
        history.note_past_call(self._transaction, self._org_id, agent_id, place, unlogged=unlogged)

    def has_past_call(self, agent_id: AgentId, call_id: CallId) -> bool:
        return history.has_past_call(self._transaction, self._org_id, agent_id, call_id)

    def past_calls(self, agent_id: AgentId, wanted: PastCallsWanted) -> PastCalls:
        return history.past_calls(self._transaction, self._org_id, agent_id, wanted)

    # outbox

    def put_entry(self, entry: Entry) -> None:
        self._is_ours(entry.org_id)
        outbox.put_entry(self._transaction, entry)

    def settle_entry(self, entry: Entry) -> bool:
        self._is_ours(entry.org_id)
        return outbox.settle_entry(self._transaction, entry)

    def hurry_entries(self, call_id: CallId, at: datetime) -> None:
        outbox.hurry_entries(self._transaction, self._org_id, call_id, at)

    def find_dead(self, entry_id: int) -> DeadLetter | None:
        return reconciliation.find_dead(self._transaction, self._org_id, entry_id)

    def give_up_dead(self, entry_id: int) -> bool:
        return reconciliation.give_up_dead(self._transaction, self._org_id, entry_id)

    def held(self) -> Held | None:
        return pauses.held_of(self._transaction, self._org_id)

    # receivers

    def receivers(self) -> tuple[Listener, ...]:
        return receivers.listeners(self._transaction, self._org_id)

    # agents

    def agent_on(self, line: Line) -> Agent | None:
        return people.agent_on(self._transaction, self._org_id, line)

    def agent(self, agent_id: AgentId) -> Agent | None:
        return people.agent(self._transaction, self._org_id, agent_id)

    def desk(self, agent_id: AgentId) -> Desk:
        return people.desk(self._transaction, self._org_id, agent_id)

    def lock_desk(self, agent_id: AgentId) -> Desk:
        return people.lock_desk(self._transaction, self._org_id, agent_id)

    def put_desk(self, desk: Desk) -> None:
        self._is_ours(desk.org_id)
        people.put_desk(self._transaction, self._org_id, desk)

    def append_message(self, message: AgentMessage) -> None:
        people.append_message(self._transaction, self._org_id, message, self._clock())

    def dial_list(self, agent_id: AgentId) -> DialList:
        return dial_lists.dial_list(self._transaction, self._org_id, agent_id)

    def put_dial_list(self, agent_id: AgentId, dial_list: DialList) -> None:
        dial_lists.put_dial_list(self._transaction, self._org_id, agent_id, dial_list)

    # commands

    def remembered(self, key: str, agent_id: AgentId) -> bool:
        return commands.remembered(self._transaction, self._org_id, key, agent_id, self._clock())

    def _is_ours(self, org_id: OrgId) -> None:
        if org_id != self._org_id:
            raise ValueError(f"a row of org {org_id} in a unit of org {self._org_id}")


def _followed(found: CallFile | None, read: Callable[[CallId], CallFile | None]) -> CallFile | None:
    """Return the call that a call has become part of (service/joining.py)."""
    while found is not None and found.call.merged_into is not None:
        found = read(found.call.merged_into)
    return found


class SqlUnits:
    """Where transactions come from."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def write(self, org_id: OrgId, work: Callable[[SqlUnit], T]) -> T:
        """Run `work` in one transaction and return its result once it is on disk.

        `work` may be run twice (postgresql.py) and runs beside the event loop (sqlite.py): it
        changes nothing but the unit, takes no lock, writes no log and begins no other unit.
        """
        return self._database.write(
            org_id, lambda transaction: work(SqlUnit(transaction, org_id, self._clock))
        )

    def read(self, org_id: OrgId, work: Callable[[SqlUnit], T]) -> T:
        """Run `work` on a consistent view; it must not write."""
        return self._database.read(
            org_id, lambda transaction: work(SqlUnit(transaction, org_id, self._clock))
        )
