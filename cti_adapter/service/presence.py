"""What agents say of themselves: available, away with a reason, or Logout (requirements.md 5.2).

The server's record decides: a page shows a change as pending until this has told it. 'Logout' does
not switch logging off; it ends the authority and the lease of the softphone (DECISIONS 38 and 48).
"""

from cti_adapter.calls.sign_in import Presence
from cti_adapter.errors import FieldFault, Unprocessable
from cti_adapter.service import desk as desks
from cti_adapter.service.fold import Fold
from cti_adapter.service.ports import Agent
from cti_adapter.service.sign_in_states import SignInStates, changed


class Presences:
    """Takes what an agent chose in combobox 'Presence'."""

    def __init__(self, states: SignInStates) -> None:
        self._states = states

    def choose(self, agent: Agent, presence: Presence, reason: str, key: str) -> None:
        """Note an agent's presence and tell every page of theirs.

        Args:
            agent: whose presence; nobody speaks for another agent.
            presence: what they chose.
            reason: of 'Away', one of the settings; "" for Away alone.
            key: the same again is done once.

        Raises:
            Unprocessable: no such reason is among the settings.
        """

        def work(fold: Fold) -> bool:
            known = fold.policy.away_reasons if presence == "away" else ()
            if reason and reason not in known:
                message = f"choose one of: {', '.join(known)}" if known else "only Away has one"
                raise Unprocessable(FieldFault(field="reason", message=message))
            if key and fold.unit.remembered(key, agent.id):
                return False
            return changed(
                fold, agent.id, lambda desk, now: desks.with_presence(desk, presence, reason, now)
            )

        self._states.work(agent.org_id, agent.id, work)
