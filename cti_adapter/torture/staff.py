"""Who works in a run with real processes: agents with a line, a Salesforce user and a page."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from cti_adapter.app import utc_now
from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.demo import ORG
from cti_adapter.service.ports import Agent
from cti_adapter.storage import Storage
from cti_adapter.storage.secrets import fingerprint
from cti_adapter.storage.sessions import Session
from cti_adapter.torture.ground import seat
from cti_adapter.torture.stand_in import StandIn

INTEGRATION = "integration@example.test"


def staff(
    storage: Storage, salesforce: StandIn, lines: int, token: Callable[[str], str]
) -> dict[str, str]:
    """Make agents whose pages are signed in.

    Args:
        storage: the product's.
        salesforce: where their users are made.
        lines: how many agents.
        token: returns the session token of a line.

    Returns:
        The Salesforce user of each agent, by line; of "" who makes Tasks that nobody owns.
    """
    users = {"": salesforce.user_named(INTEGRATION)}
    for number in range(lines):
        line = str(3001 + number)
        users[line] = salesforce.make_user(f"line{line}@example.test", f"Line {line}")
        _sit_down(storage, line, users[line], token(line))
    return users


def _sit_down(storage: Storage, line: str, user_id: str, token: str) -> None:
    agent = Agent(
        org_id=ORG,
        id=AgentId(f"line-{line}"),
        line=Line(line),
        name=f"Line {line}",
        user_id=user_id,
    )
    now = utc_now()
    seat(storage, agent, now)
    storage.sessions.open_session(
        Session(
            org_id=ORG,
            agent_id=agent.id,
            user_id=user_id,
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(days=2),
            token_hash=fingerprint(token),
            sign_in=f"sign-in-of-{line}",
            checked_at=now,
        ),
        renew_token=None,
    )


def lines_of(users: Mapping[str, str]) -> list[str]:
    """Return the lines that agents sit at."""
    return [line for line in users if line]
