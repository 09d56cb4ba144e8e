"""What an agent does to a call whose Task is written: add to it, take back, settle (B-3, S2-52).

Each changes the log of the call, and what differs then is brought to the same Task by the outbox
(correcting.py); nothing here speaks to Salesforce.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import AgentEvent, ConflictSettled, ContactAdded, UndoPressed
from cti_adapter.calls.record import Record
from cti_adapter.errors import StateConflict
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.fold import Fold
from cti_adapter.service.history import mine
from cti_adapter.service.ports import Agent

MakeEvent = Callable[[datetime], AgentEvent]


class Afterwards:
    """The commands about a call that is logged."""

    def __init__(self, flow: CallFlow) -> None:
        self._flow = flow

    def undo(self, agent: Agent, call_id: CallId, key: str) -> None:
        """Take back the last change of the records, and bring the Task to what stood before.

        Args:
            agent: who presses.
            call_id: of a call of their history.
            key: the same again is done once.

        Raises:
            NoSuchThing: the call is not in this agent's history.
            StateConflict: there is nothing to take back, or the log is not written.
        """

        def check(file: CallFile) -> None:
            if not may_undo(file):
                raise StateConflict("there is no change to take back", state=file.ledger.state)

        def event(now: datetime) -> AgentEvent:
            return UndoPressed(at=now, agent=agent.id, of_records=True)

        self._do(agent, call_id, key, check, event)

    def settle(
        self, agent: Agent, call_id: CallId, keep: Literal["ours", "theirs"], key: str
    ) -> None:
        """Choose whose records stay on the Task; raises as `undo` does."""

        def event(now: datetime) -> AgentEvent:
            return ConflictSettled(at=now, agent=agent.id, keep=keep)

        self._do(agent, call_id, key, _expect_contested, event)

    def add(self, agent: Agent, call_id: CallId, record: Record, *, shared: bool, key: str) -> None:
        """Put a further Contact beside the one in Name, on the Task too (S2-52).

        Args:
            agent: who adds.
            call_id: of a call of their history.
            record: the Contact.
            shared: whether the org has Shared Activities.
            key: the same again is done once.

        Raises:
            NoSuchThing: the call is not in this agent's history.
            StateConflict: the log is not written, or the record cannot be added.
        """

        def work(fold: Fold) -> None:
            if key and fold.unit.remembered(key, agent.id):
                return
            file = mine(fold, agent.id, call_id)
            if not may_add(file):
                raise StateConflict("the log of this call is not written", state=file.ledger.state)
            event = ContactAdded(at=fold.now, agent=agent.id, record=record, shared=shared)
            after = fold.advance(file, event)
            if after.assignment.slots.find(record) is None:
                raise StateConflict("it cannot be added to this call", state="cannot-add")

        self._flow.apply(agent.org_id, work)

    def _do(
        self,
        agent: Agent,
        call_id: CallId,
        key: str,
        check: Callable[[CallFile], None],
        event: MakeEvent,
    ) -> None:
        def work(fold: Fold) -> None:
            if key and fold.unit.remembered(key, agent.id):
                return
            file = mine(fold, agent.id, call_id)
            check(file)
            fold.advance(file, event(fold.now))

        self._flow.apply(agent.org_id, work)


def _expect_contested(file: CallFile) -> None:
    if not file.ledger.is_contested or file.ledger.state != "saved":
        raise StateConflict("nothing is contested", state=file.ledger.state)


def may_add(file: CallFile) -> bool:
    """Whether a further Contact may be put on the Task that is written."""
    ledger, who = file.ledger, file.assignment.slots.who
    written = ledger.state == "saved" and bool(ledger.task_id)
    beside_contact = who is not None and who.record.type != "Lead"
    return written and beside_contact and not ledger.is_contested


def may_undo(file: CallFile) -> bool:
    """Whether a change of the records can be taken back on the Task that is written."""
    ledger = file.ledger
    written = ledger.state == "saved" and bool(ledger.task_id)
    return written and bool(file.assignment.undo) and not ledger.is_contested
