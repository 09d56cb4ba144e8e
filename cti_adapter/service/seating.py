"""Signs agents in who have no page to do it: those of benchmarks and of tests.

By the rule an agent who never signed in is signed out, and their calls are row 1 of section 2.4.
"""

from datetime import datetime

from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.sign_in import Client, entered
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.ports import Unit, Units


def sit_down(
    units: Units,
    org_id: OrgId,
    agent_id: AgentId,
    at: datetime,
    client: Client = "softphone",
) -> None:
    """Sign an agent in to a client, as the door of its page does."""

    def work(unit: Unit) -> None:
        desk = unit.lock_desk(agent_id)
        unit.put_desk(replace(desk, sign_in=entered(desk.sign_in, client, at)))

    units.write(org_id, work)
