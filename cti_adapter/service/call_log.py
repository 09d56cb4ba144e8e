"""What the courier does for a call: look the caller up, make a Lead, write the Task.

The Task is made from the call as it is when it is written: a match that was still outstanding at
the end of wrap-up has been settled by then (DECISION 46), since the entries of one call are done
in order.
"""

from collections.abc import Mapping
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from cti_adapter.assignment.slots import Placed
from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import (
    CallerLookedUp,
    CallEvent,
    LookupDelayed,
    RecordNamed,
    TaskDelayed,
    TaskRefused,
    TaskWritten,
)
from cti_adapter.calls.record import Learned, RecordId
from cti_adapter.errors import SalesforceError
from cti_adapter.logbook.entry import LogEntry, comments, subject
from cti_adapter.logbook.ownership import claims_on
from cti_adapter.outbox.entry import Entry, Kind, Status
from cti_adapter.service.call_file import CallFile, LookUpNamed
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.fold import Fold
from cti_adapter.service.lead_log import LeadErrand
from cti_adapter.service.org_ports import Org, Orgs
from cti_adapter.service.owners import write_owned
from cti_adapter.service.ports import Agent, Clock, Unit, Units


class CallErrand:
    """Performs the outbox entries (outbox/courier.py, Errand)."""

    def __init__(
        self, flow: CallFlow, leads: LeadErrand, *, units: Units, orgs: Orgs, clock: Clock
    ) -> None:
        self._flow = flow
        self._leads = leads
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
        if file is None:
            return None
        match entry.kind:
            case Kind.MATCH:
                number = file.call.remote_number
                found = org.find(number) if number is not None else ()
                return CallerLookedUp(at=self._clock(), found=found)
            case Kind.NAMED:
                return self._look_up_named(org, entry)
            case Kind.LEAD:
                return self._leads.make(org, entry, file, _responsible(file, agents))
            case Kind.LOG:
                return self._write(org, file, agents)
            case Kind.LEAD_OWNER:
                return self._leads.own(org, entry)

    def _look_up_named(self, org: Org, entry: Entry) -> RecordNamed:
        """Find out about the record the telephone system named (DECISION 56)."""
        named = _named(entry)
        told = org.learn([named])[named]
        if isinstance(told, Learned):
            return RecordNamed(at=self._clock(), record_id=named, record=told.record)
        return RecordNamed(at=self._clock(), record_id=named, unreadable=told)

    def _write(self, org: Org, file: CallFile, agents: Mapping[Line, Agent]) -> TaskWritten:
        agent = _responsible(file, agents)
        claims = claims_on(file.call, agent.user_id if agent else None, file.policy)
        standing = org.standing({claim.id for claim in claims})
        written, owner = write_owned(
            "Task", claims, standing, lambda owner_id: org.write(log_entry(file, agents, owner_id))
        )
        return TaskWritten(
            at=self._clock(),
            task_id=written.id,
            url=written.url,
            repaired=written.repaired,
            owner=owner,
        )

    def failed(self, entry: Entry, error: SalesforceError) -> CallEvent:
        """Say what the call is told about the failure."""
        now = self._clock()
        if entry.kind is Kind.NAMED:
            return RecordNamed(at=now, record_id=_named(entry), unreadable="failed")
        if entry.kind is Kind.MATCH:
            return LookupDelayed(at=now, reason=error.code or type(error).__name__)
        if entry.status is Status.DEAD:
            return TaskRefused(at=now, message=str(error))
        return TaskDelayed(at=now, code=_word(error), message=str(error))

    def settle(self, entry: Entry, event: CallEvent | None) -> None:
        """Store the entry and fold the event, in one transaction."""

        def work(fold: Fold) -> None:
            file = fold.unit.lock_call(CallId(entry.call_id))
            fold.unit.settle_entry(entry)
            if file is not None and event is not None:
                fold.advance(file, event)

        self._flow.apply(entry.org_id, work)

    def _read(self, entry: Entry) -> tuple[CallFile | None, dict[Line, Agent]]:
        def work(unit: Unit) -> tuple[CallFile | None, dict[Line, Agent]]:
            file = unit.find_call(CallId(entry.call_id))
            lines = {leg.line for leg in file.call.legs} if file is not None else set()
            found = {line: unit.agent_on(line) for line in sorted(lines)}
            return file, {line: agent for line, agent in found.items() if agent is not None}

        return self._units.read(entry.org_id, work)


def log_entry(file: CallFile, agents: Mapping[Line, Agent], owner_id: str | None) -> LogEntry:
    """Return what is written about a call.

    Args:
        file: the call, complete.
        agents: those we know of the agents on the call; the log is told in the time of the one
            who last dealt with it.
        owner_id: whose it is, None leaves it to the integration user.
    """
    call, slots = file.call, file.assignment.slots
    agent = _responsible(file, agents)
    zone = _zone(agent.time_zone) if agent is not None else UTC
    names = {line: each.name for line, each in agents.items()}
    who, what = slots.who, slots.what
    label = next((placed.record.label for placed in (who, what) if placed), "")
    return LogEntry(
        key=call.key,
        call_id=call.native_id,
        who_id=_name_id(who),
        what_id=what.record.id if what is not None else None,
        owner_id=owner_id,
        subject=subject(call, label),
        direction=call.direction,
        date=f"{call.created_at.astimezone(zone):%Y-%m-%d}",
        duration_s=call.seconds_talked,
        call_result=file.call_result,
        comments=comments(call, file.notes.text, zone, names),
        recording_url=call.recording_url or None,
    )


def _named(entry: Entry) -> RecordId:
    return msgspec.json.decode(entry.payload, type=LookUpNamed).record_id


def _responsible(file: CallFile, agents: Mapping[Line, Agent]) -> Agent | None:
    """Return the agent who last dealt with the call (DECISION 16)."""
    line = file.call.responsible
    return agents.get(line) if line is not None else None


def _zone(name: str) -> tzinfo:
    """Return a time zone by its name; one that Salesforce made up must not cost the log."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _name_id(who: Placed | None) -> RecordId | None:
    """A person account stands in Name as its hidden Contact (DECISION 12)."""
    return (who.record.person_contact_id or who.record.id) if who is not None else None


_WORDS = {"SignInNeeded": "sign-in-needed", "OrgPaused": "paused"}


def _word(error: SalesforceError) -> str:
    return _WORDS.get(type(error).__name__, "retrying" if error.code else "salesforce-down")
