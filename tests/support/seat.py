"""Where a test sits: an agent with a line and a Salesforce user that nobody else has."""

from typing import TYPE_CHECKING, Any

from cti_adapter.app import utc_now
from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.desk import Desk
from cti_adapter.service.ports import Agent
from cti_adapter.service.seating import sit_down
from cti_adapter.simulator.client import Placed

if TYPE_CHECKING:
    from tests.support.running import Running


class Seat:
    """One agent: a line of the telephone system, a Salesforce user, and the link between them."""

    def __init__(self, running: "Running", number: int, *, signed_in: bool = True) -> None:
        self.number = number
        line = 2000 + number
        self._sit_down(running, running.org_id, "seat", number, line=line, signed_in=signed_in)

    def _sit_down(  # noqa: PLR0913 - what makes one agent differ from another, by name
        self,
        running: "Running",
        org_id: OrgId,
        kind: str,
        number: int,
        *,
        line: int,
        signed_in: bool = True,
    ) -> None:
        """Make the user and the agent, link them, and let the agent sign in to Salesforce."""
        self.running = running
        self.line = str(line)
        self.agent_id = AgentId(f"{kind}-{number}")
        self.username = f"{kind}{number}@example.test"
        self.name = f"{kind.capitalize()} {number}"
        self.user_id = running.make_user(self.username, self.name)
        storage = running.storage()
        try:
            storage.people.put_agent(
                Agent(
                    org_id=org_id,
                    id=self.agent_id,
                    line=Line(self.line),
                    name=self.name,
                    user_id=self.user_id,
                )
            )
            if signed_in:
                sit_down(storage.units, org_id, self.agent_id, utc_now())
        finally:
            storage.close()

    def desk(self) -> Desk:
        """Return what the server knows of this agent's desk."""
        storage = self.running.storage()
        try:
            return storage.people.desk(self.running.org_id, self.agent_id)
        finally:
            storage.close()

    def call(self, sender: str | None, **more: Any) -> Placed:
        """Let a customer call this agent: "0101" stands for +1 415 555 0101."""
        number = f"+1415555{sender}" if sender is not None and len(sender) == 4 else sender
        return self.running.call(sender=number, to=self.line, **more)


class AgentA(Seat):
    """Agent A of the reference data, whom every org of the demo has."""

    def __init__(self, running: "Running") -> None:
        self.running = running
        self.line = "101"
        self.agent_id = AgentId("a")
        self.username = "a@example.test"
        self.name = "Agent A"


class AgentB(Seat):
    """Agent B of the reference data, A's colleague."""

    def __init__(self, running: "Running") -> None:
        self.running = running
        self.line = "102"
        self.agent_id = AgentId("b")
        self.username = "b@example.test"
        self.name = "Agent B"
