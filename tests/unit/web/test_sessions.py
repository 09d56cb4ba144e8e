"""Whose request it is: by the Bearer token alone, and asked again every few seconds."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.errors import NotSignedIn
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.ports import Agent
from cti_adapter.storage.sessions import Session
from cti_adapter.web.sessions import Sessions

ACME, ADA = OrgId("acme"), AgentId("ada")
AGENT = Agent(org_id=ACME, id=ADA, line=Line("101"), name="Agent A", user_id="005")
START = datetime(2026, 11, 21, 9, tzinfo=UTC)
APP = Flask("sessions", static_folder=None)


class Desk:
    """Sessions as the database knows them, and a clock that is set by hand."""

    def __init__(self) -> None:
        self.now = START
        self.asked = 0
        self.valid = {"good"}
        store: Any = self
        self.sessions = Sessions(store, lambda _org, _agent: AGENT, lambda: self.now)

    def session(self, token: str, at: datetime) -> Session | None:
        """Stand in for the store."""
        self.asked += 1
        if token not in self.valid or at >= START + timedelta(minutes=10):
            return None
        return Session(
            org_id=ACME,
            agent_id=ADA,
            user_id="005",
            created_at=START,
            seen_at=START,
            expires_at=START + timedelta(minutes=10),
            token_hash=token.encode(),
            sign_in="sign-in-1",
            checked_at=START,
        )

    def who(self, header: str | None = "Bearer good") -> str:
        """Return who asks, by one request; "" for nobody."""
        headers = {} if header is None else {"Authorization": header}
        with APP.test_request_context(headers=headers):
            try:
                return self.sessions.agent().name
            except NotSignedIn:
                return ""


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_token_tells_its_agent(desk: Desk) -> None:
    """And so the org: nothing else in a request says whose it is."""
    assert "Agent A" == desk.who()


@pytest.mark.parametrize("header", [None, "", "Bearer ", "Bearer bad", "bearer good", "Basic good"])
def test_nothing_else_does(desk: Desk, header: str | None) -> None:
    """Whatever looks like one."""
    assert "" == desk.who(header)


def test_the_database_is_asked_every_few_seconds(desk: Desk) -> None:
    """An agent presses many buttons; a guess is asked about each time."""
    desk.who()
    desk.who()
    assert 1 == desk.asked
    desk.who("Bearer bad")
    desk.who("Bearer bad")
    desk.now += timedelta(seconds=6)
    desk.who()

    assert 4 == desk.asked


def test_a_session_ended_elsewhere_ends_here_within_seconds(desk: Desk) -> None:
    """Another process ended it."""
    desk.who()
    desk.valid.clear()

    assert "Agent A" == desk.who()
    desk.now += timedelta(seconds=5)
    assert "" == desk.who()


def test_a_session_ended_here_ends_at_once(desk: Desk) -> None:
    """Sign out means out."""
    desk.who()
    desk.valid.clear()
    with APP.test_request_context(headers={"Authorization": "Bearer good"}):
        desk.sessions.forget({desk.sessions.session().sign_in})

    assert "" == desk.who()


def test_a_session_is_over_when_its_time_is(desk: Desk) -> None:
    """Also in the seconds in which it is remembered."""
    desk.now = START + timedelta(minutes=10, seconds=-1)
    desk.who()
    desk.now += timedelta(seconds=1)

    assert "" == desk.who()
