"""Follows what happens in Salesforce to a call that is written (S2-16, DECISION 21).

Somebody puts other records on its Task, or converts its Lead.

Whoever opens the history has the Tasks on it looked at, beside the request. Conversions are looked
for all the time as well, org by org, for as long as the ledger keeps a call: nobody has to open
anything. What is found is told to its call; the outbox does the rest (correcting.py).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.call import CallId, CallKey
from cti_adapter.calls.events import LeadConverted, TaskSeen
from cti_adapter.calls.on_task import CallTask, Conversion, OnTask, TaskRecords
from cti_adapter.calls.record import Learned, Record, RecordId, Unreadable
from cti_adapter.errors import SalesforceError
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.findings import FINE, Finding, Findings
from cti_adapter.service.fold import Fold
from cti_adapter.service.log_entry import log_entry
from cti_adapter.service.log_errand import on_task
from cti_adapter.service.ports import Agent, Clock, Unit

EVERY = timedelta(minutes=5)
"""Between two looks for conversions into one org: one question each."""
BACK = timedelta(minutes=15)
"""How far each look goes back behind the last one: Salesforce's clock is not ours."""

_SUBJECT = "conversions"

log = structlog.get_logger()


class Followed(Protocol):
    """Tells what happened after a call. Raises the SalesforceError tree."""

    def tasks_as_they_stand(self, ids: Sequence[RecordId]) -> Mapping[RecordId, TaskRecords]:
        """Return the records of these Tasks; a Task that is gone is absent."""
        ...

    def conversions_of(self, leads: Sequence[RecordId]) -> tuple[Conversion, ...]:
        """Return what became of those of these Leads that were converted."""
        ...

    def conversions_since(self, since: datetime) -> tuple[Conversion, ...]:
        """Return the Leads that were converted, and changed last, from a moment on."""
        ...

    def call_tasks_on(self, people: Sequence[RecordId]) -> tuple[CallTask, ...]:
        """Return the Tasks on these people that say of which call they are."""
        ...


class FollowedOrg(Protocol):
    """The org, as far as it is asked here."""

    @property
    def followed(self) -> Followed: ...

    def learn(self, ids: Sequence[RecordId]) -> Mapping[RecordId, Learned | Unreadable]: ...


