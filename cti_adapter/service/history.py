"""An agent's own past calls: which they are, what became of their logs, and 'Log now' (B-16).

A call enters the history of everybody it rang at once its log is complete, or nobody writes one.
The Task is written by the outbox like any other; nothing here speaks to Salesforce.
"""

from collections.abc import Callable, Sequence

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import LogNowPressed, RetryPressed
from cti_adapter.calls.record import Record, RecordId
from cti_adapter.errors import NoSuchThing, StateConflict
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.fold import Fold
from cti_adapter.service.open_record import has_changed
from cti_adapter.service.past_calls import PastCalls, PastCallsWanted, Place
from cti_adapter.service.ports import Agent, Units

PAGE = 20
"""Calls of one page of the history."""


LookAt = Callable[[Agent, Sequence[CallFile]], None]
"""Has Salesforce asked about the Tasks of past calls, without waiting (following.py)."""


class History:
    """What an agent sees and does in the call history."""

    def __init__(self, flow: CallFlow, units: Units, look_at: LookAt) -> None:
        self._flow = flow
        self._units = units
        self._look_at = look_at

    def page(self, agent: Agent, *, unlogged: bool, before: Place | None) -> PastCalls:
        """Return the agent's past calls, newest first.

        Args:
            agent: whose calls.
            unlogged: leave out those that have a Task, or are about to get one.
            before: go on after this one, None begins with the newest.
        """
        wanted = PastCallsWanted(unlogged=unlogged, before=before, limit=PAGE)
        page = self._units.read(agent.org_id, lambda unit: unit.past_calls(agent.id, wanted))
        self._look_at(agent, page.files)
        return page

    def log_now(
        self, agent: Agent, call_id: CallId, shown: RecordId | str | None, key: str
    ) -> None:
        """Have the Task of an unlogged call written (DECISION 50); a log that waits is hurried.

        Args:
            agent: who presses.
            call_id: of a call of their history.
            shown: the open record the button named, "" where it named none; None leaves it to
                what is open. Another one is never taken (B-2).
            key: the same again is done once.

        Raises:
            NoSuchThing: the call is not in this agent's history.
            StateConflict: it is logged, may not be logged, or wants a record that can be assigned.
        """

        def work(fold: Fold) -> None:
            if key and fold.unit.remembered(key, agent.id):
                return
            file = mine(fold, agent.id, call_id)
            ledger = file.ledger
            if not ledger.may_be_logged_now:
                raise StateConflict("this call is not to be logged now", state=ledger.state)
            if ledger.state == "not-saved":
                fold.advance(file, RetryPressed(at=fold.now, agent=agent.id))
                return
            opened = fold.unit.desk(agent.id).open
            if file.assignment.slots.is_empty:
                if shown is not None and shown != (opened.record.id if opened else ""):
                    fold.announce(agent.id, has_changed(opened, call_id))
                    return
                record = opened.record if opened is not None else None
            else:
                record = None
            _log(fold, agent.id, file, record)

        self._flow.apply(agent.org_id, work)


def mine(fold: Fold, agent_id: AgentId, call_id: CallId) -> CallFile:
    """Lock a call of the agent, past or on the panel; any other does not exist for this agent."""
    past = fold.unit.has_past_call(agent_id, call_id)
    file = fold.unit.lock_call(call_id) if past or fold.unit.desk(agent_id).has(call_id) else None
    if file is None:
        raise NoSuchThing("this call is not in your history")
    return file


def _log(fold: Fold, agent_id: AgentId, file: CallFile, opened: Record | None) -> None:
    if opened is None and file.assignment.slots.is_empty and fold.policy.require_assignment:
        raise StateConflict("open the record the call is about first", state="needs-record")
    after = fold.advance(file, LogNowPressed(at=fold.now, agent=agent_id, opened=opened))
    if after.ledger.state == "not-logged":
        raise StateConflict("a call cannot be logged on the open record", state="cannot-assign")
