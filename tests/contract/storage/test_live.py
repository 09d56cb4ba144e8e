"""What page 'Live' reads: calls that run, and who is there, of one org, without the past."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import create_engine, text

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.calls.leg import Leg, LegState
from cti_adapter.calls.sign_in import SignIn, entered, signed_out, with_presence
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.desk import Desk, with_call
from cti_adapter.service.ports import Agent
from cti_adapter.storage import Storage
from cti_adapter.storage.live import _RUNNING
from tests.contract.storage.builders import NINE, ORG, OTHER_ORG, SECOND, a_file, an_org

pytestmark = pytest.mark.requirement("B-33")


def on_line(file: CallFile, line: str) -> CallFile:
    leg = Leg(id=line, line=Line(line), state=LegState.CONNECTED, connected_at=NINE)
    return replace(file, call=replace(file.call, legs=(leg,)))


def over(file: CallFile) -> CallFile:
    return replace(file, call=replace(file.call, ended_at=NINE, hung_up=True, settled=True))


def put(storage: Storage, *files: CallFile) -> None:
    def keep(file: CallFile) -> None:
        storage.units.write(file.org_id, lambda unit: unit.put_call(file))

    for file in files:
        keep(file)


def sit(storage: Storage, line: str, sign_in: SignIn | None = None, org_id: OrgId = ORG) -> None:
    """Make an agent, at a desk where there is a sign-in."""
    person = Agent(
        org_id=org_id, id=AgentId(f"id-{line}"), line=Line(line), name=f"At {line}", user_id=None
    )
    storage.people.put_agent(person)
    if sign_in is not None:
        desk = Desk(org_id=org_id, agent_id=person.id, sign_in=sign_in)
        desk = with_call(desk, a_file().call.id, "talking", NINE)
        storage.units.write(org_id, lambda unit: unit.put_desk(desk))


def test_calls_that_run_are_seen_the_oldest_first(storage: Storage) -> None:
    """Not those that are done with, nor another org's; so many and no more."""
    first, late = a_file(1), a_file(2)
    late = replace(late, call=replace(late.call, created_at=NINE + SECOND))
    put(storage, late, first, over(a_file(3)), a_file(1, OTHER_ORG))

    seen = storage.live.seen(ORG, calls=10, agents=10)
    assert ("call-1", "call-2") == tuple(call.id for call in seen.calls)
    assert ("call-1",) == tuple(call.id for call in storage.live.seen(ORG, calls=1, agents=1).calls)


def test_who_is_on_a_call_comes_first_then_who_is_signed_in(storage: Storage) -> None:
    """The others follow by line, and how many there are is told; who is gone is not among them."""
    for org_id in (ORG, OTHER_ORG):
        storage.settings.put_org(an_org(org_id))
    here = entered(SignIn(), "softphone", NINE)
    away = with_presence(here, "away", "Break", NINE)
    sit(storage, "101")
    sit(storage, "102", signed_out(here, "softphone", NINE + timedelta(hours=1)))
    sit(storage, "103", away)
    sit(storage, "104")
    sit(storage, "105", here)
    storage.agents.remove(ORG, AgentId("id-105"), NINE)
    sit(storage, "106", here, OTHER_ORG)
    put(storage, on_line(a_file(), "104"))

    seen = storage.live.seen(ORG, calls=10, agents=3)
    assert ["104", "103", "101"] == [agent.line for agent in seen.agents]
    assert 4 == seen.headcount
    assert {"104": "At 104"} == seen.names
    assert (away, SignIn()) == (seen.agents[1].sign_in, seen.agents[2].sign_in)
    assert ("talking",) == tuple(call.phase for call in seen.agents[1].calls)


def test_the_calls_of_the_past_are_not_looked_through(sqlite_url: str) -> None:
    """Asked every second: only calls for which the clock is set, by their own short index."""
    statement = _RUNNING.text(on_postgresql=False)
    values = {"org_id": ORG, "limit": 10, **statement.constants}
    engine = create_engine(sqlite_url)
    with engine.connect() as connection:
        rows = connection.execute(text(f"EXPLAIN QUERY PLAN {statement.sql}"), values).all()
    engine.dispose()

    assert ["ix_calls_due_at"] == [
        str(row[3]).split(" INDEX ")[1].split()[0] for row in rows if "calls" in str(row[3])
    ]
