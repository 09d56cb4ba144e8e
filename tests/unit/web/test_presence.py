"""What the lease hears of sockets: those that close, once each, and never those of a restart."""

from collections.abc import Iterator

import pytest

from cti_adapter.calls.agent import AgentId
from cti_adapter.errors import SettingsError
from cti_adapter.outbox.entry import OrgId
from cti_adapter.web.presence import LEFT_ALONE, Departures
from cti_adapter.web.subscription import Subscription
from tests.support.builders import at
from tests.unit.web.hub_world import ADA, World


class Pages:
    """Lets pages go, but for one whose agent has a call that cannot be read."""

    def __init__(self) -> None:
        self.unreadable = True
        self.gone: list[str] = []

    def leave(self, org_id: OrgId, agent_id: AgentId, *, page: str, socket: str) -> None:
        del org_id, agent_id, socket
        if page == "unreadable" and self.unreadable:
            raise SettingsError("CTI_SECRET_KEYS: none of them opens the call")
        self.gone.append(page)


def socket_of(page: str) -> Subscription:
    return Subscription(key=ADA, session_id="s", page=page, socket=page)


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.end()


@pytest.fixture
def gone(world: World) -> list[Subscription]:
    """The sockets the hub has told of."""
    told: list[Subscription] = []
    world.hub.on_gone = told.append
    return told


def test_a_socket_that_closes_is_told_once(world: World, gone: list[Subscription]) -> None:
    """Its page has the lease no longer."""
    world.join().close()
    world.hear()

    assert [ADA] == [(one.org_id, one.agent_id) for one in gone]
    assert [] == world.hub.agents()


def test_a_socket_that_went_while_its_page_was_taken_in_is_told_again(
    world: World, gone: list[Subscription]
) -> None:
    """Or a page that nobody has would hold the lease."""
    world.join(held=True).close()
    world.hear()
    gone.clear()
    world.hub.release(world.last, [])

    assert [ADA] == [(one.org_id, one.agent_id) for one in gone]


def test_a_restart_tells_of_no_closed_socket(world: World, gone: list[Subscription]) -> None:
    """Its panels come back as they were, to this process or another one."""
    client = world.join()
    world.hub.close_all()
    client.close()
    world.hear()

    assert [] == gone


def test_a_page_that_cannot_be_told_lets_the_others_by() -> None:
    """One agent's unreadable call held the leases of all agents; it is tried again by itself."""
    pages, now = Pages(), [at("09:00:00")]
    departures = Departures(pages, lambda: now[0])
    for page in ("unreadable", "whole"):
        departures.note(socket_of(page))
    with pytest.raises(SettingsError, match="opens the call"):
        departures.tell()
    by_then = list(pages.gone)
    pages.unreadable = False
    departures.note(socket_of("next"))
    departures.tell()
    too_early = list(pages.gone)
    now[0] += LEFT_ALONE
    departures.tell()

    assert ["whole"] == by_then
    assert ["whole", "next"] == too_early
    assert ["whole", "next", "unreadable"] == pages.gone
