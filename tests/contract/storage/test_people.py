"""Agents are found by line and user; messages are replayed, or a gap is admitted."""

import pytest
from msgspec.structs import replace

from cti_adapter.calls.agent import Line
from cti_adapter.errors import StateConflict
from cti_adapter.service.ports import AgentMessage
from cti_adapter.storage import Storage
from cti_adapter.storage.unit_of_work import SqlUnit
from tests.contract.storage.builders import ORG, A, B, an_agent, an_org


def send(storage: Storage, count: int) -> None:
    def work(unit: SqlUnit) -> None:
        for _ in range(count):
            desk = unit.lock_desk(A)
            unit.put_desk(replace(desk, seq=desk.seq + 1))
            unit.append_message(AgentMessage(agent_id=A, seq=desk.seq + 1, body=b"%d" % desk.seq))

    storage.units.write(ORG, work)


def seen_since(storage: Storage, seq: int) -> list[int] | None:
    messages = storage.people.messages_since(ORG, A, seq)
    return None if messages is None else [message.seq for message in messages]


@pytest.fixture
def org(storage: Storage) -> Storage:
    storage.settings.put_org(an_org())
    storage.people.put_agent(an_agent())
    return storage


def test_an_agent_is_found_by_line_id_and_user(org: Storage) -> None:
    """The telephone system, the panel and Salesforce each have a name for a person."""
    agent = an_agent()
    by_line, by_id = org.units.read(ORG, lambda unit: (unit.agent_on(Line("101")), unit.agent(A)))

    assert agent == by_line == by_id == org.people.agent(ORG, A)
    assert agent == org.people.agent_of(ORG, "005a")
    assert (agent,) == org.people.agents(ORG)


def test_an_agent_can_be_changed(org: Storage) -> None:
    """An admin links a line to another user."""
    changed = replace(an_agent(), user_id=None, language="de", locale="de-AT")
    org.people.put_agent(changed)

    assert (changed,) == org.people.agents(ORG)


def test_a_line_belongs_to_one_agent(org: Storage) -> None:
    """Whose call would it be?"""
    with pytest.raises(StateConflict):
        org.people.put_agent(an_agent(agent_id=B))


def test_a_desk_comes_back_as_it_was_put(storage: Storage) -> None:
    """Who has none yet gets an empty one."""
    empty = storage.units.read(ORG, lambda unit: unit.desk(A))
    desk = replace(empty, windows={"tab-1": None}, seq=3)
    storage.units.write(ORG, lambda unit: unit.put_desk(desk))

    assert (ORG, A, 0) == (empty.org_id, empty.agent_id, empty.seq)
    assert desk == storage.people.desk(ORG, A)
    assert desk == storage.units.write(ORG, lambda unit: unit.lock_desk(A))


def test_messages_are_replayed_from_where_the_panel_stopped(storage: Storage) -> None:
    """Restart and reconnect lose nothing (D7)."""
    send(storage, 5)

    assert [3, 4, 5] == seen_since(storage, 2)
    assert [1, 2, 3, 4, 5] == seen_since(storage, 0)
    assert [] == seen_since(storage, 5)


def test_a_message_is_replayed_as_it_was_sent(storage: Storage) -> None:
    """The panel cannot tell a replay from the first time."""
    message = AgentMessage(agent_id=A, seq=1, body=b'{"type": "desk.changed"}')
    desk = storage.people.desk(ORG, A)
    storage.units.write(ORG, lambda unit: unit.put_desk(replace(desk, seq=1)))
    storage.units.write(ORG, lambda unit: unit.append_message(message))

    assert [message] == storage.people.messages_since(ORG, A, 0)


def test_who_was_away_too_long_is_told_so(storage: Storage) -> None:
    """Old messages are dropped; with a hole in the middle only a snapshot helps."""
    send(storage, 500)

    assert None is seen_since(storage, 10)
    assert list(range(301, 501)) == seen_since(storage, 300)


def test_who_has_seen_what_never_was_is_told_so(storage: Storage) -> None:
    """After the database was restored from a backup a panel may be ahead of it."""
    send(storage, 5)

    assert None is seen_since(storage, 6)
