"""To which of an agent's clients a call is offered (DECISION 38).

In presence 'Logout' the softphone shows the running call and takes no command about it; the
companion is offered it. A wrap-up that was decided before stays editable everywhere. This is the
one exception to commands from any page (DECISION 48); the lease knows it too (lease.py).
"""

from cti_adapter.calls.call import CallId
from cti_adapter.calls.sign_in import Client
from cti_adapter.errors import StateConflict
from cti_adapter.service.desk import Desk
from cti_adapter.service.ports import Agent, Units

_AT_THE_TELEPHONE = frozenset({"dialling", "ringing", "talking", "held"})


def is_offered(desk: Desk, client: Client, call_id: CallId | None) -> bool:
    """Whether a client of the agent takes commands about a call.

    Args:
        desk: the agent's.
        client: which one asks.
        call_id: the call; None for one that is to be placed.
    """
    if client != "softphone" or desk.sign_in.presence != "logout":
        return True
    if call_id is None:
        return False
    return all(call.phase not in _AT_THE_TELEPHONE for call in desk.calls if call.id == call_id)


class Offers:
    """Asks before a command is carried out."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def expect(self, agent: Agent, client: Client, call_id: CallId | None) -> None:
        """Let a command pass.

        Raises:
            StateConflict: the agent is in Logout, and this client is the softphone.
        """
        if client != "softphone":
            return
        desk = self._units.read(agent.org_id, lambda unit: unit.desk(agent.id))
        if not is_offered(desk, client, call_id):
            raise StateConflict(
                "your presence is Logout; use the companion, or change it", state="logout"
            )
