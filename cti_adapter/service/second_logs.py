"""Looks in Salesforce for second logs of our calls, org by org, every quarter of an hour.

One question an org, whatever the number of its calls; nothing is asked while a call goes on. What
is found is told to its call, and the outbox does the rest (second_log_errand.py).
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog

from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import SecondLogFound
from cti_adapter.errors import SalesforceError
from cti_adapter.logbook.second_log import OtherLog, is_second_log
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.fold import Fold
from cti_adapter.service.org_ports import Orgs
from cti_adapter.service.past_calls import PastCallsWanted, Place
from cti_adapter.service.ports import Agent, Clock, Units

EVERY = timedelta(minutes=15)
BACK = timedelta(hours=2)
"""How far back each look goes: a log may have been late, and Salesforce away."""
FIRST_BACK = timedelta(days=1)
"""How far back the first look of a process goes."""

_MOST_CALLS = 20
"""Calls of an agent before a Task that it may belong to."""

_SECOND = timedelta(seconds=1)
"""Salesforce tells moments in whole seconds."""

log = structlog.get_logger()


class SecondLogs:
    """Finds second logs."""

    def __init__(
        self,
        flow: CallFlow,
        *,
        units: Units,
        orgs: Orgs,
        agent_of: Callable[[OrgId, str], Agent | None],
        clock: Clock,
    ) -> None:
        self._flow = flow
        self._units = units
        self._orgs = orgs
        self._agent_of = agent_of
        self._clock = clock
        self._next: dict[OrgId, datetime] = {}
        self._looked: set[OrgId] = set()

    def look_around(self, org_ids: Iterable[OrgId]) -> OrgId | None:
        """Look into the org whose turn it is; return which one, None where it is nobody's.

        Every org waits for its first turn as well: a process that has just begun has better to do.
        """
        now = self._clock()
        for org_id in org_ids:
            if self._next.setdefault(org_id, now + EVERY) <= now:
                self._next[org_id] = now + EVERY
                back = BACK if org_id in self._looked else FIRST_BACK
                try:
                    self.look(org_id, now - back, now)
                except SalesforceError as error:
                    log.info("second-logs.not-looked-for", org=org_id, code=error.code)
                else:
                    self._looked.add(org_id)
                return org_id
        return None

    def look(self, org_id: OrgId, since: datetime, until: datetime) -> int:
        """Find the second logs that were made in a time; return how many are new.

        Raises:
            SalesforceError: the org could not be asked.
        """
        others = self._orgs.salesforce(org_id).other_logs(since, until)
        return sum(self._is_taken_in(org_id, other) for other in others)

    def _is_taken_in(self, org_id: OrgId, other: OtherLog) -> bool:
        agent = self._agent_of(org_id, other.owner_id)
        if agent is None:
            return False
        wanted = PastCallsWanted(
            before=Place(at=other.created_at + _SECOND, call_id=CallId("")), limit=_MOST_CALLS
        )
        past = self._units.read(org_id, lambda unit: unit.past_calls(agent.id, wanted))
        of = [file for file in past.files if _is_of(other, file)]
        if not of:
            return False
        nearest = min(of, key=lambda file: _distance(other, file)).call.id
        event = SecondLogFound(
            at=self._clock(), task_id=other.id, url=other.url, text=other.comments
        )

        def work(fold: Fold) -> None:
            file = fold.unit.lock_call(nearest)
            if file is not None and _is_of(other, file):
                fold.advance(file, event)

        self._flow.apply(org_id, work)
        return True


def _is_of(other: OtherLog, file: CallFile) -> bool:
    ledger = file.ledger
    if ledger.state != "saved" or ledger.second is not None or ledger.owner is None:
        return False
    known = [placed.record for placed in file.assignment.slots.all] + [*file.assignment.matches]
    records = {at for each in known for at in (each.id, each.person_contact_id) if at}
    ours = ledger.task_id == other.id
    return not ours and is_second_log(
        other, file.call, owner_id=ledger.owner.id, records=frozenset(records)
    )


def _distance(other: OtherLog, file: CallFile) -> timedelta:
    assert file.call.ended_at is not None  # noqa: S101 - is_second_log has looked
    return abs(other.created_at - file.call.ended_at)
