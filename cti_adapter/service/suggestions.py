"""Which user an agent without one probably is. Nobody is linked here: an admin confirms.

A suggestion rests on one thing that agent and user have in common. What fits several users, or
several agents, suggests nobody (facts/salesforce.md 7: never on ambiguity).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec

from cti_adapter.calls.agent import AgentId
from cti_adapter.service.ports import Agent
from cti_adapter.service.users import SalesforceUser, UserIndex, folded


class Reason(StrEnum):
    """What agent and user have in common; the surest first."""

    USERNAME = "username"
    """The agent's e-mail, line or name is the username."""
    EMAIL = "email"
    """They have the same e-mail address."""
    EXTENSION = "extension"
    """The user's extension is the agent's line."""


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """A link that somebody may confirm."""

    agent: Agent
    user: SalesforceUser
    reason: Reason


_Keys = tuple[
    Reason,
    Callable[[Agent], Iterable[str]],
    Callable[[UserIndex], Mapping[str, SalesforceUser]],
]

_REASONS: tuple[_Keys, ...] = (
    (
        Reason.USERNAME,
        lambda agent: (agent.email, agent.line, agent.name),
        lambda users: users.by_username,
    ),
    (Reason.EMAIL, lambda agent: (agent.email,), lambda users: users.by_email),
    (Reason.EXTENSION, lambda agent: (agent.line,), lambda users: users.by_extension),
)


def suggest(
    agents: Sequence[Agent], users: UserIndex, linked: frozenset[str]
) -> tuple[Suggestion, ...]:
    """Return the links that are likely, in the order of the agents.

    Args:
        agents: those without a user.
        users: the active ones.
        linked: ids of the users who have an agent already.
    """
    found: dict[AgentId, Suggestion] = {}
    taken = set(linked)
    for reason, of_agent, index in _REASONS:
        by_key = index(users)
        wanted: dict[str, list[tuple[Agent, SalesforceUser]]] = defaultdict(list)
        for agent in agents:
            user = None if agent.id in found else _only(by_key, of_agent(agent))
            if user is not None and user.id not in taken:
                wanted[user.id].append((agent, user))
        taken.update(wanted)
        for candidates in wanted.values():
            if len(candidates) == 1:
                agent, user = candidates[0]
                found[agent.id] = Suggestion(agent=agent, user=user, reason=reason)
    return tuple(found[agent.id] for agent in agents if agent.id in found)


def _only(by_key: Mapping[str, SalesforceUser], keys: Iterable[str]) -> SalesforceUser | None:
    """Return the user that the keys lead to; None where there is none, or several."""
    found: SalesforceUser | None = None
    for key in keys:
        user = by_key.get(folded(key))
        if user is not None and found is not None and user.id != found.id:
            return None
        found = user or found
    return found
