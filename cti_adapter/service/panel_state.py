"""What a panel is told when it comes, or comes back: everything, or what it missed (D7, B-7)."""

from collections.abc import Callable

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.sign_in import signed_in
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.names import names_in
from cti_adapter.service.org_ports import Orgs
from cti_adapter.service.panel_ports import DeskState, held_for
from cti_adapter.service.ports import Clock, Unit, Units

Word = Callable[[list[CallFile], DeskState], bytes]


class PanelState:
    """Reads an agent's desk with all its calls, in one consistent view."""

    def __init__(self, units: Units, orgs: Orgs, clock: Clock) -> None:
        self._units = units
        self._orgs = orgs
        self._clock = clock

    def read(self, org_id: OrgId, agent_id: AgentId) -> tuple[list[CallFile], DeskState] | None:
        """Return the calls on the agent's panel and the desk; None for an unknown agent."""
        policy = self._orgs.policy(org_id)
        shared_activities = self._orgs.shared_activities(org_id)

        can = self._orgs.capabilities(org_id)

        def work(unit: Unit) -> tuple[list[CallFile], DeskState] | None:
            agent = unit.agent(agent_id)
            if agent is None:
                return None
            desk = unit.desk(agent_id)
            found = (unit.find_call(call.id) for call in desk.calls)
            files = [file for file in found if file is not None]
            active = next((file for file in files if file.call.id == desk.active), None)
            now = self._clock()
            state = DeskState(
                agent=agent,
                desk=desk,
                active=active,
                now=now,
                signed_in=signed_in(desk.sign_in, policy, now),
                extension_s=policy.extension_s,
                shared_activities=shared_activities,
                held=held_for(unit, desk),
                can=can,
                names=names_in(files, unit.agent_on),
            )
            return files, state

        return self._units.read(org_id, work)
