"""Calls against the Tasks that really stand in Salesforce: counted when an admin asks for it (B-8).

What the ledger says is put to the org: is every Task it knows of still there, and is there one of
which it knows nothing? Second logs of the time are looked for first, so that none of them is taken
for a call. Nothing is changed but that.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from cti_adapter.calls.call import CallId
from cti_adapter.calls.record import RecordId
from cti_adapter.errors import FieldFault, Unprocessable
from cti_adapter.logbook.second_log import WINDOW
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.findings import FINE, Finding, Findings
from cti_adapter.service.ports import Clock
from cti_adapter.service.second_logs import SecondLogs

LONGEST = timedelta(days=31)
LISTED = 50
"""Calls a comparison names; the others are counted."""

_SUBJECT = "comparison"
_AT_ONCE = 200
_DAY = timedelta(days=1)


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """Calls that began in it are looked at."""

    since: datetime
    until: datetime
    """The first moment that is no longer in it."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the org says of some calls."""

    there: frozenset[RecordId]
    """Of the Tasks the ledger knows of, those that stand."""
    tasks: Mapping[str, Sequence[str]] = {}
    """Addresses of the Tasks of calls it calls unwritten, by the telephone system's id."""


class Unlisted(msgspec.Struct, frozen=True, kw_only=True):
    """A call of which Tasks stand that its ledger does not know of."""

    call_id: CallId
    tasks: tuple[str, ...]
    """Their addresses."""


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What was found when the org was asked."""

    at: datetime
    period: Period
    calls: int = 0
    written: int = 0
    """Calls whose Task the ledger knows."""
    standing: int = 0
    """Of these Tasks, those that are there."""
    gone: tuple[CallId, ...] = ()
    """Calls whose Task is not there any more, the first of them."""
    second: int = 0
    """Calls of which Salesforce has a log of its own."""
    second_logs: tuple[CallId, ...] = ()
    """These calls, the first of them."""
    unwritten: int = 0
    """Calls whose ledger says that they have no Task."""
    unlisted: tuple[Unlisted, ...] = ()
    """Those of them of which one stands all the same, the first of them."""

    def and_of(self, files: Sequence[CallFile], answer: Answer) -> "Comparison":
        """Return it with more calls counted."""
        there = answer.there
        unwritten = [file for file in files if is_unwritten(file)]
        unlisted = [
            Unlisted(call_id=file.call.id, tasks=tuple(tasks))
            for file in unwritten
            if (tasks := answer.tasks.get(file.call.native_id))
        ]
        written = [file for file in files if file.ledger.task_id]
        gone = [file.call.id for file in written if file.ledger.task_id not in there]
        second = [file.call.id for file in files if file.ledger.second is not None]
        return msgspec.structs.replace(
            self,
            calls=self.calls + len(files),
            written=self.written + len(written),
            standing=self.standing + len(written) - len(gone),
            gone=(*self.gone, *gone)[:LISTED],
            second=self.second + len(second),
            second_logs=(*self.second_logs, *second)[:LISTED],
            unwritten=self.unwritten + len(unwritten),
            unlisted=(*self.unlisted, *unlisted)[:LISTED],
        )


class CallsOf(Protocol):
    """Pages through the calls of a period."""

    def __call__(
        self, org_id: OrgId, period: Period, *, after: CallId | None, most: int
    ) -> Sequence[CallFile]: ...


class TasksOf(Protocol):
    """The org, as far as it is asked here."""

    def standing_tasks(self, ids: Sequence[RecordId]) -> frozenset[RecordId]:
        """Return those of these Tasks that are there."""
        ...

    def tasks_of_calls(self, call_ids: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """Return the addresses of Tasks with the telephone system's ids of calls, by the id."""
        ...


def is_unwritten(file: CallFile) -> bool:
    """Whether the ledger says that there is no Task, and none on its way."""
    return not file.ledger.task_id and file.ledger.state in {"not-saved", "not-logged"}


class Comparing:
    """Compares, and keeps what was found last.

    Args:
        calls_of: the calls of an org.
        tasks_of: the Tasks of an org.
        second_logs: finds the logs that Salesforce made itself.
        findings: where the last comparison is kept.
        clock: tells the time.
    """

    def __init__(
        self,
        calls_of: CallsOf,
        tasks_of: Callable[[OrgId], TasksOf],
        second_logs: SecondLogs,
        findings: Findings,
        clock: Clock,
    ) -> None:
        self._calls_of = calls_of
        self._tasks_of = tasks_of
        self._second_logs = second_logs
        self._findings = findings
        self._clock = clock

    def compare(self, org_id: OrgId, period: Period) -> Comparison:
        """Ask the org, and keep what it says.

        Raises:
            Unprocessable: the period is too long to be asked about at once.
            SalesforceError: the org could not be asked; nothing is kept.
        """
        if period.until - period.since > LONGEST:
            raise Unprocessable(FieldFault(field="from", message="from-too-long"))
        self._find_second_logs(org_id, period)
        comparison = Comparison(at=self._clock(), period=period)
        after: CallId | None = None
        while files := self._calls_of(org_id, period, after=after, most=_AT_ONCE):
            comparison = comparison.and_of(files, self._asked(org_id, files))
            after = files[-1].call.id
        told = msgspec.json.encode(comparison).decode()
        finding = Finding(at=comparison.at, code=FINE, facts={_SUBJECT: told})
        self._findings.put(org_id, _SUBJECT, finding)
        return comparison

    def last(self, org_id: OrgId) -> Comparison | None:
        """Return what was found last, None where nobody has asked."""
        found = self._findings.of(org_id, like=_SUBJECT).get(_SUBJECT)
        if found is None:
            return None
        return msgspec.json.decode(found.facts[_SUBJECT], type=Comparison)

    def _asked(self, org_id: OrgId, files: Sequence[CallFile]) -> Answer:
        org = self._tasks_of(org_id)
        known = [RecordId(file.ledger.task_id) for file in files if file.ledger.task_id]
        unwritten = [file.call.native_id for file in files if is_unwritten(file)]
        return Answer(
            there=org.standing_tasks(known),
            tasks=org.tasks_of_calls(unwritten) if unwritten else {},
        )

    def _find_second_logs(self, org_id: OrgId, period: Period) -> None:
        since, end = period.since, min(period.until + WINDOW, self._clock())
        while since < end:
            self._second_logs.look(org_id, since, min(since + _DAY, end))
            since += _DAY
