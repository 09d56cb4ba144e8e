"""The way in for sockets: who may open `/ws`, and how an open socket reaches the hub.

flask-sock routes and shakes hands; then the socket is taken out of its hands and given to the hub.
Under gunicorn's gevent worker the view returns at once and the loop watches the descriptor: an
idle agent costs no greenlet and no thread (docs/adr/0006). On Flask's development server the view
stays and is the socket's thread. Nothing is decided about messages here.
"""

import binascii
import os
import socket
from base64 import b64decode
from collections.abc import Callable
from datetime import datetime
from typing import Any

import gevent.monkey
import gevent.socket
import msgspec
import structlog
from flask import Blueprint, Flask, g, request
from flask_sock import Sock
from werkzeug.exceptions import ServiceUnavailable

from cti_adapter.calls.sign_in import Client
from cti_adapter.errors import NotAllowed, NotSignedIn, RequestError, TooManyRequests
from cti_adapter.web.hub import Hub
from cti_adapter.web.subscription import Subscription

PROTOCOL = "cti.v1"
TICKET_PREFIX = "ticket."
MAX_SOCKETS = 20
"""Sockets one agent may have open (tabs, devices)."""

_KEY_BYTES = 16
_log = structlog.get_logger()


class Admitted(msgspec.Struct, frozen=True, kw_only=True):
    """What a ticket was good for; all but the subscription is forgotten once the page is told."""

    subscription: Subscription
    last_seq: int
    """The last message the client has seen; 0 when it has seen none."""
    browser: str = ""
    client: Client = "softphone"
    session_at: datetime | None = None
    """When its session began."""


def register_socket(
    app: Flask,
    hub: Hub,
    redeem: Callable[[str], Admitted | None],
    backlog: Callable[[Admitted], list[bytes]],
    allowed_origin: str,
) -> None:
    """Open `/ws` of this app.

    No message is lost or overtaken on the way in: the socket is subscribed first, held; then the
    backlog is read and sent; then goes what was published meanwhile. A message may so be sent
    twice, and the client ignores every `seq` up to its last.

    Args:
        app: gets the route; its error handlers turn RequestError into an answer.
        hub: built with `loop_of_this_process()`; also put under `app.extensions["hub"]`.
        redeem: takes a ticket once and gives whose it is, None when it is unknown, used or old.
        backlog: the message bodies the client missed, oldest first, or one snapshot.
        allowed_origin: the product's own public origin, `https://host` without a path.
    """
    app.extensions["hub"] = hub
    app.config["SOCK_SERVER_OPTIONS"] = {
        "thread_class": _UnstartedReceiver,
        "subprotocols": [PROTOCOL],
    }
    ways_in = Blueprint("socket", __name__)

    @ways_in.before_request
    def admit() -> None:
        if hub.draining:
            raise ServiceUnavailable(retry_after=1)
        if request.headers.get("Origin") != allowed_origin:
            raise NotAllowed
        _check_handshake()
        admitted = redeem(_ticket())
        if admitted is None:
            raise NotSignedIn
        if hub.sockets_of(admitted.subscription.key) >= MAX_SOCKETS:
            raise TooManyRequests
        # flask-sock would agree to compression: 100 KB an agent for messages of 300 bytes
        request.environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        g.admitted = admitted

    def agent_socket(ws: Any) -> None:
        admitted: Admitted = g.admitted
        connection = hub.subscribe(_taken_from(ws), admitted.subscription)
        try:
            hub.release(connection, backlog(admitted))
        except Exception:  # noqa: BLE001 - there is no response any more that could tell it
            _log.exception("socket.backlog_not_read", agent=admitted.subscription.agent_id)
            hub.turn_away(connection)
        connection.attend()

    Sock().route("/ws", bp=ways_in)(agent_socket)
    app.register_blueprint(ways_in)


# ── the handshake ────────────────────────────────────────────────────────────────────────────


def _check_handshake() -> None:
    """Refuse what the WebSocket library would stumble over (RFC 6455, 4.2.1)."""
    if request.headers.get("Sec-WebSocket-Version") != "13":
        raise RequestError("Sec-WebSocket-Version: say 13")
    try:
        key = b64decode(request.headers.get("Sec-WebSocket-Key", ""), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != _KEY_BYTES:
        raise RequestError("Sec-WebSocket-Key: say 16 random bytes in base64")
    if PROTOCOL not in _offered():
        raise RequestError(f"Sec-WebSocket-Protocol: offer {PROTOCOL} beside the ticket")


def _ticket() -> str:
    """Return the ticket among the offered protocols; it stands there to stay out of URLs."""
    tickets = [name for name in _offered() if name.startswith(TICKET_PREFIX)]
    if len(tickets) != 1:
        raise NotSignedIn
    return tickets[0].removeprefix(TICKET_PREFIX)


def _offered() -> list[str]:
    return [name.strip() for name in request.headers.get("Sec-WebSocket-Protocol", "").split(",")]


class _UnstartedReceiver:
    """Stands in for the thread that simple-websocket builds and starts; nothing runs."""

    name = ""

    def __init__(self, target: Callable[[], None]) -> None:
        pass

    def start(self) -> None:
        pass


def _taken_from(ws: Any) -> socket.socket:
    """Take the descriptor away from flask-sock and the server, who take it for closed."""
    plain: type[socket.socket] = gevent.monkey.get_original("socket", "socket")
    match ws.mode, type(ws.sock):
        case "gunicorn", gevent.socket.socket:
            fd = ws.sock.detach()  # the server's own close() then finds nothing to close
        case "werkzeug", socket.socket:
            fd = os.dup(ws.sock.fileno())  # Werkzeug still answers after the view
        case _:
            raise RuntimeError(
                "open sockets under gunicorn's gevent worker or the development server, "
                "and end TLS at the proxy"
            )
    ws.connected = False  # so that flask-sock says no goodbye of its own
    own = plain(fileno=fd)
    own.settimeout(0)
    if own.family in {socket.AF_INET, socket.AF_INET6}:
        own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return own
