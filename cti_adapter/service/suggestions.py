"""Which user an agent without one probably is. Nobody is linked here: an admin confirms.

A suggestion rests on one thing that agent and user have in common. What fits several users, or
several agents, suggests nobody (facts/salesforce.md 7: never on ambiguity).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

import msgspec

from cti_adapter.calls.agent import AgentId
from cti_adapter.service.ports import Agent
from cti_adapter.service.users import SalesforceUser


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


_Keys = tuple[Reason, Callable[[Agent], Iterable[str]], Callable[[SalesforceUser], str]]

_REASONS: tuple[_Keys, ...] = (
    (
        Reason.USERNAME,
        lambda agent: (agent.email, agent.line, agent.name),
        lambda user: user.username,
    ),
    (Reason.EMAIL, lambda agent: (agent.email,), lambda user: user.email),
    (Reason.EXTENSION, lambda agent: (agent.line,), lambda user: user.extension),
)


def suggest(
    agents: Sequence[Agent], users: Iterable[SalesforceUser], linked: frozenset[str]
) -> tuple[Suggestion, ...]:
    """Return the links that are likely, in the order of the agents.

    Args:
        agents: those without a user.
        users: the active ones.
        linked: ids of the users who have an agent already.
    """
    free = [user for user in users if user.id not in linked]
    found: dict[AgentId, Suggestion] = {}
    spoken_for: set[str] = set()
    for reason, of_agent, of_user in _REASONS:
        by_key = _by_key(free, of_user)
        wanted: dict[str, list[tuple[Agent, SalesforceUser]]] = defaultdict(list)
        for agent in agents:
            user = None if agent.id in found else _only(by_key, of_agent(agent))
            if user is not None and user.id not in spoken_for:
                wanted[user.id].append((agent, user))
        for user_id, candidates in wanted.items():
            spoken_for.add(user_id)
            if len(candidates) == 1:
                agent, user = candidates[0]
                found[agent.id] = Suggestion(agent=agent, user=user, reason=reason)
    return tuple(found[agent.id] for agent in agents if agent.id in found)


def _by_key(
    users: Iterable[SalesforceUser], of_user: Callable[[SalesforceUser], str]
) -> dict[str, list[SalesforceUser]]:
    by_key: dict[str, list[SalesforceUser]] = defaultdict(list)
    for user in users:
        by_key[_folded(of_user(user))].append(user)
    by_key.pop("", None)
    return dict(by_key)


def _only(by_key: dict[str, list[SalesforceUser]], keys: Iterable[str]) -> SalesforceUser | None:
    """Return the one user that the keys lead to; None where there is none, or several."""
    found = {user.id: user for key in keys for user in by_key.get(_folded(key), ())}
    return next(iter(found.values())) if len(found) == 1 else None


def _folded(key: str) -> str:
    return key.strip().casefold()
