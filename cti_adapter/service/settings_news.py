"""Brings changed settings to the panels that are open, whoever changed them and wherever (B-14).

Looks every second which version each org has: a page of this process, another process and a file
imported at the command line are noticed alike. What an agent is told is a numbered message like
any other, so a panel that is away at the moment gets it when it comes back (D7).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta

import msgspec

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.policy import Policy
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.configuration import Version
from cti_adapter.service.fold import Fold
from cti_adapter.service.ports import Clock
from cti_adapter.service.stating import tell_calls

AT_ONCE = 50
"""Agents told in one transaction: calls come in between."""

RECENT = timedelta(minutes=1)
"""A change as young as that may have been made just before this process began."""


class _Seen(msgspec.Struct, frozen=True):
    """What this process knew of an org when it last looked."""

    version: int
    policy: Policy
    not_logged: frozenset[AgentId]


class SettingsNews:
    """Looks for changes, and tells the agents who are signed in.

    Args:
        flow: how agents are told.
        numbers: the version of every org.
        policy: what the admins of an org decided, read anew and by everybody from then on.
        not_logged: the agents of an org whose calls are not logged by default.
        newest: the newest version of an org, with its time.
        signed_in: the agents of all orgs who have a session.
        clock: tells what is recent.
        stored: told where something was changed; messages of other processes may have come.
    """

    def __init__(  # noqa: PLR0913 - the composition root hands in each part by name
        self,
        flow: CallFlow,
        *,
        numbers: Callable[[], Mapping[OrgId, int]],
        policy: Callable[[OrgId], Policy],
        not_logged: Callable[[OrgId], frozenset[AgentId]],
        newest: Callable[[OrgId], Sequence[Version]],
        signed_in: Callable[[], Iterable[tuple[OrgId, AgentId]]],
        clock: Clock,
        stored: Callable[[], None] = lambda: None,
    ) -> None:
        self._flow = flow
        self._numbers = numbers
        self._policy = policy
        self._not_logged = not_logged
        self._newest = newest
        self._signed_in = signed_in
        self._clock = clock
        self._stored = stored
        self._seen: dict[OrgId, _Seen] = {}

    def look(self) -> None:
        """Tell about what has changed since this was last called."""
        for org_id, version in self._numbers().items():
            known = self._seen.get(org_id)
            if known is not None and known.version == version:
                continue
            now = _Seen(version, self._policy(org_id), self._not_logged(org_id))
            there = {agent_id for org, agent_id in self._signed_in() if org == org_id}
            self._tell(org_id, version, sorted(self._concerned(org_id, known, now, there)))
            self._seen[org_id] = now
            self._stored()

    def _concerned(
        self, org_id: OrgId, known: _Seen | None, now: _Seen, there: set[AgentId]
    ) -> set[AgentId]:
        """Return which of those who are there a change concerns."""
        if known is None:
            return there if self._is_recent(org_id) else set()
        return there if known.policy != now.policy else there & (known.not_logged ^ now.not_logged)

    def _is_recent(self, org_id: OrgId) -> bool:
        return any(self._clock() - version.at < RECENT for version in self._newest(org_id))

    def _tell(self, org_id: OrgId, version: int, agents: Sequence[AgentId]) -> None:
        for start in range(0, len(agents), AT_ONCE):
            some = agents[start : start + AT_ONCE]

            def work(fold: Fold, some: Sequence[AgentId] = some) -> None:
                for agent_id in some:
                    tell_calls(fold, agent_id)
                    fold.panels.renew(agent_id, version, fold.policy)

            self._flow.apply(org_id, work)
