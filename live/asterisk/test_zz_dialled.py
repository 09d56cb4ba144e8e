"""Asterisk dials us, and keeps what happens while we are away. Last, for it keeps all of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from live.asterisk import config
from live.asterisk.conftest import Connect, connector, devices
from live.asterisk.phone import Phone
from live.asterisk.stories import new_tasks, ring, saved
from tests.support.panel_client import PanelClient
from tests.support.running import Running


@pytest.fixture
def dialled(running: Running, connect: Connect, tmp_path: Path) -> Iterator[Connect]:
    """`connect` for the telephone system that dials us, in the place of the other."""
    storage = running.storage()
    storage.settings.put_connector(
        connector(running, config.DIALLED_KEY, devices(), ari_listen=config.DOOR)
    )
    storage.close()
    connect.stop()
    process = Connect(running, tmp_path, config.DIALLED_KEY)
    process.start()
    try:
        yield process
    finally:
        process.stop()
        connect.start()


def test_a_call_on_a_socket_that_the_pbx_opened(
    dialled: Connect, alice: Phone, customer: Phone, panel: PanelClient
) -> None:
    """It rings, talks and ends like any other."""
    del dialled
    ring(customer, alice, panel)
    customer.hangs_up()
    saved(panel)


def test_a_call_that_began_and_ended_while_we_were_away_is_logged(
    dialled: Connect, alice: Phone, customer: Phone, panel: PanelClient, known: set[str]
) -> None:
    """The PBX tells of it when it reaches us again; without its own socket nobody could."""
    dialled.stop()
    customer.calls("101")
    alice.rings()
    alice.answers()
    customer.talks()
    customer.hangs_up()
    alice.is_over()
    dialled.start()
    saved(panel)
    (task,) = new_tasks(panel.running, known, 1)

    assert "Inbound" == task["CallType"]
