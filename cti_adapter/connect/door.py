"""Where the PBX dials us: Asterisk's outbound WebSocket (20.15, 22.5 and later). Decodes nothing.

What happens while nobody stands behind the door the PBX keeps, and says when it is opened again:
calls that began and ended meanwhile are told as well (facts: telephony 6, sockets).
"""

import threading
from base64 import b64encode
from contextlib import suppress
from hmac import compare_digest
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue
from typing import Final
from urllib.parse import urlsplit

import structlog
from simple_websocket import ConnectionClosed, Server
from simple_websocket import ConnectionError as NotOpened

from cti_adapter.connect.ari import LARGEST, PING_S, Socket
from cti_adapter.errors import TelephonyError

log = structlog.get_logger()

WAIT_S: Final = 30.0
"""So long one waits for the PBX before saying that it does not come."""
ARI: Final = "ari"
"""The subprotocol that Asterisk asks for."""


class Dialled:
    """An event socket that the PBX opened; its request lasts as long as it."""

    def __init__(self, socket: Server) -> None:
        self._socket = socket
        self._closing = threading.Lock()
        self.done = threading.Event()

    def receive(self, timeout: float | None = None) -> str | bytes | None:
        """Return the next message, None where there is none in time.

        Raises:
            ConnectionClosed: it was lost or let go of.
        """
        if self.done.is_set():  # letting go may have failed half-way, and left it open
            raise ConnectionClosed
        message: str | bytes | None = self._socket.receive(timeout=timeout)
        return message

    def close(self) -> None:
        """Let go of it, once: the door and the line may do so in the same moment."""
        with self._closing:
            if self.done.is_set():
                return
            with suppress(Exception):  # the PBX may be letting go of it, too, or be gone
                self._socket.close()
            self.done.set()  # the request ends with this, and takes the connection along


class Door:
    """Listens until it is closed; the newest socket counts, whoever was there before.

    Args:
        address: whose host and port are listened on.
        user: with which the PBX comes in.
        password: of the user; without one nobody comes in.
        ping_s: seconds in which a living socket answers a ping.

    Raises:
        OSError: the address is not this machine's, or taken.
    """

    def __init__(self, address: str, user: str, password: str, *, ping_s: float = PING_S) -> None:
        login = f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"
        self._login = login.encode() if password else None
        self._ping_s = ping_s
        self._came = Queue[Dialled | None]()
        self._inside: Dialled | None = None
        self._closed = False
        parts = urlsplit(address)
        place = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._server = ThreadingHTTPServer(place, self._handler())
        self._server.daemon_threads = True
        threading.Thread(
            target=lambda: self._server.serve_forever(0.1), name="door", daemon=True
        ).start()

    def listen(self) -> Socket:
        """Wait for the PBX and return its socket.

        Raises:
            TelephonyError: it does not come.
        """
        try:
            came = self._came.get(block=not self._closed, timeout=WAIT_S)
        except Empty:
            came = None
        if came is None:
            raise TelephonyError("the PBX has not dialled us")
        return came

    def close(self) -> None:
        """Listen no more."""
        self._closed = True
        self._came.put(None)
        self._server.shutdown()
        self._server.server_close()

    def _let_in(self, request: BaseHTTPRequestHandler) -> None:
        """Shake hands, hand the socket over, and keep the request until it is done with."""
        headers = {f"HTTP_{k.upper().replace('-', '_')}": v for k, v in request.headers.items()}
        environ = {
            "werkzeug.socket": request.connection,
            "REQUEST_METHOD": "GET",
            "PATH_INFO": request.path,
            **headers,
        }
        came = Dialled(Server(environ, ARI, ping_interval=self._ping_s, max_message_size=LARGEST))
        before, self._inside = self._inside, came
        if before is not None:
            before.close()
        self._came.put(came)
        came.done.wait()

    def _is_welcome(self, authorization: str) -> bool:
        given = authorization.encode(errors="replace")
        return self._login is not None and compare_digest(given, self._login)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        door = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 10

            def do_GET(self) -> None:
                if not door._is_welcome(self.headers.get("authorization", "")):
                    log.warning("door.refused")
                    self.send_error(HTTPStatus.UNAUTHORIZED)
                    return
                self.close_connection = True
                try:
                    door._let_in(self)
                except (NotOpened, ConnectionClosed, OSError) as error:
                    log.warning("door.broken", why=str(error))

            def log_message(self, *_: object) -> None:
                """Say nothing: structlog does, where there is something to say."""

        return Handler
