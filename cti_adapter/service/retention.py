"""What is kept goes when its time is up: calls, raw events, messages (B-15, docs/adr/0046).

A batch at a time, so that nobody waits for it. A call goes whole, counted where it stood. One that
goes on, that has no log and was not given up, or of which something waits, stays however old it is.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.call import CallId
from cti_adapter.calls.policy import Policy
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.desk import Desk
from cti_adapter.service.fold import Fold
from cti_adapter.service.past_calls import PastCallsWanted, Place
from cti_adapter.service.ports import Clock, Unit, Units

BATCH = 50
"""Calls that are looked at by one turn of an org."""

EVERY = timedelta(hours=1)
"""How long an org is left alone of which nothing more is to go."""


class RetentionStore(Protocol):
    """Where old rows are found and deleted (storage/retention.py)."""

    def old_calls(
        self, org_id: OrgId, before: datetime, *, after: Place | None, most: int
    ) -> Sequence[CallFile]:
        """Return calls that began before a moment, the oldest first, the next ones after one."""
        ...

    def delete_calls(
        self, org_id: OrgId, call_ids: Collection[CallId], may_go: Callable[[CallFile], bool]
    ) -> int:
        """Delete calls with all that belongs to them, and count them; return how many.

        Those are left that may not go any more, and those of which something waits.
        """
        ...

    def delete_raw(self, org_id: OrgId, before: datetime) -> None:
        """Delete what came in before a moment and that it came, and messages told by then."""
        ...

    def delete_sent(self, org_id: OrgId, before: datetime) -> None:
        """Delete what was sent, or given up, and belongs to no call any more."""
        ...

    def agents(self, org_id: OrgId) -> tuple[AgentId, ...]:
        """Return the agents of whom a desk or a dial list is kept."""
        ...


class Retention:
    """Lets go what is older than an org's admins want it kept.

    Args:
        flow: tells the pages whose call goes.
        units: transactions in which desks are read.
        store: where the rows are.
        orgs: all of them, each time anew.
        policy: what an org's admins decided.
        clock: now.
    """

    def __init__(  # noqa: PLR0913 - the composition root hands in each part by name
        self,
        flow: CallFlow,
        units: Units,
        store: RetentionStore,
        *,
        orgs: Callable[[], Iterable[OrgId]],
        policy: Callable[[OrgId], Policy],
        clock: Clock,
    ) -> None:
        self._flow = flow
        self._units = units
        self._store = store
        self._orgs = orgs
        self._policy = policy
        self._clock = clock
        self._next: dict[OrgId, datetime] = {}
        self._after: dict[OrgId, Place] = {}
        """How far each org has been looked through since its turn began."""

    def tick(self) -> None:
        """Let the next batch of every org go whose turn it is."""
        for org_id in self._orgs():
            now = self._clock()
            if self._next.get(org_id, now) <= now:
                self._next[org_id] = now + EVERY  # also where it fails: the others have their turn
                if self._let_calls_go(org_id, now):
                    self._next[org_id] = now
                else:
                    self._let_the_rest_go(org_id, now)

    def _let_calls_go(self, org_id: OrgId, now: datetime) -> bool:
        """Delete what may go of the next calls; whether there may be more of them."""
        before = now - self._policy(org_id).retention
        after = self._after.pop(org_id, None)
        found = self._store.old_calls(org_id, before, after=after, most=BATCH)
        going = [file.call.id for file in found if may_go(file)]
        for agent_id, call_ids in self._units.read(org_id, partial(_shown, found)).items():
            self._flow.apply(org_id, partial(_take_off, agent_id, call_ids & set(going)))
        self._store.delete_calls(org_id, going, may_go)
        if len(found) < BATCH:
            return False
        last = found[-1].call
        self._after[org_id] = Place(at=last.created_at, call_id=last.id)
        return True

    def _let_the_rest_go(self, org_id: OrgId, now: datetime) -> None:
        policy = self._policy(org_id)
        before = now - policy.retention
        self._store.delete_raw(org_id, now - policy.raw_retention)
        self._store.delete_sent(org_id, before)
        for agent_id in self._store.agents(org_id):
            if self._units.read(org_id, partial(_has_old, agent_id, before)):
                self._flow.apply(org_id, partial(_clear, agent_id, before))


def may_go(file: CallFile) -> bool:
    """Whether a call is done with: over, with its log written or not to be written."""
    call = file.call
    is_done = call.merged_into is not None or (call.is_over and not call.is_wrapping_up)
    return is_done and file.is_settled and not file.ledger.is_contested


def _shown(files: Sequence[CallFile], unit: Unit) -> dict[AgentId, set[CallId]]:
    """Say on whose panels calls still stand."""
    found: dict[AgentId, set[CallId]] = {}
    for file in files:
        for line in {leg.line for leg in file.call.legs}:
            agent = unit.agent_on(line)
            if agent is not None and unit.desk(agent.id).has(file.call.id):
                found.setdefault(agent.id, set()).add(file.call.id)
    return found


def _take_off(agent_id: AgentId, call_ids: Collection[CallId], fold: Fold) -> None:
    agent = fold.unit.agent(agent_id)
    if agent is not None:
        for call_id in sorted(call_ids):
            fold.panels.take_off(agent, call_id)


def _has_old(agent_id: AgentId, before: datetime, unit: Unit) -> bool:
    desk, kept = unit.desk(agent_id), unit.dial_list(agent_id)
    dialled = any(each.at < before for each in kept.dialled)
    return dialled or _cleared(desk, before, idle=_is_idle(unit, desk)) != desk


def _is_idle(unit: Unit, desk: Desk) -> bool:
    """Whether no call of an agent is kept: then what they dialled last is as old."""
    past = unit.past_calls(desk.agent_id, PastCallsWanted(limit=1))
    return not desk.calls and not past.files


def _cleared(desk: Desk, before: datetime, *, idle: bool) -> Desk:
    missed = desk.missed
    calls = tuple(each for each in missed.calls if each.at >= before)
    last = None if idle else missed.last_dialled
    shown = desk.open if desk.open is None or desk.open.seen_at >= before else None
    return replace(desk, missed=replace(missed, calls=calls, last_dialled=last), open=shown)


def _clear(agent_id: AgentId, before: datetime, fold: Fold) -> None:
    """Take off a desk and a dial list what is older."""
    idle = _is_idle(fold.unit, fold.unit.lock_desk(agent_id))
    fold.panels.move(agent_id, lambda desk: _cleared(desk, before, idle=idle))
    kept = fold.unit.dial_list(agent_id)
    dialled = tuple(each for each in kept.dialled if each.at >= before)
    if dialled != kept.dialled:
        fold.unit.put_dial_list(agent_id, replace(kept, dialled=dialled))
