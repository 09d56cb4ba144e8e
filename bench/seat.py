"""Seats the demo's first agent without a browser: a session, and the sign-in that goes with it."""

import secrets
from datetime import timedelta

from msgspec.structs import replace

from cti_adapter.app import utc_now
from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.sign_in import Client, SignIn, entered
from cti_adapter.demo import ORG
from cti_adapter.service.ports import Unit
from cti_adapter.storage import Storage
from cti_adapter.storage.secrets import fingerprint
from cti_adapter.storage.sessions import Session

AGENT = AgentId("a")


def seated(storage: Storage, client: Client = "softphone") -> str:
    """Sign the agent in to this client and to nothing else; return the token.

    Raises:
        SystemExit: the demo has no such agent, or nobody is linked to it.
    """
    token, now = secrets.token_urlsafe(32), utc_now()
    agent = storage.people.agent(ORG, AGENT)
    if agent is None or agent.user_id is None:
        raise SystemExit("the demo has no linked agent")

    def sit_down_alone(unit: Unit) -> None:
        desk = unit.lock_desk(AGENT)
        unit.put_desk(replace(desk, sign_in=entered(SignIn(), client, now)))

    storage.units.write(ORG, sit_down_alone)
    session = Session(
        org_id=ORG,
        agent_id=AGENT,
        user_id=agent.user_id,
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(hours=8),
        token_hash=fingerprint(token),
        sign_in=token,
        checked_at=now,
        client=client,
    )
    storage.sessions.open_session(session, renew_token=None)
    return token
