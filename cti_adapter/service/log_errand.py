"""What the courier does for the Task of a call: write it once, mend it, correct it.

An edition of the log is written when it is complete (ADR 0023); what is learned after that is a
correction of the same Task. Either way the call is taken as it is at that moment, and fields that
somebody changed in Salesforce stay theirs (salesforce/correction.py).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from cti_adapter.calls.agent import Line
from cti_adapter.calls.events import TaskCorrected, TaskGone, TasksCounted, TaskWritten
from cti_adapter.calls.on_task import OnTask, TaskRecords
from cti_adapter.calls.owner import Owner
from cti_adapter.calls.record import UNKNOWN_TYPE, Learned, RecordId, Unreadable, reported
from cti_adapter.logbook.entry import LogEntry
from cti_adapter.logbook.ownership import Claim, Standing, claims_on, owner_of
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.from_task import completed, mend
from cti_adapter.service.log_entry import log_entry, responsible
from cti_adapter.service.org_ports import Org
from cti_adapter.service.org_ports import TaskWritten as Written
from cti_adapter.service.owners import write_owned
from cti_adapter.service.ports import Agent, Clock

T = TypeVar("T")

Agents = Mapping[Line, Agent]
"""Those we know of the agents on a call, by line."""


class Learns(Protocol):
    """The org, as far as it tells of records."""

    def learn(self, ids: Sequence[RecordId]) -> Mapping[RecordId, Learned | Unreadable]: ...


class LogErrand:
    """Performs the outbox entries about the Task of a call."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def write(self, org: Org, file: CallFile, agents: Agents) -> TaskWritten:
        """Write the Task, or mend the one that an earlier Save has written (DECISION 47)."""
        ledger = file.ledger
        if ledger.task_id:
            mended, new = _mended(org, file, agents)
            if mended is not None:
                return self._written(org, mended, file, new or ledger.owner)
        written, owner = _made(org, file, agents)
        lost = written.existed and written.kept is None
        if lost and ledger.edition > 1:  # the answer to the earlier edition was lost
            at, wrote = RecordId(written.id), written.wrote
            earlier = _unanswered(file, agents)
            mended, new = _for_its_owner(
                org,
                file,
                agents,
                lambda entry: org.correct(entry, at=at, wrote=wrote, unanswered=earlier),
            )
            written, owner = mended or written, new
        return self._written(org, written, file, owner)

    def correct(self, org: Org, file: CallFile, agents: Agents) -> TaskCorrected | TaskGone | None:
        """Bring the Task that was written to what the log says by now; raises SalesforceError.

        None where no Task stands that this log is the latest word of: what is still to be
        written is written as it is then.
        """
        ledger = file.ledger
        if ledger.state != "saved" or not ledger.task_id:
            return None
        mended, owner = _mended(org, file, agents)
        if mended is None:
            return TaskGone(at=self._clock())
        return TaskCorrected(
            at=self._clock(),
            repaired=mended.repaired,
            wrote=mended.wrote,
            owner=owner,
            on_task=on_task(org, mended.stands),
        )

    def count(self, org: Org, file: CallFile, agents: Agents) -> TasksCounted | None:
        """Ask which Tasks the org has of a call (P11); None where its log is not written."""
        ledger, entry = file.ledger, log_entry(file, agents, None)
        if ledger.state != "saved" or not ledger.task_id:
            return None
        known = {ledger.task_id, ledger.second.task_id if ledger.second is not None else ""}
        found = org.tasks_of_call(entry.call_id, entry.date)
        others = tuple(at for at in found if at not in known)
        return TasksCounted(at=self._clock(), others=others, edition=ledger.edition)

    def _written(
        self, org: Org, written: Written, file: CallFile, owner: Owner | None
    ) -> TaskWritten:
        return TaskWritten(
            at=self._clock(),
            task_id=written.id,
            url=written.url,
            repaired=written.repaired,
            owner=owner,
            edition=file.ledger.edition,
            wrote=written.wrote,
            at_least_once=written.at_least_once,
            kept=written.kept,
            on_task=on_task(org, written.stands),
        )


def on_task(org: Learns, records: TaskRecords | None) -> OnTask | None:
    """Find out what the records of a Task are called; one nobody can read goes by its id."""
    if records is None:
        return None
    told = org.learn(records.ids) if records.ids else {}
    known = {
        at: each.record if isinstance(each, Learned) else reported(at, UNKNOWN_TYPE, at)
        for at, each in told.items()
    }
    return OnTask(
        who=known[records.who_id] if records.who_id else None,
        others=tuple(known[at] for at in records.other_ids),
        what=known[records.what_id] if records.what_id else None,
        wrote=records.wrote,
        contested=records.contested,
    )


def _made(org: Org, file: CallFile, agents: Agents) -> tuple[Written, Owner]:
    return _for_its_owner(
        org, file, agents, lambda entry: completed(org, file, entry) or org.write(entry)
    )


def _for_its_owner(
    org: Org, file: CallFile, agents: Agents, write: Callable[[LogEntry], T]
) -> tuple[T, Owner]:
    """Write the log in the name of the first who can own it; return who that is."""
    claims, standing = _claims(org, file, agents)
    return write_owned(
        "Task", claims, standing, lambda owner_id: write(log_entry(file, agents, owner_id))
    )


def _claims(org: Org, file: CallFile, agents: Agents) -> tuple[tuple[Claim, ...], Standing]:
    agent = responsible(file, agents)
    claims = claims_on(file.call, agent.user_id if agent else None, file.policy)
    return claims, org.standing({claim.id for claim in claims})


def _mended(org: Org, file: CallFile, agents: Agents) -> tuple[Written | None, Owner | None]:
    """Correct the Task; its owner too, where it turned out that somebody else had the call."""
    claims, standing = _claims(org, file, agents)
    before, now = file.ledger.owner, owner_of("Task", claims, standing)
    earlier = _unanswered(file, agents)
    if before is None or not now.id or now.id == before.id:
        return mend(org, file, log_entry(file, agents, None), earlier), None
    return _for_its_owner(org, file, agents, lambda entry: mend(org, file, entry, earlier))


def _unanswered(file: CallFile, agents: Agents) -> tuple[LogEntry, ...]:
    return tuple(log_entry(each, agents, None) for each in file.unanswered)
