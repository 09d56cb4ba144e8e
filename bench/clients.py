"""The two ends of the load: an agent's socket, and a connection of the telephone system.

Each knows its own bytes; when they are read and what is timed is load.py's.
"""

import socket
from collections import deque
from collections.abc import Callable

_TEXT, _CLOSE, _PING = 0x1, 0x8, 0x9
_PONG = b"\x8a\x80\x00\x00\x00\x00"


class Agent:
    """One agent's socket, as far as frames go."""

    __slots__ = ("awaited", "frames", "sock", "unread")

    def __init__(self, sock: socket.socket, unread: bytes) -> None:
        self.sock = sock
        self.unread = unread
        self.frames = 0
        self.awaited: deque[tuple[bytes, float]] = deque()

    def hear(self, chunk: bytes) -> list[bytes]:
        """Return the text messages that became complete."""
        self.unread += chunk
        texts = []
        while len(self.unread) >= 2:
            opcode, size = self.unread[0] & 0x0F, self.unread[1] & 0x7F
            head = {126: 4, 127: 10}.get(size, 2)
            size = int.from_bytes(self.unread[2:head]) if head > 2 else size
            if len(self.unread) < head + size:
                break
            body, self.unread = self.unread[head : head + size], self.unread[head + size :]
            if opcode == _TEXT:
                texts.append(body)
            elif opcode == _PING:
                self.sock.send(_PONG)
            elif opcode == _CLOSE:
                raise RuntimeError(f"the server closed a socket: {body!r}")
        self.frames += len(texts)
        return texts


class Poster:
    """One keep-alive connection of the telephone system, one request at a time."""

    def __init__(
        self, port: int, busy: Callable[["Poster"], None], free: Callable[["Poster"], None]
    ) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._busy, self._free = busy, free
        self._unread = b""
        self._answered: Callable[[bool], None] = lambda _: None

    def send(self, request: bytes, answered: Callable[[bool], None]) -> None:
        self._answered = answered
        self._busy(self)
        self.sock.sendall(request)

    def hear(self) -> None:
        chunk = self.sock.recv(65536)
        if not chunk:
            raise RuntimeError("the server closed a connection that was kept alive")
        self._unread += chunk
        head, end, body = self._unread.partition(b"\r\n\r\n")
        if not end or len(body) < _length_of(head):
            return
        self._unread = b""
        self._free(self)
        self._answered(head.split(b" ", 2)[1].startswith(b"2"))


def _length_of(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0
