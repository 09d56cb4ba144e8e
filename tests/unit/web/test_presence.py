"""What the lease hears of sockets: those that close, once each, and never those of a restart."""

from collections.abc import Iterator

import pytest

from cti_adapter.web.connection import Subscription
from tests.unit.web.hub_world import ADA, World


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
