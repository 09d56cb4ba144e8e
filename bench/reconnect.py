"""`python -m bench.reconnect`: a thousand agents come back in the same moment.

As after a restart behind a proxy that cut every socket at once, and without the panel's own delay,
which spreads them over a second: each asks for a ticket, opens its socket and waits for its first
message, which tells of its call. Exit code 1 where somebody was refused, or had to wait too long.
"""

import argparse
import base64
import os
import select
import socket
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

from bench.clients import Agent
from bench.load import Load
from bench.processes import resident_bytes
from bench.product import Product, token_of

AGENTS = 1_000
BATCH = 250
"""Agents who come at a time in the first place."""
GOAL_S = 5.0
"""In which the last one is back."""
GIVEN_UP_S = 60.0


@dataclass
class Seen:
    """What the return of everybody showed."""

    back_s: list[float] = field(default_factory=list)
    """By agent, from the moment all begin until the first message is there."""
    refused: list[str] = field(default_factory=list)
    memory: tuple[int, int] = 0, 0
    """Bytes, before and after."""


class Returning:
    """One agent on the way back: a ticket, a handshake, a first message."""

    def __init__(self, port: int, origin: str, number: int) -> None:
        self._port, self._origin = port, origin
        self._hear: Callable[[bytes], bool] = self._hear_ticket
        self._unread = b""
        body = b'{"last_seq": null}'
        self.sock = self._connected(
            f"POST /api/socket-ticket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            f"Authorization: Bearer {token_of(number)}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )

    def _connected(self, request: bytes) -> socket.socket:
        sock = socket.create_connection(("127.0.0.1", self._port), timeout=GIVEN_UP_S)
        sock.sendall(request)
        return sock

    def hear(self, chunk: bytes) -> bool:
        """Take in what has come, nothing at the end of the connection; return whether it is back.

        Raises:
            ConnectionError: it was refused; says with which words.
        """
        return self._hear(chunk)

    def _hear_ticket(self, chunk: bytes) -> bool:
        self._unread += chunk
        if chunk:
            return False
        if not self._unread.startswith(b"HTTP/1.1 200"):
            raise ConnectionError(f"no ticket: {self._unread[:200]!r}")
        ticket = self._unread.partition(b'"ticket":"')[2].partition(b'"')[0].decode()
        self.sock.close()
        self._unread, self._hear = b"", self._hear_handshake
        key = base64.b64encode(os.urandom(16)).decode()
        self.sock = self._connected(
            f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: {self._origin}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\n"
            f"Sec-WebSocket-Protocol: cti.v1, ticket.{ticket}\r\n\r\n".encode()
        )
        return False

    def _hear_handshake(self, chunk: bytes) -> bool:
        self._unread += chunk
        head, end, rest = self._unread.partition(b"\r\n\r\n")
        if not chunk or not head.startswith(b"HTTP/1.1 101"[: len(head)]):
            raise ConnectionError(f"no handshake: {self._unread[:200]!r}")
        if not end:
            return False
        self._frames, self._hear = Agent(self.sock, b""), self._hear_message
        return bool(rest) and self._hear_message(rest)

    def _hear_message(self, chunk: bytes) -> bool:
        if not chunk:
            raise ConnectionError("cut off before the first message")
        return any(b'"type":"snapshot"' in text for text in self._frames.hear(chunk))


def come_back(port: int, origin: str, agents: int) -> tuple[list[float], list[str]]:
    """Let all begin at once; return when each was back, and what the others were told."""
    epoll, back, refused = select.epoll(), list[float](), list[str]()
    on_the_way: dict[int, Returning] = {}
    done = []
    began = perf_counter()
    for number in range(agents):
        one = Returning(port, origin, number)
        on_the_way[one.sock.fileno()] = one
        epoll.register(one.sock, select.EPOLLIN)
    while on_the_way and perf_counter() - began < GIVEN_UP_S:
        for fd, _ in epoll.poll(1.0):
            one = on_the_way.pop(fd)
            heard = one.sock
            try:
                is_back = one.hear(heard.recv(65536))
            except (ConnectionError, RuntimeError) as error:
                refused.append(str(error))
                is_back = True
            else:
                back += [perf_counter() - began] if is_back else []
            if is_back:
                epoll.unregister(fd)
                done.append(one)  # it stays connected
                continue
            if one.sock is not heard:  # the closed one has left the epoll by itself
                epoll.register(one.sock, select.EPOLLIN)
            on_the_way[one.sock.fileno()] = one
    refused += [f"nothing within {GIVEN_UP_S:.0f} s"] * len(on_the_way)
    for one in (*done, *on_the_way.values()):
        one.sock.close()
    epoll.close()
    return back, refused


def measured(agents: int) -> Seen:
    """Start the product, let everybody come and be in a call, cut all off, and see them return."""
    product, seen = Product(agents), Seen()
    try:
        with product.started() as contestant:
            process = contestant.process
            load = Load(process.port, contestant.origin, 0.3)
            try:
                for first in range(0, agents, BATCH):
                    some = range(first, min(agents, first + BATCH))
                    load.connect(contestant.tickets(some))
                    if load.post(contestant.telephone.begin_calls(some)):
                        raise RuntimeError("the product refused the calls of the benchmark")
                    load.settle(quiet_s=0.05)
                load.disconnect()
                load.settle()
                before = resident_bytes(process.pid)
                seen.back_s, seen.refused = come_back(process.port, contestant.origin, agents)
                seen.memory = before, resident_bytes(process.pid)
            finally:
                load.close()
    finally:
        product.close()
    return seen


def report(seen: Seen, load_before: float) -> str:
    """Say it as the command prints it."""
    cuts = statistics.quantiles(seen.back_s or [0.0, 0.0], n=100, method="inclusive")
    before, after = (each / 1e6 for each in seen.memory)
    last = max(seen.back_s, default=0.0)
    lines = (
        f"{len(seen.back_s)} agents back, {len(seen.refused)} refused; load {load_before:.1f}",
        f"  after {cuts[49]:.2f} s at p50, {cuts[98]:.2f} s at p99, {last:.2f} s the last",
        f"  memory {before:.0f} MB before, {after:.0f} MB after",
        *seen.refused[:3],
    )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reconnect", description=__doc__)
    parser.add_argument("--agents", type=int, default=AGENTS)
    args = parser.parse_args()
    load_before = os.getloadavg()[0]
    seen = measured(args.agents)
    print(report(seen, load_before))
    return 1 if seen.refused or max(seen.back_s) > GOAL_S else 0


if __name__ == "__main__":
    sys.exit(main())