class Following:
    """Looks, and tells the calls.

    Args:
        flow: where events are folded.
        org: how an org is asked.
        find_call: finds a call by the id the telephone system gave it.
        findings: where the moment of the last look is kept.
        clock: tells the time.
    """

    def __init__(
        self,
        flow: CallFlow,
        org: Callable[[OrgId], FollowedOrg],
        find_call: Callable[[OrgId, str], CallId | None],
        findings: Findings,
        clock: Clock,
    ) -> None:
        self._flow = flow
        self._org = org
        self._find_call = find_call
        self._findings = findings
        self._clock = clock
        self._next: dict[OrgId, datetime] = {}

    def look_at(self, agent: Agent, files: Sequence[CallFile]) -> None:
        """Ask how the Tasks of these calls stand; the agent's panel hears of what is different.

        What Salesforce does not answer is asked the next time the history is opened.
        """
        written = [file for file in files if _is_written(file)]
        try:
            for file, event in self._news(agent.org_id, written):
                self._tell(agent.org_id, file.call.id, event, agent.id)
        except SalesforceError as error:
            log.warning("tasks_unread", code=error.code or type(error).__name__)

    def look_around(self, org_ids: Iterable[OrgId], since: Mapping[OrgId, timedelta]) -> None:
        """Look for conversions in every org whose turn it is.

        Args:
            org_ids: the orgs.
            since: how long each keeps its calls: so far back goes the very first look.
        """
        now = self._clock()
        for org_id in org_ids:
            if self._next.setdefault(org_id, now + EVERY) > now:
                continue  # the first look has time: nothing has happened yet that we know of
            self._next[org_id] = now + EVERY
            try:
                self._follow_conversions(org_id, now, since.get(org_id, BACK))
            except SalesforceError as error:
                log.warning("conversions_unread", code=error.code or type(error).__name__)

    def _follow_conversions(self, org_id: OrgId, now: datetime, kept: timedelta) -> None:
        last = self._findings.of(org_id, like=_SUBJECT).get(_SUBJECT)
        org = self._org(org_id)
        became = org.followed.conversions_since(now - kept if last is None else last.at - BACK)
        people = {at: each for each in became for at in (each.lead_id, each.contact_id) if at}
        tasks = org.followed.call_tasks_on(tuple(people)) if people else ()
        for task in tasks:
            event = self._conversion(org, people[task.who_id])
            if event is not None:
                self._tell_call_of(org_id, task, event)
        self._findings.put(org_id, _SUBJECT, Finding(at=now, code=FINE))

    def _news(
        self, org_id: OrgId, files: Sequence[CallFile]
    ) -> Iterable[tuple[CallFile, TaskSeen | LeadConverted]]:
        if not files:
            return
        org = self._org(org_id)
        leads = {at: file for file in files if (at := _lead(file)) is not None}
        became = (
            {each.lead_id: each for each in org.followed.conversions_of(tuple(leads))}
            if leads
            else {}
        )
        there = org.followed.tasks_as_they_stand([RecordId(file.ledger.task_id) for file in files])
        for file in files:
            conversion = became.get(_lead(file) or RecordId(""))
            event = self._conversion(org, conversion) if conversion is not None else None
            stands = there.get(RecordId(file.ledger.task_id))
            if event is not None:
                yield file, event
            elif stands is not None and _is_news(file, stands):
                differs = _ids(file) != stands.ids
                yield (
                    file,
                    TaskSeen(at=self._clock(), on_task=on_task(org, stands) if differs else None),
                )

    def _conversion(self, org: FollowedOrg, became: Conversion) -> LeadConverted | None:
        told = org.learn(became.ids)
        known = {at: each.record for at, each in told.items() if isinstance(each, Learned)}
        contact = known.get(became.contact_id) if became.contact_id else None
        if contact is None:
            return None

        def named(at: RecordId | None) -> Record | None:
            return known.get(at) if at is not None else None

        return LeadConverted(
            at=self._clock(),
            lead_id=became.lead_id,
            contact=contact,
            opportunity=named(became.opportunity_id),
            account=named(became.account_id),
        )

    def _tell(
        self, org_id: OrgId, call_id: CallId, event: TaskSeen | LeadConverted, agent_id: AgentId
    ) -> None:
        def work(fold: Fold) -> None:
            file = fold.unit.lock_call(call_id)
            agent = fold.unit.agent(agent_id)
            if file is not None and agent is not None and _is_written(file):
                fold.advance(file, event)
                fold.panels.learn(agent, fold.unit.lock_desk(agent_id))  # the history reads anew

        self._flow.apply(org_id, work)

    def _tell_call_of(self, org_id: OrgId, task: CallTask, event: LeadConverted) -> None:
        """Tell the call of a Task; without a key it is the one that wrote this very Task."""
        known = self._find_call(org_id, task.call_id) if task.key is None else None

        def call(unit: Unit) -> CallFile | None:
            if task.key is not None:
                return unit.lock_call_by_key(CallKey(task.key))
            file = unit.lock_call(known) if known is not None else None
            return file if file is not None and file.ledger.task_id == task.id else None

        def work(fold: Fold) -> None:
            file = call(fold.unit)
            if file is not None and _is_written(file) and _lead(file) == event.lead_id:
                fold.advance(file, event)

        self._flow.apply(org_id, work)


def _is_written(file: CallFile) -> bool:
    ledger = file.ledger
    return ledger.state == "saved" and bool(ledger.task_id) and not ledger.is_contested


def _lead(file: CallFile) -> RecordId | None:
    slots = file.assignment.slots
    return slots.who.record.id if slots.who is not None and slots.has_lead else None


def _ids(file: CallFile) -> tuple[RecordId, ...]:
    """Return the records of the log as a Task names them."""
    entry = log_entry(file, {}, None)
    return TaskRecords(who_id=entry.who_id, other_ids=entry.further_ids, what_id=entry.what_id).ids


def _is_news(file: CallFile, stands: TaskRecords) -> bool:
    """Whether the ledger does not know yet what stands on the Task."""
    known = file.ledger.on_task
    said = _ids(file) if known is None else _as_named(known)
    return set(said) != set(stands.ids) or said[:1] != stands.ids[:1]


def _as_named(known: OnTask) -> tuple[RecordId, ...]:
    return tuple(record.person_contact_id or record.id for record in known.all)
