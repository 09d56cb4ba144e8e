"""An agent hands a call on: to a colleague, a queue or any number, at once or after asking them."""

from typing import Literal

from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import CallId
from cti_adapter.calls.commands import Target
from cti_adapter.calls.number import normal_form
from cti_adapter.errors import FieldFault, Unprocessable
from cti_adapter.service.org_ports import Orgs
from cti_adapter.service.ports import Agent, Units
from cti_adapter.service.telephone import Telephone

Outcome = Literal["complete_consult", "cancel_consult", "conference"]
"""What becomes of a consultation."""


class HandingOn:
    """What an agent does with a call they cannot help with alone."""

    def __init__(self, telephone: Telephone, units: Units, orgs: Orgs) -> None:
        self._telephone = telephone
        self._units = units
        self._orgs = orgs

    def transfer(self, agent: Agent, call_id: CallId, to: str, *, key: str) -> None:
        """Ask the telephone system to hand the call on.

        Args:
            agent: who hands it on.
            call_id: of a call on their panel.
            to: a colleague's line, else a telephone number.
            key: the same again is done once.

        Raises:
            Unprocessable: it is neither, or the agent's own line.
            NoSuchThing, StateConflict, TelephonyError: as `Telephone.ask` says.
        """
        self._telephone.ask(
            agent, call_id, "transfer", key=key, target=self._target(agent, to.strip())
        )

    def queue(self, agent: Agent, call_id: CallId, queue: str, *, key: str) -> None:
        """Ask the telephone system to let the customer wait in a queue of its own.

        Args:
            agent: who hands it on.
            call_id: of a call on their panel.
            queue: its name there.
            key: the same again is done once.

        Raises:
            NoSuchThing, StateConflict, TelephonyError: as `Telephone.ask` says.
        """
        self._telephone.ask(agent, call_id, "transfer", key=key, target=Target(queue=queue))

    def consult(self, agent: Agent, call_id: CallId, to: str, *, key: str) -> None:
        """Ask somebody while the customer waits; what may be said of `to` is as in `transfer`.

        Raises:
            Unprocessable, NoSuchThing, StateConflict, TelephonyError: as for `transfer`.
        """
        self._telephone.ask(
            agent, call_id, "consult", key=key, target=self._target(agent, to.strip())
        )

    def settle(self, agent: Agent, call_id: CallId, outcome: Outcome, *, key: str) -> None:
        """End a consultation: hand the customer over, go back to them, or join all three.

        Raises:
            NoSuchThing, StateConflict, TelephonyError: as `Telephone.ask` says.
        """
        self._telephone.ask(agent, call_id, outcome, key=key)

    def _target(self, agent: Agent, to: str) -> Target:
        if to in {"", agent.line}:
            raise _fault("name somebody else's line")
        if self._units.read(agent.org_id, lambda unit: unit.agent_on(Line(to))) is not None:
            return Target(line=Line(to))
        try:
            number = normal_form(to, self._orgs.policy(agent.org_id).region)
        except ValueError as error:
            raise _fault("name a colleague's line, or a telephone number") from error
        if number is None:
            raise _fault("name a colleague's line, or a telephone number")
        return Target(number=number)


def _fault(message: str) -> Unprocessable:
    return Unprocessable(FieldFault(field="to", message=message))
