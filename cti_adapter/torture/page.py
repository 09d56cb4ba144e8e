"""An agent's open page in a run with real processes: a socket that is lost and comes back.

It comes back as the softphone does (static/js/core/connection.js), after a random part of a second,
of two, of four; asks for what it missed, and counts what did not come.
"""

import threading
import time
from random import Random

import msgspec
import requests
from simple_websocket import Client, ConnectionClosed
from simple_websocket import ConnectionError as NotOpened
from wsproto.utilities import ProtocolError

from cti_adapter.torture.rig import Rig

TIMEOUT_S = 5.0
_FIRST_S, _CAP_S = 1.0, 15.0
_LISTENS_S = 0.1


class _Message(msgspec.Struct):
    seq: int
    type: str


class _Socket(Client):  # type: ignore[misc] # the library has no types
    """A socket that is closed where nobody takes it."""

    def handshake(self) -> None:
        self.sock.settimeout(TIMEOUT_S)
        try:
            super().handshake()
        except BaseException:
            self.sock.close()
            raise
        self.sock.settimeout(None)


class Page:
    """One page of one line, until `close`.

    Args:
        rig: the product.
        line: whose page it is.
        seed: of its dice.
    """

    def __init__(self, rig: Rig, line: str, seed: str) -> None:
        self.line = line
        self.last_seq = 0
        """The newest message it has."""
        self.gaps: list[str] = []
        """What was missing, though the socket had been resumed: "after 7 came 9"."""
        self.lost: list[tuple[float, float]] = []
        """When there was no socket, from and to, by time.perf_counter()."""
        self.closed: list[tuple[float, int]] = []
        """When sockets ended, by time.perf_counter(), and their close codes."""
        self._rig = rig
        self._dice = Random(seed)  # noqa: S311 - to be rolled again, not to be secret
        self._name = f"page-{seed}"
        self._http = requests.Session()
        self._http.headers["Authorization"] = f"Bearer {rig.token(line)}"
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Close the socket, as a closed tab does."""
        self._closing.set()
        self._thread.join()

    def _run(self) -> None:
        failures, lost_at = 0, 0.0
        while not self._closing.is_set():
            try:
                socket = self._connected()
            except (requests.RequestException, OSError, NotOpened, ProtocolError):
                self._closing.wait(self._dice.uniform(0, min(_CAP_S, _FIRST_S * 2**failures)))
                failures += 1
                continue
            failures = 0  # nobody here waits until a socket counts as healthy: all die young
            if lost_at:
                self.lost.append((lost_at, time.perf_counter()))
            self._listen(socket)
            lost_at = time.perf_counter()
            self._closing.wait(self._dice.uniform(0, _FIRST_S))

    def _connected(self) -> _Socket:
        wanted = {"last_seq": self.last_seq or None, "page": self._name}
        answer = self._http.post(
            f"{self._rig.url}/api/socket-ticket", json=wanted, timeout=TIMEOUT_S
        )
        answer.raise_for_status()
        ticket = answer.json()["ticket"]
        socket: _Socket = _Socket.connect(
            f"{self._rig.url.replace('http', 'ws', 1)}/ws",
            subprotocols=["cti.v1", f"ticket.{ticket}"],
            headers={"Origin": self._rig.url},
        )
        return socket

    def _listen(self, socket: _Socket) -> None:
        try:
            while not self._closing.is_set():
                told = socket.receive(timeout=_LISTENS_S)
                if told is not None:
                    self._take(msgspec.json.decode(told, type=_Message))
            socket.close()
        except ConnectionClosed as end:
            self.closed.append((time.perf_counter(), int(end.reason)))

    def _take(self, message: _Message) -> None:
        if message.type != "snapshot":
            if message.seq <= self.last_seq:
                return  # a newcomer beside others may be told twice
            if message.seq > self.last_seq + 1:
                self.gaps.append(f"after {self.last_seq} came {message.seq}")
        self.last_seq = max(self.last_seq, message.seq)
