"""Starting the tiny app under a real server, and agents that connect to it."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from itertools import count
from pathlib import Path
from typing import IO, Any, Literal

import requests
import websocket

from tests.support.measured import under_gevent
from tests.web.socket.tiny_app import ORIGIN

ROOT = Path(__file__).parents[3]

Kind = Literal["gunicorn", "development"]

_nonce = count()


def eventually(claim: Callable[[], bool], *, within_s: float = 5.0) -> bool:
    """Say whether the claim comes true in time; asked every 10 ms."""
    deadline = time.monotonic() + within_s
    while not claim():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


class Server:
    """A server of the tiny app, in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, errors: IO[bytes]) -> None:
        self.process = process
        self.port = port
        self.http = requests.Session()
        self._errors = errors

    def post(self, path: str, **options: Any) -> requests.Response:
        return self.http.post(f"http://127.0.0.1:{self.port}{path}", timeout=10, **options)

    def get(self, path: str) -> requests.Response:
        return self.http.get(f"http://127.0.0.1:{self.port}{path}", timeout=10)

    def publish(self, agent: str, text: str, *, times: int = 1) -> None:
        answer = self.post(f"/publish/{agent}?times={times}", data=text.encode())
        assert answer.status_code == HTTPStatus.ACCEPTED, self.errors()

    def counts(self) -> dict[str, Any]:
        counts: dict[str, Any] = self.get("/counts").json()
        return counts

    def ended(self, why: str) -> int:
        ended: int = self.counts()["ended"][why]
        return ended

    def errors(self) -> str:
        self._errors.seek(0)
        return self._errors.read().decode()

    def worker(self) -> int:
        """Return the pid of gunicorn's one worker."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return int(children.read_text().split()[0])

    def connect(
        self, agent: str = "ada", *, session: str = "s1", last_seq: int = 0, **options: Any
    ) -> websocket.WebSocket:
        """Open the agent's socket with a ticket of its own."""
        return self.connect_with(ticket_of(agent, session=session, last_seq=last_seq), **options)

    def connect_with(self, ticket: str, **options: Any) -> websocket.WebSocket:
        """Open a socket with this ticket; options of websocket-client override what is right."""
        usual = {"origin": ORIGIN, "subprotocols": ["cti.v1", f"ticket.{ticket}"]}
        ws = websocket.WebSocket()
        ws.settimeout(10)
        try:
            ws.connect(f"ws://127.0.0.1:{self.port}/ws", **usual | options)
        except websocket.WebSocketException:
            ws.shutdown()
            raise
        return ws


def ticket_of(agent: str, *, session: str = "s1", last_seq: int = 0) -> str:
    """Return a new ticket, as the tiny app understands them."""
    return f"{agent}.{session}.{last_seq}.{next(_nonce)}"


class Panel:
    """An agent's client, as far as the wire goes: what it has seen it ignores."""

    def __init__(self, ws: websocket.WebSocket, last_seq: int = 0) -> None:
        self.ws = ws
        self.last_seq = last_seq

    def read(self, how_many: int) -> list[tuple[int, str]]:
        """Return number and text of the next messages that are new."""
        seen: list[tuple[int, str]] = []
        while len(seen) < how_many:
            message = json.loads(self.ws.recv())
            if message["seq"] > self.last_seq:
                self.last_seq = message["seq"]
                seen.append((message["seq"], message["text"]))
        return seen


def attentive_panel(server: Server, agent: str, **options: Any) -> Panel:
    """Connect an agent whose backlog is sent: what is published from now on is pushed at once.

    Until then it would be held, and more than `MAX_UNSENT_FRAMES` of it would end the connection.
    """
    panel = Panel(server.connect(agent, **options))
    server.publish(agent, "hello")
    assert ["hello"] == [text for _, text in panel.read(1)]
    return panel


def close_code(ws: websocket.WebSocket) -> tuple[int, str]:
    """Return code and reason of the close frame that comes next, and end the client."""
    opcode, frame = ws.recv_data_frame(control_frame=True)
    while opcode != websocket.ABNF.OPCODE_CLOSE:
        opcode, frame = ws.recv_data_frame(control_frame=True)
    ws.shutdown()
    assert frame is not None
    return int.from_bytes(frame.data[:2]), frame.data[2:].decode()


def command_of(kind: Kind, fd: int, args: str, *options: str) -> list[str]:
    app = "tests.web.socket.tiny_app"
    if kind == "development":
        return [sys.executable, "-m", app, str(fd), *filter(None, args.split(","))]
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py"]
    return [*gunicorn, "--bind", f"fd://{fd}", *options, f"{app}:create_app({args})"]


@contextmanager
def serving(
    kind: Kind, args: str = "", *options: str, env: dict[str, str] | None = None
) -> Iterator[Server]:
    """Serve the tiny app, `args` as its factory takes them; ended on the way out."""
    with (
        socket.create_server(("127.0.0.1", 0), backlog=1024) as listener,
        tempfile.TemporaryFile() as errors,
    ):
        process = subprocess.Popen(  # noqa: S603 - our own command
            command_of(kind, listener.fileno(), args, *options),
            cwd=ROOT,
            pass_fds=[listener.fileno()],
            stderr=errors,
            env=(env or os.environ) | (under_gevent() if kind == "gunicorn" else {}),
        )
        server = Server(process, listener.getsockname()[1], errors)
        try:
            assert server.get("/readyz").ok, server.errors()
            yield server
        finally:
            server.http.close()
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise
