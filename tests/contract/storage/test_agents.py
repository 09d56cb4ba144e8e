"""An admin finds, counts, changes and removes agents; all of a change is written, or nothing."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.errors import StateConflict
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.ports import Agent
from cti_adapter.service.roster import Concerned, Headcount
from cti_adapter.storage import Storage
from tests.contract.storage.builders import ORG, an_org

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
OTHER = OrgId("org-other")
EVERYBODY = Concerned(everybody=True)


def agent(line: str, name: str, user_id: str | None = None, **more: Any) -> Agent:
    return Agent(
        org_id=ORG, id=AgentId(f"id-{line}"), line=Line(line), name=name, user_id=user_id, **more
    )


A = agent("101", "Agent A", "005a", username="a@example.test", user_name="Agent A")
B = agent("102", "Agent B", "005b", username="b@example.test", user_name="Agent B")
C = agent("103", "Agent Ç", email="c_c@example.test")


@pytest.fixture
def org(storage: Storage) -> Storage:
    for org_id in (ORG, OTHER):
        storage.settings.put_org(replace(an_org(), id=org_id, key=org_id))
    storage.agents.change(ORG, EVERYBODY, lambda _: [A, B, C])
    storage.people.put_agent(replace(A, org_id=OTHER))
    return storage


def lines(storage: Storage, text: str, *, limit: int = 10, **how: Any) -> list[str]:
    page = storage.agents.page(ORG, text=text, limit=limit, **how)
    return [one.line for one in page.agents]


def test_agents_are_found_by_what_an_admin_knows_of_them(org: Storage) -> None:
    """Line, name, e-mail, the linked user; every word has to be there, in any case."""
    assert ["101", "102", "103"] == lines(org, "")
    assert ["102"] == lines(org, "102")
    assert ["103"] == lines(org, "agent ç")
    assert ["103"] == lines(org, "AGENT Ç")
    assert ["101"] == lines(org, "a@EXAMPLE 101")
    assert [] == lines(org, "a@example 102")


def test_agents_are_named_by_what_others_know_of_them(org: Storage) -> None:
    """Their own id, that of their user; nobody of another org."""
    ids = ["id-101", "005b", "id-103", "nobody"]

    assert {"id-101": "Agent A", "005b": "Agent B", "id-103": "Agent Ç"} == org.agents.names(
        ORG, ids
    )
    assert {"id-101": "Agent A"} == org.agents.names(OTHER, ids)
    assert {} == org.agents.names(ORG, [])


def test_what_a_database_reads_as_a_wildcard_is_a_letter(org: Storage) -> None:
    """Whoever types an underscore means one."""
    assert ["103"] == lines(org, "c_c")
    assert [] == lines(org, "%")
    assert ["101"] == lines(org, "a@\0example")


def test_agents_come_in_pages(org: Storage) -> None:
    """Ten thousand agents are not one page."""
    second = org.agents.page(ORG, skip=2, limit=2)

    assert (C,) == second.agents
    assert 3 == second.total
    assert ["103"] == lines(org, "", unlinked=True)


def test_agents_are_counted(org: Storage) -> None:
    """The page says how many still need a user."""
    assert Headcount(agents=3, unlinked=1) == org.agents.headcount(ORG)
    assert Headcount(agents=1, unlinked=0) == org.agents.headcount(OTHER)
    assert {"005a", "005b"} == org.agents.linked_users(ORG)
    assert (C,) == org.agents.unlinked(ORG)


def test_a_change_decides_on_those_concerned(org: Storage) -> None:
    """Whoever has this id, this line or this user; nobody of another org."""
    seen: list[Agent] = []
    concerned = Concerned(ids=(C.id,), lines=(Line("102"),), users=("005a",))

    def look(people: Sequence[Agent]) -> list[Agent]:
        seen.extend(people)
        return []

    written = org.agents.change(ORG, concerned, look)

    assert () == written
    assert [A, B, C] == seen


def test_two_agents_may_swap_their_users(org: Storage) -> None:
    """In one step nobody is linked to two, in two steps somebody would be."""
    org.agents.change(
        ORG, EVERYBODY, lambda _: [replace(A, user_id="005b"), replace(B, user_id="005a")]
    )

    assert ["005b", "005a", None] == [one.user_id for one in org.agents.agents(ORG)]


def test_what_cannot_be_written_whole_is_not_written(org: Storage) -> None:
    """A file of links with one fault changes nobody."""
    with pytest.raises(StateConflict):
        org.agents.change(
            ORG, Concerned(ids=(C.id,)), lambda _: [replace(C, name="D"), replace(A, line=B.line)]
        )
    with pytest.raises(ZeroDivisionError):
        org.agents.change(ORG, EVERYBODY, lambda people: [people[1 // 0]])

    assert (A, B, C) == org.agents.agents(ORG)


def test_an_agent_nothing_ever_reached_is_removed_for_good(org: Storage) -> None:
    """A typing error leaves nothing behind."""
    removed = org.agents.remove(ORG, C.id, NOW)

    assert C == removed
    assert None is org.agents.remove(ORG, C.id, NOW)
    assert None is org.people.agent(ORG, C.id)


def test_an_agent_with_calls_is_kept_out_of_sight(org: Storage) -> None:
    """Their calls still say whose they were; line and user are free for somebody else."""
    org.units.write(ORG, lambda unit: unit.put_desk(unit.lock_desk(A.id)))
    org.agents.remove(ORG, A.id, NOW)
    successor = replace(A, id=AgentId("new"), name="Agent D")
    org.people.put_agent(successor)

    assert "Agent A" == (org.people.agent(ORG, A.id) or C).name
    assert {A.id: "Agent A"} == org.agents.names(ORG, [A.id])
    assert None is org.agents.agent(ORG, A.id)
    assert (successor, B, C) == org.people.agents(ORG) == org.agents.agents(ORG)
    assert successor == org.units.read(ORG, lambda unit: unit.agent_on(A.line))


def test_an_agent_of_another_org_is_none_of_ours(org: Storage) -> None:
    """Nothing here reaches into another org."""
    other = AgentId("id-101")
    org.agents.remove(ORG, other, NOW)

    assert Headcount(agents=1, unlinked=0) == org.agents.headcount(OTHER)
    assert "Agent A" == (org.agents.agent(OTHER, other) or C).name


def test_whose_calls_are_not_logged_by_default_is_told_by_org(org: Storage) -> None:
    """One who was removed has no default any more."""
    silent = [replace(A, do_not_log=True), replace(B, do_not_log=True)]
    org.agents.change(ORG, EVERYBODY, lambda _: silent)
    org.agents.remove(ORG, B.id, NOW)

    assert {A.id} == org.agents.not_logged(ORG)
    assert frozenset() == org.agents.not_logged(OTHER)
