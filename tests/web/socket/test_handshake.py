"""Who is let in at /ws, and what is agreed on."""

import socket
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
import websocket

from tests.web.socket.server import Panel, Server, ticket_of


def refusal(connect: Callable[[], object]) -> tuple[int, str]:
    """Return status and body of the answer to a handshake that is refused."""
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        connect()
    body = refused.value.resp_body
    return refused.value.status_code, body.decode() if isinstance(body, bytes) else str(body)


def handshake_with(server: Server, **headers: str) -> bytes:
    """Send a handshake written by hand, and return the first line of the answer."""
    usual = {
        "Host": "127.0.0.1",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Origin": "http://127.0.0.1",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Protocol": f"cti.v1, ticket.{ticket_of('written-by-hand')}",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in usual.items() if value)
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as raw:
        raw.sendall(f"GET /ws HTTP/1.1\r\n{lines}\r\n".encode())
        return raw.recv(65536)


def test_only_the_plain_protocol_is_agreed_on(server: Server) -> None:
    """The ticket is a secret and must not be echoed; compression costs 100 KB an agent."""
    offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"
    ws = server.connect("ada-agrees", header=[offer])
    agreed = ws.headers or {}
    ws.close()

    assert "cti.v1" == agreed["sec-websocket-protocol"]
    assert "sec-websocket-extensions" not in agreed


def test_a_ticket_opens_one_socket(server: Server) -> None:
    """A ticket that leaks afterwards is worth nothing."""
    ticket = ticket_of("ada-once")
    ws = server.connect_with(ticket)
    status, body = refusal(lambda: server.connect_with(ticket))
    ws.close()

    assert HTTPStatus.UNAUTHORIZED == status
    assert "not-signed-in" in body


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example"]
)
def test_a_foreign_origin_is_refused(server: Server, origin: str) -> None:
    """Another site may not open an agent's socket, whatever it has got hold of."""
    ticket = ticket_of("ada-framed")
    status, body = refusal(lambda: server.connect_with(ticket, origin=origin))
    ws = server.connect_with(ticket)  # and the refusal did not use the ticket up
    ws.close()

    assert HTTPStatus.FORBIDDEN == status
    assert "not-allowed" in body


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"Origin": ""}, 403),
        ({"Sec_WebSocket_Protocol": "cti.v1"}, 401),
        ({"Sec_WebSocket_Protocol": "cti.v1, ticket."}, 401),
        ({"Sec_WebSocket_Protocol": "cti.v1, ticket.a.b.0.1, ticket.a.b.0.2"}, 401),
        ({"Sec_WebSocket_Protocol": f"cti.v2, ticket.{ticket_of('future')}"}, 400),
        ({"Sec_WebSocket_Protocol": ""}, 400),
        ({"Sec_WebSocket_Version": "8"}, 400),
        ({"Sec_WebSocket_Key": "short"}, 400),
        ({"Sec_WebSocket_Key": "c2hvcnQ="}, 400),
        ({"Sec_WebSocket_Key": ""}, 400),
        ({"Upgrade": ""}, 400),
    ],
)
def test_a_wrong_handshake_is_answered_and_not_an_accident(
    server: Server, fault: dict[str, Any], status: int
) -> None:
    """Everything from outside is hostile until checked; none of it is a 500."""
    answer = handshake_with(server, **fault)

    assert str(status).encode() == answer.split(b" ")[1]


def test_a_handshake_written_by_hand_is_accepted(server: Server) -> None:
    """Or the refusals above would prove nothing."""
    assert handshake_with(server).startswith(b"HTTP/1.1 101 ")


def test_an_agent_has_twenty_sockets_and_no_more(server: Server) -> None:
    """Agents keep many tabs; a script that opens sockets for ever is stopped."""
    tabs = [server.connect("ada-of-many-tabs") for _ in range(20)]
    server.publish("ada-of-many-tabs", "hello")
    for ws in tabs:  # who has heard something is counted
        Panel(ws).read(1)
    status, _ = refusal(lambda: server.connect("ada-of-many-tabs"))
    for ws in tabs:
        ws.close()

    assert HTTPStatus.TOO_MANY_REQUESTS == status
