"""What the page shows, and what follows from it: the open record, opened records, their accounts.

The panel never waits for Salesforce: a record shows at once as the page named it; account and
trackability are looked up after the commit and come back as an event (DECISION 45).
"""

from datetime import datetime

import msgspec

from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import RecordLookedUp, RecordOpened, RecordUnreadable
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import Learned, Record, RecordId, Unreadable, as_page_named
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service import desk as desks
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.desk import OpenRecord, Report
from cti_adapter.service.fold import Fold
from cti_adapter.service.knowledge import Answer, Knowledge
from cti_adapter.service.outcome import Wanted
from cti_adapter.service.panel_ports import Announcement
from cti_adapter.service.ports import Agent
from cti_adapter.service.recent_records import RecentRecords


class PageAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the page said when it was asked what it shows (B-2, DECISION 9)."""

    answered: bool
    record: Record | None = None
    window: str = ""


def took_report(
    fold: Fold, agent: Agent, window: str, record: Record | None, *, page: str = ""
) -> CallFile | None:
    """Note what the active window shows; if that is an opening, fold it into the active call.

    Args:
        fold: of this transaction.
        agent: whose window it is.
        window: its name.
        record: what it shows.
        page: the page of ours in it, where the report says that it is focused.

    Returns:
        The active call after the opening, None where there was none.
    """
    active = fold.unit.desk(agent.id).active
    file = fold.unit.lock_call(active) if active is not None else None  # call before desk
    shown, opened = noted(fold, agent, window, record, page=page)
    if file is None or shown is None or not opened:
        return None
    event = RecordOpened(at=fold.now, agent=agent.id, record=shown, by=agent.line)
    return fold.advance(file, event)


def answered_at_save(fold: Fold, agent: Agent, file: CallFile, page: PageAnswer) -> Record | None:
    """Take in what the page says at Save (DECISION 9); only the active call takes openings.

    Returns:
        The record, where that opens it for the call that is being saved.
    """
    if not page.answered:
        return None
    if fold.unit.desk(agent.id).active != file.call.id or file.call.opener != agent.line:
        took_report(fold, agent, page.window, page.record)
        return None
    shown, opened = noted(fold, agent, page.window, page.record)
    return shown if opened else None


def noted(
    fold: Fold, agent: Agent, window: str, record: Record | None, *, page: str = ""
) -> tuple[Record | None, bool]:
    """Note what the active window shows, and have found out what is not known of it.

    Returns:
        The open record, and whether it was opened just now.
    """
    desk = fold.unit.desk(agent.id)
    record = fold.best_known(record) if record is not None else None
    window = window or (desk.open.window if desk.open else "")
    report = Report(window=window, record=record, at=fold.now, page=page)
    before = desk.open
    desk, opened = fold.panels.report(agent, report)
    if desk.open is None:
        return None, False
    shown = desk.open.record
    again = before is not None and before.record.id == shown.id
    if again or not shown.known:  # a page reports what it shows once more when it was changed
        fold.wants_record(agent.id, shown.id, anew=shown.known)
    return shown, opened


class RecordKnowledge:
    """Finds out account and trackability of the records that pages report (port Records)."""

    def __init__(self, flow: CallFlow, knowledge: Knowledge, recent: RecentRecords) -> None:
        self._flow = flow
        self._knowledge = knowledge
        self._recent = recent

    def best_known(self, org_id: OrgId, record: Record) -> Record:
        """Return a record as it is known here, without asking anybody.

        What joins other records is left to the look-up, which tells of them as well.
        """
        known = self._knowledge.of(org_id, record.id) if not record.known else None
        if known is None or known.joined:
            return record
        return as_page_named(known.record, record)

    def note_assigned(self, org_id: OrgId, number: PhoneNumber, at: RecordId) -> None:
        """Remember for the next call of a number what was assigned to this one."""
        self._recent.note(org_id, number, at)

    def look_up(self, org_id: OrgId, wanted: Wanted) -> None:
        """Start finding out about a record; the answer reaches the agent's calls as an event."""

        def tell(answer: Answer) -> None:
            def work(fold: Fold) -> None:
                if isinstance(answer, Learned):
                    _learned(fold, wanted, answer)
                else:
                    _not_learned(fold, wanted, answer)

            self._flow.apply(org_id, work)

        self._knowledge.find_out(org_id, wanted.record_id, tell, anew=wanted.anew)


def _learned(fold: Fold, wanted: Wanted, learned: Learned) -> None:
    agent = fold.unit.agent(wanted.agent_id)
    desk = fold.unit.desk(wanted.agent_id)
    record = learned.record
    if agent is None or (wanted.anew and desks.knows_already(desk, record)):
        return
    still_open = desk.open is not None and desk.open.record.id == record.id
    for call in desk.calls:
        file = fold.unit.lock_call(call.id)
        if file is not None:
            mine = file.call.opener == agent.line  # DECISION 57
            event = RecordLookedUp(
                at=fold.now,
                record=record,
                still_open=still_open and mine and call.id == desk.active,
                joined=learned.joined,
            )
            fold.advance(file, event)
    fold.panels.learn(agent, desks.learned(fold.unit.lock_desk(agent.id), record))


def _not_learned(fold: Fold, wanted: Wanted, reason: Unreadable) -> None:
    agent = fold.unit.agent(wanted.agent_id)
    desk = fold.unit.desk(wanted.agent_id)
    after = desks.could_not_learn(desk, wanted.record_id, reason)
    if agent is None or (wanted.anew and after == desk):
        return
    for call in desk.calls:
        file = fold.unit.lock_call(call.id)
        if file is not None:
            event = RecordUnreadable(at=fold.now, record_id=wanted.record_id, reason=reason)
            fold.advance(file, event)
    desk = fold.unit.lock_desk(agent.id)
    fold.panels.learn(agent, desks.could_not_learn(desk, wanted.record_id, reason))


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
