"""The load: one process that plays the telephone system and every agent's browser at once.

It posts the event and hears the push, so a latency is read from one clock: from the moment the
event was due (not from when it was sent, so that a server that stalls cannot hide it) to the
moment its frame is parsed. Standard library, epoll, loopback.
"""

import base64
import gc
import os
import random
import select
import socket
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from bench.clients import Agent, Poster
from bench.webhooks import Event

GRACE_S = 20.0
"""How long after the last event its push may come before it counts as lost, not merely late."""


@dataclass
class Latencies:
    """What a run of events showed; times in ms from the moment an event was due."""

    ms: list[float] = field(default_factory=list)
    late_ms: list[float] = field(default_factory=list)
    """How late the load itself was in sending: part of `ms`, the same for every contestant."""
    cpu_s: float = 0.0
    """Processor time the server used meanwhile."""
    sent: int = 0
    refused: int = 0
    lost: int = 0


class Load:
    """Agents and a telephone system against one server on loopback."""

    def __init__(self, port: int, origin: str, quiet_s: float) -> None:
        self._port, self._origin, self._quiet_s = port, origin, quiet_s
        self.agents: dict[int, Agent] = {}
        self._by_fd: dict[int, Agent] = {}
        self._turns: deque[int] = deque()
        self._epoll = select.epoll()
        self._posters: list[Poster] = []
        self._idle: list[Poster] = []
        self._posting: dict[int, Poster] = {}

    # ── sockets ──────────────────────────────────────────────────────────────────────────────

    def connect(self, tickets: dict[int, str]) -> None:
        """Open a socket for each of these agents."""
        for number, ticket in tickets.items():
            agent = Agent(*self._shake_hands(ticket))
            self.agents[number] = self._by_fd[agent.sock.fileno()] = agent
            self._epoll.register(agent.sock, select.EPOLLIN)
        self._turns = deque(self.agents)

    def _shake_hands(self, ticket: str) -> tuple[socket.socket, bytes]:
        sock = socket.create_connection(("127.0.0.1", self._port), timeout=10)
        key = base64.b64encode(os.urandom(16)).decode()
        sock.sendall(
            f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: {self._origin}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Protocol: cti.v1, ticket.{ticket}\r\n"
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n".encode()
        )
        answer = b""
        while b"\r\n\r\n" not in answer:
            chunk = sock.recv(65536)
            answer += chunk
            if not chunk or not answer.startswith(b"HTTP/1.1 101"[: len(answer)]):
                raise RuntimeError(f"no handshake: {answer[:200]!r}")
        sock.settimeout(0)
        return sock, answer.partition(b"\r\n\r\n")[2]

    def disconnect(self) -> None:
        """Close every socket of every agent."""
        for agent in self.agents.values():
            self._epoll.unregister(agent.sock)
            agent.sock.close()
        self.agents.clear()
        self._by_fd.clear()

    def close(self) -> None:
        self.disconnect()
        for poster in self._posters:
            poster.sock.close()
        self._epoll.close()

    def settle(self, quiet_s: float | None = None, at_most_s: float = 10.0) -> None:
        """Read until nobody has said anything for a while, the load's own if none is given."""
        quiet_s = self._quiet_s if quiet_s is None else quiet_s
        deadline = perf_counter() + at_most_s
        heard = perf_counter()
        while perf_counter() - heard < quiet_s and perf_counter() < deadline:
            if self._turn(0.05):
                heard = perf_counter()

    # ── events ───────────────────────────────────────────────────────────────────────────────

    def post(self, requests: Sequence[bytes]) -> int:
        """Send these one after the other; return how many were not accepted."""
        refused = []
        for request in requests:
            self._free_poster().send(request, lambda ok: refused.append(not ok))
            while self._posting:
                self._turn(1.0)
        return sum(refused)

    def events(self, moments: Sequence[float], next_event: Callable[[int], Event]) -> Latencies:
        """Let an event happen at each of these moments, seconds from now, and time its push.

        Args:
            moments: when something happens; to whom is the next agent of whom nothing is awaited,
                so that no two events of one call overtake each other on two connections.
            next_event: gives the next event of an agent.
        """
        seen = Latencies()
        gc.disable()
        try:
            begin = perf_counter()
            for offset in moments:
                self._until(begin + offset, seen)
                self._send(next_event(self._next_agent(seen)), begin + offset, seen)
            self._until(perf_counter() + GRACE_S, seen, all_heard=True)
        finally:
            gc.enable()
        seen.lost = sum(len(agent.awaited) for agent in self.agents.values())
        return seen

    def _next_agent(self, seen: Latencies) -> int:
        """Wait until nothing is awaited of some agent; the clock of the event goes on."""
        deadline = perf_counter() + GRACE_S
        while perf_counter() < deadline:
            for _ in range(len(self._turns)):
                self._turns.rotate(-1)
                if not self.agents[self._turns[0]].awaited:
                    return self._turns[0]
            self._turn(0.01, seen)
        raise RuntimeError(f"no agent has heard anything for {GRACE_S:.0f} s")

    def _send(self, event: Event, due_at: float, seen: Latencies) -> None:
        def answered(ok: bool) -> None:  # noqa: FBT001 - it is the whole answer
            seen.refused += not ok

        self.agents[event.agent].awaited.append((event.mark, due_at))
        self._free_poster().send(event.request, answered)
        seen.late_ms.append((perf_counter() - due_at) * 1000)
        seen.sent += 1

    def _until(self, moment: float, seen: Latencies, *, all_heard: bool = False) -> None:
        while (left := moment - perf_counter()) > 0:
            self._turn(left, seen)
            if all_heard and len(seen.ms) == seen.sent and not self._posting:
                return

    def fan_out(self, request: bytes) -> float:
        """Send one event to everybody; return the ms until the last one has it."""
        wanted = {agent.sock.fileno() for agent in self.agents.values()}
        heard: list[tuple[Agent, bytes]] = []
        gc.disable()
        began = perf_counter()
        self._free_poster().send(request, lambda _: None)
        while wanted and perf_counter() - began < GRACE_S:
            for fd, _ in self._epoll.poll(0.1):
                if (agent := self._by_fd.get(fd)) is not None:
                    heard.append((agent, agent.sock.recv(65536)))
                    wanted.discard(fd)
                elif (poster := self._posting.get(fd)) is not None:
                    poster.hear()
        took = (perf_counter() - began) * 1000
        gc.enable()
        messages = sum(len(agent.hear(chunk)) for agent, chunk in heard)
        if messages != len(self.agents):
            raise RuntimeError(f"{messages} of {len(self.agents)} agents heard the event")
        self.settle(0.05)
        return took

    # ── one turn of the loop ─────────────────────────────────────────────────────────────────

    def _turn(self, at_most_s: float, seen: Latencies | None = None) -> int:
        """Hear what has come; return how many sockets had something."""
        # epoll itself waits in whole milliseconds; select on it does not
        if not select.select([self._epoll.fileno()], [], [], max(0.0, at_most_s))[0]:
            return 0
        ready = self._epoll.poll(0)
        for fd, _ in ready:
            if (agent := self._by_fd.get(fd)) is not None:
                self._hear(agent, seen)
            elif (poster := self._posting.get(fd)) is not None:
                poster.hear()
            else:
                self._forget_idle(fd)
        return len(ready)

    def _hear(self, agent: Agent, seen: Latencies | None) -> None:
        chunk = agent.sock.recv(65536)
        if not chunk:
            raise RuntimeError("the server cut a socket")
        texts = agent.hear(chunk)
        now = perf_counter()
        for text in texts:
            if seen is not None and agent.awaited and agent.awaited[0][0] in text:
                _, due_at = agent.awaited.popleft()
                seen.ms.append((now - due_at) * 1000)

    def _forget_idle(self, fd: int) -> None:
        """Let go of a connection that the server has not kept alive any longer."""
        (gone,) = [poster for poster in self._idle if poster.sock.fileno() == fd]
        self._idle.remove(gone)
        self._epoll.unregister(gone.sock)
        gone.sock.close()

    def _free_poster(self) -> Poster:
        if self._idle:
            return self._idle.pop()
        poster = Poster(self._port, self._busy, self._free)
        self._posters.append(poster)
        self._epoll.register(poster.sock, select.EPOLLIN)
        return poster

    def _busy(self, poster: Poster) -> None:
        self._posting[poster.sock.fileno()] = poster

    def _free(self, poster: Poster) -> None:
        del self._posting[poster.sock.fileno()]
        self._idle.append(poster)


def poisson(rate: float, seconds: float, seed: int) -> list[float]:
    """Return when events happen that know nothing of each other: seconds from the start."""
    dice = random.Random(seed)  # noqa: S311 - a schedule, not a secret
    moments, at = [], dice.expovariate(rate)
    while at < seconds:
        moments.append(at)
        at += dice.expovariate(rate)
    return moments
