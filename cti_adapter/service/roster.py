"""What an admin's use cases need to know of the agents of an org. Asks nobody itself."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.sign_in import SignIn
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.ports import Agent


class AgentPage(msgspec.Struct, frozen=True, kw_only=True):
    """Some agents of an org, by line."""

    agents: tuple[Agent, ...]
    total: int
    """How many there are on all pages."""


class Headcount(msgspec.Struct, frozen=True, kw_only=True):
    """How many agents an org has."""

    agents: int
    unlinked: int
    """Without a Salesforce user."""


class Concerned(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a decision is about: agents with one of these ids, lines or users."""

    ids: tuple[AgentId, ...] = ()
    lines: tuple[Line, ...] = ()
    users: tuple[str, ...] = ()
    everybody: bool = False
    """All agents of the org; what else is said here then says nothing."""


class Roster(Protocol):
    """The agents of all orgs, without those that were removed."""

    def page(
        self, org_id: OrgId, *, text: str = "", unlinked: bool = False, skip: int = 0, limit: int
    ) -> AgentPage:
        """Return some agents whose line, name, e-mail or user contains every word of the text."""
        ...

    def headcount(self, org_id: OrgId) -> Headcount: ...

    def sign_ins(self, org_id: OrgId, ids: Sequence[AgentId]) -> Mapping[AgentId, SignIn]:
        """Return what is kept of these agents' sign-ins; who never came is absent."""
        ...

    def agent(self, org_id: OrgId, agent_id: AgentId) -> Agent | None: ...

    def agents(self, org_id: OrgId) -> tuple[Agent, ...]:
        """Return all agents, by line."""
        ...

    def unlinked(self, org_id: OrgId) -> tuple[Agent, ...]:
        """Return the agents without a Salesforce user, by line."""
        ...

    def linked_users(self, org_id: OrgId) -> frozenset[str]:
        """Return the ids of the Salesforce users that agents are linked to."""
        ...

    def change(
        self,
        org_id: OrgId,
        concerned: Concerned,
        decide: Callable[[Sequence[Agent]], Iterable[Agent]],
    ) -> tuple[Agent, ...]:
        """Decide on agents as they are now, and write what was decided, all of it or nothing.

        `decide` may be asked twice; what it raises is raised here, and nothing is written.

        Raises:
            StateConflict: line or user belong to another agent.
        """
        ...

    def remove(self, org_id: OrgId, agent_id: AgentId, at: datetime) -> Agent | None:
        """Remove an agent and return them as they were; None where there is none."""
        ...
