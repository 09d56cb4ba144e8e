"""Coming back to the socket: exactly what was missed, in order, or a snapshot (D7)."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
import websocket

from tests.support.panel_client import PanelClient, open_socket
from tests.support.patience import until
from tests.support.rows import sql
from tests.support.running import TIMEOUT_S
from tests.web.stage import OutsideCall, telephone_system


@pytest.fixture
def call(panel: PanelClient) -> OutsideCall:
    return OutsideCall(telephone_system(panel.running), panel.seat.line, "+14155550999")


def newest(panel: PanelClient) -> int:
    """Return the number of the agent's newest message."""
    header = {"Authorization": f"Bearer {panel.token}"}
    url = f"{panel.running.url}/api/snapshot"
    seq: int = requests.get(url, headers=header, timeout=TIMEOUT_S).json()["seq"]
    return seq


def all_heard(panel: PanelClient) -> bool:
    panel.listen()
    return max(panel.seqs, default=0) >= newest(panel)


def first_message(panel: PanelClient, last_seq: int | None) -> dict[str, Any]:
    """Come back; return what the server says first."""
    socket = open_socket(panel.running, panel.token, last_seq)
    try:
        message: dict[str, Any] = json.loads(socket.recv())
    finally:
        socket.close()
    return message


def test_what_was_missed_comes_in_order_and_once(panel: PanelClient, call: OutsideCall) -> None:
    """The train went through a tunnel while the call rang, was answered and muted."""
    call.tell("leg.offered")
    panel.call(matching="done")
    last = panel.seqs[-1]
    panel.disconnect()
    call.tell("leg.connected", "leg.muted", "leg.unmuted", "leg.held")
    missed_until = newest(panel)
    panel.seqs.clear()
    panel.connect(last)
    until(lambda: all_heard(panel), "what was missed")
    call.tell("leg.retrieved")
    panel.call(phase="talking")

    assert missed_until >= last + 4
    assert list(range(last + 1, panel.seqs[-1] + 1)) == panel.seqs


def test_who_missed_nothing_is_told_the_next_thing_only(
    panel: PanelClient, call: OutsideCall
) -> None:
    """A reconnect is no reason to say everything again."""
    call.tell("leg.offered")
    panel.call(matching="done")
    last = panel.seqs[-1]
    panel.disconnect()
    panel.seqs.clear()
    panel.connect(last)
    call.tell("leg.connected")
    panel.call(phase="talking")

    assert last + 1 == panel.seqs[0]


def test_what_is_too_old_is_made_good_by_a_snapshot(panel: PanelClient, call: OutsideCall) -> None:
    """Over a weekend more happens than is kept."""
    call.tell("leg.offered")
    panel.call(matching="done")
    oldest = "DELETE FROM messages WHERE agent_id = ? AND seq <= 2"
    sql(panel.running, oldest, panel.seat.name.lower().replace(" ", "-"))

    first = first_message(panel, 1)
    assert ("snapshot", panel.seqs[-1]) == (first["type"], first["seq"])
    assert ["ringing"] == [each["phase"] for each in first["calls"]]


@pytest.mark.parametrize("last_seq", [None, 0, 10**6, 2**53])
def test_who_knows_nothing_of_this_desk_gets_a_snapshot(
    panel: PanelClient, last_seq: int | None
) -> None:
    """A fresh page, or one that remembers another agent's numbers."""
    assert "snapshot" == first_message(panel, last_seq)["type"]


def test_events_at_once_reach_the_panel_without_gap_or_repeat(panel: PanelClient) -> None:
    """Two transactions may be done in one order and tell us in the other."""
    system = telephone_system(panel.running)
    calls = [OutsideCall(system, panel.seat.line, "+14155550999") for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda each: each.tell("leg.offered", "call.ended"), calls))
    until(lambda: all_heard(panel), "everything")

    assert list(range(panel.seqs[0], panel.seqs[-1] + 1)) == panel.seqs


def test_nobody_loses_a_message_to_a_second_page(panel: PanelClient) -> None:
    """While pages of the agent come and go, the first one hears everything."""
    system = telephone_system(panel.running)
    calls = [OutsideCall(system, panel.seat.line, "+14155550999") for _ in range(6)]
    with ThreadPoolExecutor(2) as pool:
        telling = pool.map(lambda each: each.tell("leg.offered", "call.ended"), calls)
        for _ in range(4):
            first_message(panel, None)
        list(telling)
    until(lambda: all_heard(panel), "everything")

    heard = sorted(set(panel.seqs))
    assert list(range(heard[0], heard[-1] + 1)) == heard


def test_a_ticket_opens_one_socket(panel: PanelClient) -> None:
    """Whoever reads it on the way is too late."""
    ticket = panel.press("socket-ticket", {"last_seq": None}).json()["ticket"]
    socket = opened(panel, ticket)
    socket.close()

    assert 401 == refused(panel, ticket)
    assert 401 == refused(panel, "guessed")


def test_a_ticket_is_good_for_half_a_minute(panel: PanelClient) -> None:
    """It is for now."""
    ticket = panel.press("socket-ticket", {"last_seq": None}).json()["ticket"]
    sql(panel.running, "UPDATE tickets SET expires_at = 0")

    assert 401 == refused(panel, ticket)


def opened(panel: PanelClient, ticket: str) -> websocket.WebSocket:
    return websocket.create_connection(
        panel.running.url.replace("http", "ws") + "/ws",
        subprotocols=["cti.v1", f"ticket.{ticket}"],
        origin=panel.running.url,
        timeout=TIMEOUT_S,
    )


def refused(panel: PanelClient, ticket: str) -> int:
    with pytest.raises(websocket.WebSocketBadStatusException) as why:
        opened(panel, ticket)
    return int(why.value.status_code)
