"""What the courier does for a call: look the caller up, make a Lead, write the Task.

The Task is made from the call as it is when it is written: a match that was still outstanding at
the end of wrap-up has been settled by then (DECISION 46), since the entries of one call are done
in order.
"""

from datetime import datetime

import msgspec
import structlog

from cti_adapter.assignment.slots import account_of
from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import (
    CallerLookedUp,
    CallEvent,
    CorrectionRefused,
    LookupDelayed,
    RecordLookedUp,
    RecordNamed,
    RecordUnreadable,
    TaskDelayed,
    TaskFound,
    TaskRefused,
    TaskWritten,
)
from cti_adapter.calls.happenings import lines_told
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.record import Learned
from cti_adapter.errors import SalesforceError
from cti_adapter.metrics import SAVE_SECONDS
from cti_adapter.outbox.entry import Entry, Kind, Status
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.fold import Fold
from cti_adapter.service.follow_up import told
from cti_adapter.service.follow_up_errand import FollowUpErrand
from cti_adapter.service.from_task import named, task_found
from cti_adapter.service.lead_log import LeadErrand
from cti_adapter.service.log_entry import responsible
from cti_adapter.service.log_errand import LogErrand
from cti_adapter.service.org_ports import Org, Orgs
from cti_adapter.service.ports import Agent, Clock, Unit, Units
from cti_adapter.service.recent_records import RecentRecords
from cti_adapter.service.second_log_errand import SecondLogErrand, second_log_refused

log = structlog.get_logger()


class _Edition(msgspec.Struct, frozen=True, kw_only=True):
    """Which Save an entry belongs to."""

    edition: int = 1


