"""The port Org over the simulated Salesforce: the product's own gateway and Task writer.

Writing and correcting are salesforce/task.py and salesforce/correction.py themselves; only the
look-up of a number is answered directly, since the simulation has no search.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from cti_adapter.calls.commands import Capability
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.record import Learned, Record, RecordId, Unreadable
from cti_adapter.logbook.continued import Completion
from cti_adapter.logbook.entry import LogEntry
from cti_adapter.logbook.follow_up import FollowUpEntry
from cti_adapter.logbook.lead import LeadEntry
from cti_adapter.logbook.ownership import Standing
from cti_adapter.logbook.second_log import OtherLog
from cti_adapter.outbox.entry import OrgId
from cti_adapter.salesforce.call_key import tasks_of_call
from cti_adapter.salesforce.continuing import complete_task, find_task
from cti_adapter.salesforce.correction import correct_task
from cti_adapter.salesforce.describe import Describe
from cti_adapter.salesforce.failures import translated
from cti_adapter.salesforce.follow_up import make_follow_up
from cti_adapter.salesforce.gateway import Gateway
from cti_adapter.salesforce.leads import LeadWritten, make_lead, own_lead
from cti_adapter.salesforce.oauth import AccessToken
from cti_adapter.salesforce.task import TaskWritten, write_task
from cti_adapter.service.org_ports import InForce, TaskAsFound
from cti_adapter.torture.clock import VirtualClock
from cti_adapter.torture.crashes import Hazards
from cti_adapter.torture.salesforce import Session, SimulatedSalesforce

T = TypeVar("T")

_ADDRESS = "https://salesforce.invalid"


class _Access:
    """Where tokens come from: a token is the number of the session."""

    def __init__(self, salesforce: SimulatedSalesforce) -> None:
        self._salesforce = salesforce
        self._token = self._new()

    def token(self) -> AccessToken:
        return self._token

    def refresh(self, stale: AccessToken) -> AccessToken:
        del stale
        self._token = self._new()
        return self._token

    def _new(self) -> AccessToken:
        return AccessToken(str(self._salesforce.session), _ADDRESS)


class _Gateway(Gateway):
    """Our gateway, whose requests stay in this process; it may die before and after each."""

    def __init__(self, salesforce: SimulatedSalesforce, hazards: Hazards) -> None:
        super().__init__(_Access(salesforce), "67.0")
        self._salesforce = salesforce
        self._hazards = hazards

    def _ask_once(self, act: Callable[[Any], T], token: AccessToken, *, writing: bool) -> T:
        session = Session(self._salesforce, int(token.token))
        with translated(writing=writing):
            return self._hazards.around(lambda: act(session))


class SimulatedOrg:
    """The org as the errands speak to it (port Org); lives as long as our process."""

    def __init__(
        self, salesforce: SimulatedSalesforce, hazards: Hazards, clock: VirtualClock
    ) -> None:
        self._salesforce = salesforce
        self._gateway = _Gateway(salesforce, hazards)
        self._describe = Describe(self._gateway, clock.seconds)

    def find(self, number: PhoneNumber, also: Sequence[RecordId] = ()) -> tuple[Record, ...]:
        """Return whose number it is, wherever that person is now."""
        del also
        rows = self._gateway.query("SELECT Id FROM Contact WHERE Phone = {it}", it=number)
        rows += self._gateway.query("SELECT Id FROM Lead WHERE Phone = {it}", it=number)
        heirs = {self._salesforce.heir_of(row["Id"]) for row in rows}
        return tuple(_person(heir) for heir in sorted(filter(None, heirs)))

    def read(self, ids: Sequence[RecordId]) -> Mapping[RecordId, Record]:
        return {at: _person(at) for at in ids}

    def learn(self, ids: Sequence[RecordId]) -> Mapping[RecordId, Learned | Unreadable]:
        return {at: Learned(record=_person(at)) for at in ids}

    def find_task(self, at: RecordId) -> TaskAsFound | Unreadable:
        return find_task(self._gateway, self._describe, at)

    def complete(self, entry: LogEntry, task: Completion) -> TaskWritten | None:
        return complete_task(self._gateway, self._describe, entry, task)

    def write(self, entry: LogEntry) -> TaskWritten:
        return write_task(self._gateway, self._describe, entry)

    def correct(
        self,
        entry: LogEntry,
        *,
        at: RecordId,
        wrote: Mapping[str, str],
        unanswered: Sequence[LogEntry] = (),
    ) -> TaskWritten | None:
        return correct_task(
            self._gateway, self._describe, entry, at=at, wrote=wrote, unanswered=unanswered
        )

    def follow_up(self, entry: FollowUpEntry) -> TaskWritten:
        return make_follow_up(self._gateway, self._describe, entry)

    def tasks_of_call(self, call_id: str, day: str) -> Sequence[RecordId]:
        return tasks_of_call(self._gateway, call_id, day)

    def make_lead(self, entry: LeadEntry) -> LeadWritten:
        return make_lead(self._gateway, self._describe, entry)

    def own_lead(self, at: RecordId, owner_id: str) -> None:
        own_lead(self._gateway, at, owner_id)

    def other_logs(self, since: datetime, until: datetime) -> Sequence[OtherLog]:
        """Nobody else logs calls there."""
        del since, until
        return ()

    def other_log(self, at: RecordId) -> OtherLog | None:
        del at
        return None

    def link_second_log(self, at: RecordId, call_id: str, pointer: str | None = None) -> None:
        """There is none."""

    def standing(self, ids: Collection[str]) -> Standing:
        """Everybody works there."""
        del ids
        return Standing()


class SimulatedOrgs:
    """The one org there is (port Orgs)."""

    def __init__(self, org: SimulatedOrg, policy: Policy) -> None:
        self._org = org
        self._policy = policy

    def salesforce(self, org_id: OrgId) -> SimulatedOrg:
        del org_id
        return self._org

    def policy(self, org_id: OrgId) -> Policy:
        del org_id
        return self._policy

    def in_force(self, org_id: OrgId, *, at_least: int = 0) -> InForce:
        """Nobody changes anything there."""
        return InForce(self.policy(org_id), at_least)

    def shared_activities(self, org_id: OrgId) -> bool:
        del org_id
        return False

    def capabilities(self, org_id: OrgId) -> Mapping[str, frozenset[Capability]]:
        """Nobody presses anything there."""
        del org_id
        return {}


def _person(at: str) -> Record:
    kind = "Lead" if at.startswith("00Q") else "Contact"
    return Record(id=RecordId(at), type=kind, label=f"{kind} {at[3:15].lstrip('0')}", known=True)
