"""The pages of an agent come, are looked at, and go; the lease goes with them (service/lease.py).

Where there are several web processes the desk's row decides between them: each change is a
transaction under its lock, and all pages are told in the same order (docs/adr/0021, 0024).
"""

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.sign_in import SILENT_AFTER, Client, alive, came
from cti_adapter.errors import StateConflict
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service import desk as desks
from cti_adapter.service import lease as leases
from cti_adapter.service.desk import Desk
from cti_adapter.service.lease import DEAD_AFTER, Page
from cti_adapter.service.ports import Agent
from cti_adapter.service.sign_in_states import SignInStates


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """A page whose socket has just been opened."""

    page: str
    browser: str
    socket: str
    client: Client
    session_at: datetime
    """When the session began by which it came."""
    loaded: bool
    """Whether it has just been loaded; a page that comes back has not."""


class Pages:
    """The pages whose sockets this web process holds, among those of all processes.

    Args:
        states: makes the changes, and has them told.
        process: names this process.
        last_seen: when each web process said last that it lives; this one perhaps not yet.
    """

    def __init__(
        self,
        states: SignInStates,
        process: str,
        last_seen: Callable[[], Mapping[str, datetime]],
    ) -> None:
        self._states = states
        self._process = process
        self._last_seen = last_seen

    def join(self, org_id: OrgId, agent_id: AgentId, come: Coming) -> None:
        """Take in a page whose socket has just been opened here."""
        page = Page(
            id=come.page,
            browser=come.browser,
            process=self._process,
            socket=come.socket,
            client=come.client,
        )
        sweep = self._sweeping()

        def change(desk: Desk, now: datetime) -> Desk:
            desk = sweep(desk, now)
            desk = replace(desk, lease=leases.joined(desk.lease, page, now))
            sign_in = came(
                desk.sign_in,
                come.client,
                now,
                session_at=come.session_at,
                loaded=come.loaded,
            )
            return replace(desk, sign_in=sign_in)

        self._states.change(org_id, agent_id, change)

    def leave(self, org_id: OrgId, agent_id: AgentId, *, page: str, socket: str) -> None:
        """Let a page go whose socket has closed."""

        def change(desk: Desk, now: datetime) -> Desk:
            lease = leases.left(desk.lease, page, socket, now)
            return desks.with_lease(desk, lease, lambda _: now)

        self._states.change(org_id, agent_id, change)

    def focus(self, agent: Agent, client: Client, page: str, window: str = "") -> None:
        """Note that the agent looks at a page of a client, in the window that is so called.

        That is a sign of life, also of a page that has lost its socket (S4-26).
        """

        def change(desk: Desk, now: datetime) -> Desk:
            desk = replace(desk, sign_in=alive(desk.sign_in, client, now))
            return desks.looked_at(desk, page, window)

        self._states.change(agent.org_id, agent.id, change)

    def take_over(self, agent: Agent, page: str) -> None:
        """Give the lease to a page of another browser or device ('Take over here').

        Raises:
            StateConflict: the page has no open socket, so it could neither ring nor pop.
        """

        def change(desk: Desk, _: datetime) -> Desk:
            mine = desk.lease.page(page)
            if mine is None:
                raise StateConflict("this page is not connected yet; try again", state="lost")
            if not desk.lease.takes(mine):
                raise StateConflict("your presence is Logout; change it first", state="logout")
            return replace(desk, lease=leases.taken_over(desk.lease, page))

        self._states.change(agent.org_id, agent.id, change)

    def sweep(self, org_id: OrgId, agent_id: AgentId) -> None:
        """Let the pages of an agent go whose web process is dead."""
        self._states.change(org_id, agent_id, self._sweeping())

    def _sweeping(self) -> Callable[[Desk, datetime], Desk]:
        return sweeping(self._last_seen(), self._process)


def sweeping(
    last_seen: Mapping[str, datetime], mine: str | None = None
) -> Callable[[Desk, datetime], Desk]:
    """Return what lets the pages of dead web processes go.

    Args:
        last_seen: when each process said last that it lives; one that is not known any more has
            not said so for a day.
        mine: the one that asks, which lives.
    """

    def sweep(desk: Desk, now: datetime) -> Desk:
        living = {process for process, at in last_seen.items() if now - at <= DEAD_AFTER}
        if mine is not None:
            living.add(mine)
        lease = leases.swept(desk.lease, living, now)
        return desks.with_lease(
            desk, lease, lambda page: last_seen.get(page.process, now - SILENT_AFTER)
        )

    return sweep
