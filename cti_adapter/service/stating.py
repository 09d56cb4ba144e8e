"""Tells the running calls of an agent at once that they are signed in elsewhere, or not any more.

The panel then says what holds from now on. Nothing is lost where this is: every call is told before
the next thing happens to it (statements.py).
"""

from cti_adapter.calls.agent import AgentId
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.fold import Fold
from cti_adapter.service.statements import statements


class Stating:
    """Called whenever something of an agent has changed by which it is decided who logs."""

    def __init__(self, flow: CallFlow) -> None:
        self._flow = flow

    def tell(self, org_id: OrgId, agent_id: AgentId) -> None:
        """Tell every call on the agent's panel, in a transaction of its own."""
        self._flow.apply(org_id, lambda fold: tell_calls(fold, agent_id))


def tell_calls(fold: Fold, agent_id: AgentId) -> None:
    """Tell every call on an agent's panel what it is judged by now: settings, and who is in."""
    for call in fold.unit.desk(agent_id).calls:
        file = fold.unit.lock_call(call.id)
        if file is not None:
            if fold.has_news_for(file) and not file.call.is_over:
                file = fold.advance(file, fold.settings())
            for told in statements(fold.unit, file, None, fold.policy, fold.now):
                file = fold.advance(file, told)
