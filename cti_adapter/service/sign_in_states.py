"""Changes where agents are signed in, and has it told where it matters.

The server's record decides: pages, admins, the org and the clock only say what happened. What
counts follows from it (calls/sign_in.py), and when that has changed the open calls of the agent
are told, because it decides who logs them (DECISION 54).
"""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.sign_in import Client, SignedIn, entered, signed_in
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
        self.work(org_id, agent_id, lambda fold: changed(fold, agent_id, change))

    def work(self, org_id: OrgId, agent_id: AgentId, work: Callable[[Fold], bool]) -> None:
        """Do more than that in one transaction; `work` returns whether other states count then."""
        differs: list[bool] = []
        self._flow.apply(org_id, lambda fold: differs.append(work(fold)))
        if differs[-1]:
            self.tell(org_id, agent_id)

    def moved(self, org_id: OrgId, agent_id: AgentId) -> None:
        """Tell an agent's pages and calls of other states that nobody here has changed.

        Sessions ended, in the transaction that ended them, or twelve hours are over.
        """
        self._flow.apply(org_id, lambda fold: fold.panels.say_again(agent_id))
        self.tell(org_id, agent_id)

    def enter(self, org_id: OrgId, agent_id: AgentId, client: Client) -> None:
        """Note that an agent has just signed in to a client."""

        def change(desk: Desk, now: datetime) -> Desk:
            return replace(desk, sign_in=entered(desk.sign_in, client, now))

        self.change(org_id, agent_id, change)


def changed(fold: Fold, agent_id: AgentId, change: Callable[[Desk, datetime], Desk]) -> bool:
    """Change a desk inside a transaction; return whether other states count for the agent then."""
    differs = False

    def changing(desk: Desk) -> Desk:
        nonlocal differs
        after = change(desk, fold.now)
        differs = counted(fold, desk) != counted(fold, after)
        return after

    fold.panels.move(agent_id, changing)
    return differs


def counted(fold: Fold, desk: Desk) -> SignedIn:
    """Return the states of an agent as they count now."""
    return signed_in(desk.sign_in, fold.policy, fold.now)
