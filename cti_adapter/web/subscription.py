"""Whose events a socket gets, and what is told when it has gone."""

import msgspec

from cti_adapter.calls.agent import AgentId
from cti_adapter.outbox.entry import OrgId

Key = tuple[OrgId, AgentId]
"""Whose sockets belong together: one agent of one org."""


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """One socket's place in the hub: whose events it gets, and what is told when it has gone."""

    key: Key
    session_id: str
    page: str = ""
    """Name of the page; "" for a client that only listens."""
    socket: str = ""
    """Names this connection: a page that comes back has another one."""

    @property
    def org_id(self) -> OrgId:
        """The org of the agent."""
        return self.key[0]

    @property
    def agent_id(self) -> AgentId:
        """The agent, in that org."""
        return self.key[1]
