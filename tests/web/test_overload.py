"""More at once than a process takes: each delivery is answered soon, and none is lost (D5)."""

import socket
from contextlib import AbstractContextManager, ExitStack, closing
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest

from bench.webhooks import TelephoneSystem as Bench
from cti_adapter.web.turnstile import AT_ONCE
from tests.support.panel_client import PanelClient
from tests.support.running import TIMEOUT_S, Running
from tests.web.stage import OutsideCall

CROWD = AT_ONCE + 100
WORKER_CONNECTIONS = 2000
"""gunicorn.conf.py: served at a time, those included that are merely kept."""


@pytest.mark.sqlite("on PostgreSQL a crowd about one call waits for that call's row")
def test_a_crowd_is_taken_or_told_to_come_again_and_then_all_is_known(
    panel: PanelClient, call: OutsideCall
) -> None:
    """More deliveries in one moment than are let in: 202 or 503, and at a second try all 202."""
    call.tell("leg.offered")
    panel.call(phase="ringing", matching="done")
    running = panel.running
    path = urlsplit(running.hook).path
    events = [call.event(kind) for _ in range(CROWD // 2) for kind in ("leg.held", "leg.retrieved")]
    signed = Bench(running.hook_secret, path)
    requests = [signed.signed(path, event) for event in [call.event("leg.connected"), *events]]
    answers = at_once(running, requests)
    refused = [each for each, (status, _) in zip(requests, answers, strict=True) if status != 202]

    assert {HTTPStatus.ACCEPTED, HTTPStatus.SERVICE_UNAVAILABLE} == {each for each, _ in answers}
    assert all(b"\r\nRetry-After: 1\r\n" in head for status, head in answers if status == 503)
    while refused:
        again = at_once(running, refused[: AT_ONCE // 4])
        assert {HTTPStatus.ACCEPTED} == {status for status, _ in again}
        refused = refused[AT_ONCE // 4 :]
    call.tell("call.ended")
    panel.disconnect()  # it has read nothing meanwhile, and was let go for that
    panel.connect()
    panel.call(phase="wrap-up")


def test_connections_that_are_kept_alive_keep_nobody_out(running: Running) -> None:
    """As many as a process serves at a time and more: the oldest are let go for the next."""
    request = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with ExitStack() as opened:
        for _ in range(WORKER_CONNECTIONS):
            _ask(opened.enter_context(_connection(running)), request)
        last = opened.enter_context(_connection(running))
        _ask(last, request)

        _ask(last, request)


def _ask(connection: socket.socket, request: bytes) -> None:
    connection.sendall(request)
    assert b" 200 " in _head(connection)


def at_once(running: Running, requests: list[bytes]) -> list[tuple[int, bytes]]:
    """Send each request on a connection of its own, all of them before an answer is read."""
    with ExitStack() as opened:
        sockets = [opened.enter_context(_connection(running)) for _ in requests]
        for one, request in zip(sockets, requests, strict=True):
            one.sendall(request)
        heads = [_head(one) for one in sockets]
    return [(int(head.split(b" ", 2)[1]), head) for head in heads]


def _connection(running: Running) -> AbstractContextManager[socket.socket]:
    at = urlsplit(running.url)
    assert at.port is not None
    return closing(socket.create_connection(("127.0.0.1", at.port), TIMEOUT_S))


def _head(one: socket.socket) -> bytes:
    said = b""
    while b"\r\n\r\n" not in said:
        chunk = one.recv(4096)
        assert chunk, "cut off without an answer"
        said += chunk
    return said.partition(b"\r\n\r\n")[0] + b"\r\n"
