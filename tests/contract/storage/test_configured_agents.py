"""Who sits at which line is part of the configuration, and comes and goes with it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId
from cti_adapter.configuration.document import AgentPart, Document
from cti_adapter.errors import StateConflict
from cti_adapter.service.configuration import Configuration
from cti_adapter.storage import Storage
from cti_adapter.storage.sessions import Session
from tests.contract.storage.builders import NINE, ORG, OTHER_ORG, A, B

Edit = Callable[[Document], Document]


def test_agents_may_change_places(configuration: Configuration, storage: Storage) -> None:
    """101 becomes 102 and 102 becomes 101, in one file."""

    def swap(document: Document) -> Document:
        assert isinstance(document.agents, dict)
        a, b = document.agents["a"], document.agents["b"]
        return replace(
            document, agents={"a": replace(a, line=b.line), "b": replace(b, line=a.line)}
        )

    configuration.replace(ORG, swap, version=None, by="", summary="")

    assert ["b", "a"] == [agent.id for agent in storage.people.agents(ORG)]
    assert ["101", "102"] == [agent.line for agent in storage.people.agents(ORG)]


def test_who_is_no_longer_linked_is_no_longer_signed_in(
    configuration: Configuration, storage: Storage
) -> None:
    """A session belongs to the user it was opened for."""
    for number, agent_id in enumerate((A, B)):
        storage.sessions.open_session(a_session(agent_id, bytes([number])), renew_token=None)

    def unlink(document: Document) -> Document:
        assert isinstance(document.agents, dict)
        return replace(document, agents={"a": replace(document.agents["a"], user_id=None)})

    configuration.replace(ORG, unlink, version=None, by="", summary="")

    assert set() == storage.sessions.signed_in(NINE)
    assert [A] == [agent.id for agent in storage.agents.agents(ORG)]
    assert [A] == [agent.id for agent in storage.agents.agents(OTHER_ORG)]


def test_an_agent_who_was_removed_comes_back_with_the_former_version(
    configuration: Configuration, storage: Storage
) -> None:
    """What is gone back to has everybody it had, and on the same lines."""
    before = configuration.held(ORG).document
    storage.sessions.open_session(a_session(B, b"b"), renew_token=None)

    for to in (replace(before, agents={}), before):
        configuration.replace(ORG, to.over, version=None, by="", summary="")

    assert before == configuration.held(ORG).document


def a_session(agent_id: AgentId, token: bytes) -> Session:
    later = NINE + timedelta(hours=1)
    return Session(
        org_id=ORG,
        agent_id=agent_id,
        user_id=f"005{agent_id:0>15}",
        created_at=NINE,
        seen_at=NINE,
        expires_at=later,
        token_hash=token,
        sign_in=token.hex(),
        checked_at=NINE,
    )


def test_an_agent_of_another_line_is_not_taken(configuration: Configuration) -> None:
    """One line, one agent."""

    def twice(document: Document) -> Document:
        assert isinstance(document.agents, dict)
        third = AgentPart(line="101", name="Agent C")
        return replace(document, agents={**document.agents, "c": third})

    with pytest.raises(StateConflict):
        configuration.replace(ORG, twice, version=None, by="", summary="")

    assert 1 == configuration.held(ORG).version
