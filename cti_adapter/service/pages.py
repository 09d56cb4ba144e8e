"""The pages of an agent come, are looked at, and go; the lease goes with them (service/lease.py).

Where there are several web processes the desk's row decides between them: each change is a
transaction under its lock, and all pages are told in the same order (docs/adr/0021, 0024).
"""

from collections.abc import Callable, Collection
from functools import partial

from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId
from cti_adapter.errors import StateConflict
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service import desk as desks
from cti_adapter.service import lease as leases
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.desk import Desk
from cti_adapter.service.fold import Fold
from cti_adapter.service.lease import Lease, Page
from cti_adapter.service.ports import Agent


class Pages:
    """The pages whose sockets this web process holds, among those of all processes.

    Args:
        flow: makes the transactions.
        process: names this process.
        living: the web processes that live, this one perhaps not yet among them.
    """

    def __init__(self, flow: CallFlow, process: str, living: Callable[[], Collection[str]]) -> None:
        self._flow = flow
        self._process = process
        self._living = living

    def join(
        self, org_id: OrgId, agent_id: AgentId, *, page: str, browser: str, socket: str
    ) -> None:
        """Take in a page whose socket has just been opened here."""
        come = Page(id=page, browser=browser, process=self._process, socket=socket)
        living = self._all_living()

        def work(fold: Fold) -> None:
            def change(lease: Lease) -> Lease:
                return leases.joined(leases.swept(lease, living, fold.now), come, fold.now)

            fold.panels.move(agent_id, partial(_relet, change))

        self._flow.apply(org_id, work)

    def leave(self, org_id: OrgId, agent_id: AgentId, *, page: str, socket: str) -> None:
        """Let a page go whose socket has closed."""

        def work(fold: Fold) -> None:
            def change(lease: Lease) -> Lease:
                return leases.left(lease, page, socket, fold.now)

            fold.panels.move(agent_id, partial(_relet, change))

        self._flow.apply(org_id, work)

    def focus(self, agent: Agent, page: str, window: str = "") -> None:
        """Note that the agent looks at a page now, in the window that is so called."""

        def work(fold: Fold) -> None:
            fold.panels.move(agent.id, lambda desk: desks.looked_at(desk, page, window))

        self._flow.apply(agent.org_id, work)

    def take_over(self, agent: Agent, page: str) -> None:
        """Give the lease to a page of another browser or device ('Take over here').

        Raises:
            StateConflict: the page has no open socket, so it could neither ring nor pop.
        """

        def work(fold: Fold) -> None:
            if fold.unit.desk(agent.id).lease.page(page) is None:
                raise StateConflict("this page is not connected yet; try again", state="lost")
            fold.panels.move(
                agent.id, partial(_relet, lambda lease: leases.taken_over(lease, page))
            )

        self._flow.apply(agent.org_id, work)

    def sweep(self, org_id: OrgId, agent_id: AgentId) -> None:
        """Let the pages of an agent go whose web process is dead."""
        living = self._all_living()

        def work(fold: Fold) -> None:
            def change(lease: Lease) -> Lease:
                return leases.swept(lease, living, fold.now)

            fold.panels.move(agent_id, partial(_relet, change))

        self._flow.apply(org_id, work)

    def _all_living(self) -> frozenset[str]:
        return frozenset({self._process, *self._living()})


def _relet(change: Callable[[Lease], Lease], desk: Desk) -> Desk:
    return replace(desk, lease=change(desk.lease))
