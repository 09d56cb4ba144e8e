"""An org of its own with the agents of requirements.md 1.3: A and B are linked, C is not."""

from cti_adapter.app import utc_now
from cti_adapter.calls.agent import AgentId, Line
from cti_adapter.service.ports import Agent
from cti_adapter.service.seating import sit_down
from tests.support.running import Running
from tests.web.stage import OtherOrg


class ThreeAgents(OtherOrg):
    """Agents A, B and C beside the users of the reference data; their ids are "a", "b", "c"."""

    def __init__(self, running: Running) -> None:
        super().__init__(running)
        self.users = {row["Username"]: row["Id"] for row in running.records("User")}
        for letter, line in (("a", "101"), ("b", "102"), ("c", "103")):
            is_linked = letter != "c"
            self.put(
                Agent(
                    org_id=self.id,
                    id=AgentId(letter),
                    line=Line(line),
                    name=f"Agent {letter.upper()}",
                    user_id=self.users[f"{letter}@example.test"] if is_linked else None,
                    username=f"{letter}@example.test" if is_linked else "",
                    user_name=f"Agent {letter.upper()}" if is_linked else "",
                )
            )
            self.sit_down(letter)

    def sit_down(self, letter: str) -> None:
        """Sign an agent in to Salesforce, without a page."""
        storage = self.running.storage()
        try:
            sit_down(storage.units, self.id, AgentId(letter), utc_now())
        finally:
            storage.close()

    def put(self, agent: Agent) -> None:
        """Write an agent as another admin would."""
        storage = self.running.storage()
        try:
            storage.people.put_agent(agent)
        finally:
            storage.close()

    def agent(self, letter: str) -> Agent:
        """Return an agent as the database has them."""
        storage = self.running.storage()
        try:
            found = storage.people.agent(self.id, AgentId(letter))
        finally:
            storage.close()
        assert found is not None
        return found

    def link_of(self, letter: str) -> str | None:
        """Return the username that an agent is linked to, by the id of the user."""
        names = {user_id: username for username, user_id in self.users.items()}
        user_id = self.agent(letter).user_id
        return None if user_id is None else names[user_id]

    def disconnect(self) -> None:
        """Take the key of the connection away, as in an org that is not set up yet."""
        storage = self.running.storage()
        try:
            storage.settings.put_org_secrets(self.id, {})
        finally:
            storage.close()
