"""The pages of an agent come, are looked at, and go; the lease goes with them (service/lease.py).

Where there are several web processes the desk's row decides between them: each change is a
transaction under its lock, and all pages are told in the same order (docs/adr/0021, 0023).
"""

from collections.abc import Callable, Collection

from cti_adapter.calls.agent import AgentId
from cti_adapter.errors import StateConflict
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service import lease as leases
from cti_adapter.service.call_flow import CallFlow
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

            fold.panels.relet(agent_id, change)

        self._flow.apply(org_id, work)

    def leave(self, org_id: OrgId, agent_id: AgentId, *, page: str, socket: str) -> None:
        """Let a page go whose socket has closed."""
        self._flow.apply(
            org_id,
            lambda fold: fold.panels.relet(
                agent_id, lambda lease: leases.left(lease, page, socket, fold.now)
            ),
        )

    def focus(self, agent: Agent, page: str) -> None:
        """Note that the agent looks at a page now."""
        self._flow.apply(
            agent.org_id,
            lambda fold: fold.panels.relet(agent.id, lambda lease: leases.focused(lease, page)),
        )

    def take_over(self, agent: Agent, page: str) -> None:
        """Give the lease to a page of another browser or device ('Take over here').

        Raises:
            StateConflict: the page has no open socket, so it could neither ring nor pop.
        """

        def work(fold: Fold) -> None:
            if fold.unit.desk(agent.id).lease.page(page) is None:
                raise StateConflict("this page is not connected yet; try again", state="lost")
            fold.panels.relet(agent.id, lambda lease: leases.taken_over(lease, page))

        self._flow.apply(agent.org_id, work)

    def sweep(self, org_id: OrgId, agent_id: AgentId) -> None:
        """Let the pages of an agent go whose web process is dead."""
        living = self._all_living()
        self._flow.apply(
            org_id,
            lambda fold: fold.panels.relet(
                agent_id, lambda lease: leases.swept(lease, living, fold.now)
            ),
        )

    def _all_living(self) -> frozenset[str]:
        return frozenset({self._process, *self._living()})
