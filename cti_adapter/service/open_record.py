"""What the page shows, and what follows from it: the open record, opened records, their accounts.

The panel never waits for Salesforce: a record shows at once as the page named it; account and
trackability are looked up after the commit and come back as an event (DECISION 45).
"""

from collections.abc import Callable
from datetime import datetime

import msgspec

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import RecordLookedUp, RecordOpened
from cti_adapter.calls.record import Record, RecordId
from cti_adapter.errors import SalesforceError
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service import desk as desks
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.desk import OpenRecord, Report
from cti_adapter.service.fold import Fold
from cti_adapter.service.org_ports import Orgs
from cti_adapter.service.ports import Agent, Announcement, Background


class PageAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the page said when it was asked what it shows (B-2, DECISION 9)."""

    answered: bool
    record: Record | None = None
    window: str = ""


def took_report(fold: Fold, agent: Agent, window: str, record: Record | None) -> CallFile | None:
    """Note what the active window shows; if that is an opening, fold it into the active call.

    Returns:
        The active call after the opening, None where there was none.
    """
    active = fold.unit.desk(agent.id).active
    file = fold.unit.lock_call(active) if active is not None else None  # call before desk
    shown, opened = noted(fold, agent, window, record)
    if file is None or shown is None or not opened:
        return None
    if file.call.opener != agent.line:
        return None  # of several agents only one agent's openings assign (DECISION 57)
    return fold.advance(file, RecordOpened(at=fold.now, agent=agent.id, record=shown))


def noted(
    fold: Fold, agent: Agent, window: str, record: Record | None
) -> tuple[Record | None, bool]:
    """Note what the active window shows, and have found out what is not known of it.

    Returns:
        The open record, and whether it was opened just now.
    """
    desk = fold.unit.desk(agent.id)
    window = window or (desk.open.window if desk.open else "")
    report = Report(window=window, record=record, at=fold.now)
    desk, opened = fold.panels.report(agent, report)
    if desk.open is None:
        return None, False
    shown = desk.open.record
    if not shown.known:
        fold.wants_record(agent.id, shown.id)
    return shown, opened


class RecordKnowledge:
    """Finds out account and trackability of the records that pages report."""

    def __init__(self, flow: CallFlow, orgs: Orgs, background: Background) -> None:
        self._flow = flow
        self._orgs = orgs
        self._background = background

    def look_up(self, org_id: OrgId, agent_id: AgentId, record_id: RecordId) -> None:
        """Start finding out about a record; the answer reaches the agent's calls as an event."""
        self._background.start(lambda: self._look_up(org_id, agent_id, record_id))

    def _look_up(self, org_id: OrgId, agent_id: AgentId, record_id: RecordId) -> None:
        try:
            record = self._orgs.salesforce(org_id).read([record_id]).get(record_id)
        except SalesforceError:
            record = None
        work = _failed(agent_id, record_id) if record is None else _learned(agent_id, record)
        self._flow.apply(org_id, work)


def _learned(agent_id: AgentId, record: Record) -> Callable[[Fold], None]:
    def work(fold: Fold) -> None:
        agent = fold.unit.agent(agent_id)
        desk = fold.unit.desk(agent_id)
        if agent is None:
            return
        still_open = desk.open is not None and desk.open.record.id == record.id
        for call in desk.calls:
            file = fold.unit.lock_call(call.id)
            if file is not None:
                mine = file.call.opener == agent.line  # DECISION 57
                counts = still_open and mine and call.id == desk.active
                event = RecordLookedUp(at=fold.now, record=record, still_open=counts)
                fold.advance(file, event)
        fold.panels.learn(agent, desks.learned(fold.unit.lock_desk(agent_id), record))

    return work


def _failed(agent_id: AgentId, record_id: RecordId) -> Callable[[Fold], None]:
    def work(fold: Fold) -> None:
        agent = fold.unit.agent(agent_id)
        if agent is not None:
            desk = desks.could_not_learn(fold.unit.lock_desk(agent_id), record_id)
            fold.panels.learn(agent, desk)

    return work


def has_changed(shown: OpenRecord | None, call_id: CallId) -> Announcement:
    """Say that the open record is not the one the button named (B-2)."""
    if shown is None:
        return Announcement(code="said.no-open-record", tone="warning", call_id=call_id)
    params = {"record": shown.record.label}
    code = "said.open-record-changed"
    return Announcement(code=code, params=params, tone="warning", call_id=call_id)


def is_old(shown: OpenRecord, call_id: CallId, now: datetime) -> Announcement:
    """Say how old our knowledge of the open record is, where the page did not answer (B-2)."""
    age = str(max(0, round((now - shown.seen_at).total_seconds())))
    params = {"record": shown.record.label, "age": age}
    return Announcement(code="said.page-silent", params=params, call_id=call_id)
