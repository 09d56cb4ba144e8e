"""What the org tells of its users: that one signed out (DECISION 55).

It is kept whatever 'Presence logout check' says, which is asked when it is counted. The sender's
clock need not agree with ours: how long ago it was is measured by that clock alone, and counted
back from ours.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.sign_in import left_org
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.desk import Desk
from cti_adapter.service.findings import FINE, Finding, Findings
from cti_adapter.service.fold import Fold
from cti_adapter.service.intake import IntakeAccess, IntakeStore
from cti_adapter.service.ports import Agent, Clock
from cti_adapter.service.sign_in_states import SignInStates, changed

SIGNALS = "signals"
"""What stands where other deliveries name their connector."""
SUBJECT = "signal"
"""Under which the doctor finds when the last one came."""


class Signals:
    """Takes sign-outs of the org.

    Args:
        store: keys and secrets of the addresses.
        states: makes the change.
        agent_called: the agent linked to the user of this name.
        findings: where it is noted that the org tells.
        clock: tells the time.
    """

    def __init__(
        self,
        store: IntakeStore,
        states: SignInStates,
        *,
        agent_called: Callable[[OrgId, str], Agent | None],
        findings: Findings,
        clock: Clock,
    ) -> None:
        self._store = store
        self._states = states
        self._agent_called = agent_called
        self._findings = findings
        self._clock = clock

    def find(self, key: str) -> IntakeAccess | None:
        """Return whose address a key is."""
        return self._store.by_key(key) if key.isprintable() else None

    def take(self, org_id: OrgId, delivery_id: str, username: str, ago: timedelta) -> bool:
        """Note that a user signed out of the org.

        Args:
            org_id: which org.
            delivery_id: the same once more is done once.
            username: of the user; most users of an org are no agents.
            ago: how long ago, by the clock of who tells it.

        Returns:
            Whether it is one of our agents', and new.
        """
        self._heard(org_id)
        agent = self._agent_called(org_id, username)
        if agent is None:
            return False
        fresh: list[bool] = []

        def work(fold: Fold) -> bool:
            fresh.append(fold.unit.take_delivery(SIGNALS, delivery_id, fold.now))
            return fresh[-1] and changed(fold, agent.id, _leave(max(ago, timedelta(0))))

        self._states.work(org_id, agent.id, work)
        return fresh[-1]

    def left(self, org_id: OrgId, agent_id: AgentId) -> None:
        """Note that an agent has just signed out of the org, in their own browser."""
        self._heard(org_id)
        self._states.change(org_id, agent_id, _leave(timedelta(0)))

    def _heard(self, org_id: OrgId) -> None:
        """Note that the org tells of sign-outs."""
        self._findings.put(org_id, SUBJECT, Finding(at=self._clock(), code=FINE))


def _leave(ago: timedelta) -> Callable[[Desk, datetime], Desk]:
    return lambda desk, at: replace(desk, sign_in=left_org(desk.sign_in, at - ago))
