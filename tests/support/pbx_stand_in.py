"""A PBX that says what a recording says: ARI over HTTP and WebSocket, AMI over TCP.

For tests of `connect`, on free ports of loopback. It decides nothing; a real Asterisk is in
live/asterisk.
"""

import json
import socket
import threading
from base64 import b64encode
from contextlib import ExitStack
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from simple_websocket import Client, ConnectionClosed, Server

from cti_adapter.telephony.asterisk.ami import Block, Reader
from tests.support.answering import Asked, Said, answering
from tests.support.patience import until

POLL_S = 0.02
"""How soon a server ends that is told to."""


class StandInPbx:
    """ARI and AMI of a PBX on which nothing happens by itself."""

    def __init__(self) -> None:
        self.channels: list[dict[str, Any]] = []
        self.bridges: list[dict[str, Any]] = []
        self.sockets: list[Server | Client] = []
        self.kept: list[bytes] = []
        """What it kept while nobody listened, and says before anything else."""
        self.filters: list[Any] = []
        self.actions: list[Block] = []
        self.answers: dict[str, str] = {}
        """By action: the message with which it is refused."""
        self.values: dict[str, str] = {}
        """By variable: what it is."""
        self.clock = "%Y-%m-%dT%H:%M:%S.%f+00:00"
        """How it writes the time, which is UTC."""
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._ami = socket.create_server(("127.0.0.1", 0))
        self.ami_lines: list[socket.socket] = []
        self.url = f"http://127.0.0.1:{self._http.server_port}/ari"
        self.ami_port: int = self._ami.getsockname()[1]

    def __enter__(self) -> Self:
        for work in (lambda: self._http.serve_forever(POLL_S), self._take_managers):
            threading.Thread(target=work, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()
        self._http.shutdown()
        self._http.server_close()
        self._ami.close()
        for line in self.ami_lines:
            line.close()

    def say(self, *messages: bytes) -> None:
        """Send events down the newest socket."""
        for message in messages:
            self.sockets[-1].send(message.decode())

    def dial(self, url: str, user: str, password: str) -> None:
        """Open the event socket ourselves, as Asterisk 22 does where it is told to."""
        login = b64encode(f"{user}:{password}".encode()).decode()
        headers = {"Authorization": f"Basic {login}"}
        self.sockets.append(Client.connect(f"{url}/", subprotocols=["ari"], headers=headers))

    def say_manager(self, event: dict[str, str]) -> None:
        """Send an event down the newest AMI line."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in event.items())
        self.ami_lines[-1].sendall(f"{lines}\r\n".encode())

    def drop(self) -> None:
        """Lose every event socket."""
        for each in self.sockets:
            if each.connected:
                each.close()
            elif isinstance(each, Client):
                each.sock.close()  # what the other side ended is not let go of by itself

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        pbx = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                place = self.path.partition("?")[0].removeprefix("/ari/")
                if place == "events":
                    pbx.serve_socket(self)
                    return
                found: dict[str, Any] = {
                    "asterisk/ping": {"timestamp": datetime.now(UTC).strftime(pbx.clock)},
                    "channels": pbx.channels,
                    "bridges": pbx.bridges,
                }
                self.answer(found[place])

            def do_PUT(self) -> None:
                pbx.filters.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                if pbx.kept:
                    until(lambda: pbx.sockets, "the socket")  # it is asked as soon as that opens
                    pbx.say(*pbx.kept)
                self.answer({})

            def answer(self, found: Any) -> None:
                body = json.dumps(found).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    def serve_socket(self, request: BaseHTTPRequestHandler) -> None:
        """Shake hands, then keep the socket until it is lost."""
        environ = {
            "werkzeug.socket": request.connection,
            **{f"HTTP_{k.upper().replace('-', '_')}": v for k, v in request.headers.items()},
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/ari/events",
        }
        server = Server(environ)
        self.sockets.append(server)
        try:
            while True:
                server.receive()
        except ConnectionClosed:
            request.close_connection = True

    def _take_managers(self) -> None:
        while True:
            try:
                line, _ = self._ami.accept()
            except OSError:
                return
            self.ami_lines.append(line)
            threading.Thread(target=self._serve_manager, args=(line,), daemon=True).start()

    def _serve_manager(self, line: socket.socket) -> None:
        line.sendall(b"Asterisk Call Manager/9.0.0\r\n")
        reader = Reader()
        while True:
            try:
                received = line.recv(65536)
            except OSError:
                return
            if not received:
                return
            for block in reader.feed(received):
                self.actions.append(block)
                line.sendall(self._answer(block).encode())

    def _answer(self, block: Block) -> str:
        wrong = self.answers.get(block["Action"])
        said = f"Response: Error\r\nMessage: {wrong}" if wrong else "Response: Success"
        value = self.values.get(block.get("Variable", ""), "")
        return f"{said}\r\nValue: {value}\r\nActionID: {block['ActionID']}\r\n\r\n"


class Hook:
    """Stands where the web process takes events, and keeps what was posted."""

    def __init__(self) -> None:
        self.deliveries: list[list[dict[str, Any]]] = []
        self.status: int = HTTPStatus.ACCEPTED
        self.url = ""
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self.url = self._open.enter_context(answering(self._take))
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def _take(self, asked: Asked) -> Said:
        if self.status == HTTPStatus.ACCEPTED:
            self.deliveries.append(json.loads(asked.body))
        return Said(self.status)

    def told(self) -> list[str]:
        """Return the types of all events that were posted."""
        return [event["type"] for delivery in self.deliveries for event in delivery]
