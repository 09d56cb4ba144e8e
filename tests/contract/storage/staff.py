"""Three agents and the users they may be linked to; the rest of the world as linking needs it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.agent_form import AgentForm, AgentRefused, state_of
from cti_adapter.service.linking import Linking
from cti_adapter.service.ports import Agent
from cti_adapter.service.users import SalesforceUser, UserIndex
from tests.contract.storage.builders import ORG

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
ADMIN = "integration@example.test"


class Staff:
    """The users of an org (port Users), as many as a test needs."""

    def __init__(self) -> None:
        self.users = {
            f"005{letter}": SalesforceUser(
                id=f"005{letter}", username=f"{letter}@example.test", name=f"User {letter.upper()}"
            )
            for letter in "abc"
        }

    def leaves(self, user_id: str) -> None:
        self.users[user_id] = replace(self.users[user_id], is_active=False)

    def active_users(self) -> tuple[SalesforceUser, ...]:
        return tuple(user for user in self.users.values() if user.is_active)

    def index(self) -> UserIndex:
        return UserIndex(self.active_users())

    def users_like(self, text: str, limit: int) -> tuple[SalesforceUser, ...]:
        return tuple(user for user in self.active_users() if text in user.username)[:limit]

    def user(self, user_id: str) -> SalesforceUser | None:
        return self.users.get(user_id)

    def by_username(self, usernames: Iterable[str]) -> Mapping[str, SalesforceUser]:
        wanted = {name.casefold() for name in usernames}
        return {one.username: one for one in self.active_users() if one.username in wanted}

    def check(self) -> None:
        """The org always answers."""

    def refresh(self) -> None:
        """Everything is as fresh as can be."""


class Book:
    """The history and the doors, as a test reads them afterwards."""

    def __init__(self) -> None:
        self.notes: list[tuple[str, str]] = []
        self.signed_out: list[str] = []

    def note(self, org_id: OrgId, *, by: str, summary: str) -> None:
        assert org_id == ORG
        self.notes.append((by, summary))

    def sign_out(self, agent: Agent) -> None:
        assert agent.org_id == ORG
        assert agent.user_id is not None
        self.signed_out.append(agent.user_id)


def agent(line: str, letter: str, *, is_linked: bool = True, email: str = "") -> Agent:
    plain = Agent(
        org_id=ORG,
        id=AgentId(letter),
        line=Line(line),
        name=f"Agent {letter.upper()}",
        user_id=None,
        email=email,
    )
    if not is_linked:
        return plain
    username, name = f"{letter}@example.test", f"User {letter.upper()}"
    return replace(plain, user_id=f"005{letter}", username=username, user_name=name)


A, B = agent("101", "a"), agent("102", "b")
C = agent("103", "c", is_linked=False, email="c@example.test")


def form(of: Agent, **said: object) -> AgentForm:
    shown = AgentForm(
        line=of.line, name=of.name, email=of.email, user_id=of.user_id, do_not_log=of.do_not_log
    )
    return replace(shown, **said)


def save(linking: Linking, of: Agent, **said: object) -> Agent:
    return linking.save(ORG, of.id, form(of, **said), seen=state_of(of), by=ADMIN)


def refusals(refused: pytest.ExceptionInfo[AgentRefused]) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in refused.value.wrong]