class CallErrand:
    """Performs the outbox entries (outbox/courier.py, Errand)."""

    def __init__(  # noqa: PLR0913 - the composition root hands in each port by name
        self,
        flow: CallFlow,
        leads: LeadErrand,
        recent: RecentRecords,
        *,
        units: Units,
        orgs: Orgs,
        clock: Clock,
    ) -> None:
        self._flow = flow
        self._leads = leads
        self._log = LogErrand(clock)
        self._second = SecondLogErrand(clock)
        self._follow_ups = FollowUpErrand(clock)
        self._recent = recent
        self._units = units
        self._orgs = orgs
        self._clock = clock

    def perform(self, entry: Entry) -> CallEvent | None:
        """Look up or write; raises what Salesforce said."""
        org = self._orgs.salesforce(entry.org_id)
        if entry.kind is Kind.FORM:
            self._leads.submit(org, entry, self._orgs.policy(entry.org_id))
            return None
        file, agents = self._read(entry)
        if file is None or not _is_wanted(entry, file):
            return None
        match entry.kind:
            case Kind.LOG:
                self._note_assigned(file)
                return self._log.write(org, file, agents)
            case Kind.CORRECTION:
                return self._log.correct(org, file, agents)
            case Kind.DOUBLES:
                return self._log.count(org, file, agents)
            case Kind.SECOND_LOG:
                return self._second.perform(org, file)
            case Kind.LEAD:
                return self._leads.make(org, entry, file, responsible(file, agents))
            case Kind.LEAD_OWNER:
                return self._leads.own(org, entry)
            case Kind.FOLLOW_UP:
                return self._follow_ups.make(org, entry, file, agents.values())
            case _:
                return self._look_up(org, entry, file)

    def _look_up(self, org: Org, entry: Entry, file: CallFile) -> CallEvent | None:
        match entry.kind:
            case Kind.RECORD:
                return self._learn(org, entry)
            case Kind.NAMED:
                return self._look_up_named(org, entry)
            case Kind.TASK:
                return task_found(org, entry, self._clock())
            case _:
                return self._match(org, entry, file.call.remote_number)

    def _match(self, org: Org, entry: Entry, number: PhoneNumber | None) -> CallerLookedUp:
        """Find who has the number, also where the search does not know it yet."""
        if number is None:
            return CallerLookedUp(at=self._clock(), found=())
        also = self._recent.of(entry.org_id, number)
        return CallerLookedUp(at=self._clock(), found=org.find(number, also))

    def _note_assigned(self, file: CallFile) -> None:
        """Remember it in this process too, which need not be the one the agent spoke to."""
        number = file.call.remote_number
        if number is not None:
            ids = (placed.record.id for placed in file.assignment.slots.all)
            self._recent.note(file.org_id, number, *ids)

    def _look_up_named(self, org: Org, entry: Entry) -> RecordNamed:
        """Find out about the record the telephone system named (DECISION 56)."""
        at = named(entry)
        told = org.learn([at])[at]
        if isinstance(told, Learned):
            return RecordNamed(at=self._clock(), record_id=at, record=told.record)
        return RecordNamed(at=self._clock(), record_id=at, unreadable=told)

    def _learn(self, org: Org, entry: Entry) -> RecordLookedUp | RecordUnreadable:
        """Find out about the record that Save named; the log does not wait for a second try."""
        at = named(entry)
        try:
            told = org.learn([at])[at]
        except SalesforceError:
            return RecordUnreadable(at=self._clock(), record_id=at, reason="failed")
        if not isinstance(told, Learned):
            return RecordUnreadable(at=self._clock(), record_id=at, reason=told)
        return RecordLookedUp(
            at=self._clock(), record=told.record, joined=told.joined, still_open=False
        )

    def failed(self, entry: Entry, error: SalesforceError) -> CallEvent:
        """Say what the call is told about the failure."""
        now = self._clock()
        if entry.kind is Kind.FOLLOW_UP:
            return self._follow_ups.failed(entry, error)
        if entry.kind is Kind.NAMED:
            return RecordNamed(at=now, record_id=named(entry), unreadable="failed")
        if entry.kind is Kind.TASK and entry.status is Status.DEAD:
            return TaskFound(at=now, task_id=named(entry), unreadable="failed")
        if entry.kind in {Kind.MATCH, Kind.TASK}:
            return LookupDelayed(at=now, reason=error.code or type(error).__name__)
        if entry.status is Status.DEAD and entry.kind is Kind.SECOND_LOG:
            return second_log_refused(entry, now)
        if entry.status is Status.DEAD and entry.kind is Kind.CORRECTION:
            return CorrectionRefused(at=now, message=str(error), edition=_edition(entry))
        if entry.status is Status.DEAD:
            return TaskRefused(at=now, message=str(error), edition=_edition(entry))
        return TaskDelayed(at=now, code=_word(error), message=str(error), edition=_edition(entry))

    def lane(self, entry: Entry) -> str:
        """Return the account whose row the call's records lock, "" where none is known."""
        file, _ = self._read(entry)
        if file is None:
            return ""
        at = account_of(file.assignment.slots)
        return (file.ledger.continues or "") if at is None else at.account_id or at.id

    def settle(self, entry: Entry, event: CallEvent | None) -> None:
        """Store the entry and fold the event, in one transaction."""
        ends: list[datetime] = []

        def work(fold: Fold) -> None:
            ends.clear()  # who lost a race for the row is run once more
            file = fold.unit.lock_call(CallId(entry.about))
            first = fold.unit.settle_entry(_as_it_matters(entry, file))
            if first and file is not None and file.call.ended_at is not None:
                ends.append(file.call.ended_at)
            if first and file is not None and event is not None:
                said = told(fold.advance(file, event), event)
                if said is not None:
                    fold.announce(*said)

        self._flow.apply(entry.org_id, work)
        task = {"task": event.task_id} if isinstance(event, TaskWritten) else {}
        log.info(
            "delivery.settled",
            status=entry.status,
            attempt=entry.attempts,
            code=entry.error_code,
            **task,
        )
        if ends and isinstance(event, TaskWritten) and event.edition == 1:
            SAVE_SECONDS.observe((self._clock() - ends[0]).total_seconds())

    def _read(self, entry: Entry) -> tuple[CallFile | None, dict[Line, Agent]]:
        def work(unit: Unit) -> tuple[CallFile | None, dict[Line, Agent]]:
            file = unit.find_call(CallId(entry.about))
            lines = lines_told(file.call) if file is not None else ()
            found = {line: unit.agent_on(line) for line in lines}
            return file, {line: agent for line, agent in found.items() if agent is not None}

        return self._units.read(entry.org_id, work)


def _is_wanted(entry: Entry, file: CallFile) -> bool:
    """Whether the log still waits for the entry: Save may have been taken back or come again."""
    ledger = file.ledger
    match entry.kind:
        case Kind.RECORD | Kind.LEAD | Kind.LOG:
            expected = ledger.state in {"saving", "not-saved"}
        case Kind.CORRECTION:
            expected = ledger.state == "saved"
        case _:
            return True
    return expected and _edition(entry) == ledger.edition


def _as_it_matters(entry: Entry, file: CallFile | None) -> Entry:
    """Return a refusal of a Save that was taken back as done: nobody has to look at it."""
    if file is None or entry.status is not Status.DEAD or _is_wanted(entry, file):
        return entry
    return msgspec.structs.replace(entry, status=Status.DONE)


def _edition(entry: Entry) -> int:
    return msgspec.json.decode(entry.payload, type=_Edition).edition


_WORDS = {"SignInNeeded": "sign-in-needed", "OrgPaused": "paused"}


def _word(error: SalesforceError) -> str:
    return _WORDS.get(type(error).__name__, "retrying" if error.code else "salesforce-down")
