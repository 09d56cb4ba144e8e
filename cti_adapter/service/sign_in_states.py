"""Changes where agents are signed in, and has it told where it matters.

The server's record decides: pages, admins, the org and the clock only say what happened. What
counts follows from it (calls/sign_in.py), and when that has changed the open calls of the agent
are told, because it decides who logs them (DECISION 54).
"""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.sign_in import Client, entered, signed_in
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.desk import Desk
from cti_adapter.service.fold import Fold


class SignInStates:
    """What every change of an agent's desk goes through that may change their states.

    Args:
        flow: makes the transactions.
        tell: brings changed states to the open calls of an agent.
    """

    def __init__(self, flow: CallFlow, tell: Callable[[OrgId, AgentId], None]) -> None:
        self._flow = flow
        self.tell = tell

    def change(
        self, org_id: OrgId, agent_id: AgentId, change: Callable[[Desk, datetime], Desk]
    ) -> None:
        """Change a desk, and tell the agent's calls where other states count from then on.

        Args:
            org_id: whose agent.
            agent_id: whose desk.
            change: returns the desk as it is then, from the desk and the time; may be asked twice,
                and what it raises is raised here.
        """
        differs: list[bool] = []

        def work(fold: Fold) -> None:
            def changing(desk: Desk) -> Desk:
                changed = change(desk, fold.now)
                before, after = (
                    signed_in(each.sign_in, fold.policy, fold.now) for each in (desk, changed)
                )
                differs.append(before != after)
                return changed

            fold.panels.move(agent_id, changing)

        self._flow.apply(org_id, work)
        if differs and differs[-1]:
            self.tell(org_id, agent_id)

    def enter(self, org_id: OrgId, agent_id: AgentId, client: Client) -> None:
        """Note that an agent has just signed in to a client."""

        def change(desk: Desk, now: datetime) -> Desk:
            return replace(desk, sign_in=entered(desk.sign_in, client, now))

        self.change(org_id, agent_id, change)
