"""`python -m bench.overload`: ten times the goal's rate for a minute, and what becomes of it.

A telephone system sends whatever happens, on as many connections as it takes, and does not wait for
one answer before the next request. What is answered 503 it sends again afterwards. Looked at are
answers that come too late or never, the server's memory, and how soon all is taken.
Exit code 1 where a delivery was not answered in time, or something else than 202 or 503 came.
"""

import argparse
import os
import select
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter

from bench.clients import Poster
from bench.load import poisson
from bench.processes import resident_bytes
from bench.product import Product

RATE, SECONDS, AGENTS = 2000.0, 60.0, 200
CONNECTIONS = 1500
"""More than a process works on; a telephone system with none free sends nothing just then."""
IN_TIME_S = 5.0
AFTERWARDS = 50
"""Connections on which what was refused is sent again."""


@dataclass
class Seen:
    """What a minute showed."""

    due: int = 0
    ms: list[float] = field(default_factory=list)
    """From the sending to the answer."""
    answers: Counter[bool] = field(default_factory=Counter)
    """Taken, or told to come again."""
    unsent: int = 0
    """Due while every connection waited for an answer."""
    cut: int = 0
    """Sent on a kept connection in the moment in which the server ended it: sent again."""
    late: int = 0
    """Answered after IN_TIME_S, or not at all."""
    memory: list[int] = field(default_factory=list)
    """Bytes, before and once a second."""
    again_s: float = 0.0
    """From the end of the minute until all that was refused is taken."""

    @property
    def is_good(self) -> bool:
        return not self.late


class Storm:
    """Many connections of one telephone system."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._epoll = select.epoll()
        self._idle: dict[int, Poster] = {}
        self._busy: dict[int, Poster] = {}
        self._lost: dict[int, Callable[[], None]] = {}
        """By connection, what is to be noted where it ends without an answer."""

    def blow(
        self, requests: Sequence[bytes], moments: Sequence[float], pid: int
    ) -> tuple[Seen, list[bytes]]:
        """Send each request at its moment, in seconds; return what was seen and what is left."""
        seen, refused = Seen(due=len(requests)), list[bytes]()
        seen.memory.append(resident_bytes(pid))
        began = perf_counter()
        for request, moment in zip(requests, moments, strict=True):
            self._until(began + moment)
            if perf_counter() - began > len(seen.memory):
                seen.memory.append(resident_bytes(pid))
            if not self._send(request, seen, refused):
                seen.unsent += 1
                refused.append(request)
        self._until(perf_counter() + IN_TIME_S, all_answered=True)
        seen.late += len(self._busy)
        return seen, refused

    def send_again(self, requests: Sequence[bytes], seen: Seen) -> None:
        """Send these until all are taken, a few at a time."""
        began, waiting = perf_counter(), [*requests]
        while waiting:
            now, waiting = waiting, []
            for request in now:
                while len(self._busy) >= AFTERWARDS:
                    self._turn(1.0)
                self._send(request, seen, waiting)
            self._until(perf_counter() + IN_TIME_S, all_answered=True)
        seen.again_s = perf_counter() - began

    def _send(self, request: bytes, seen: Seen, refused: list[bytes]) -> bool:
        if not self._idle and len(self._busy) >= CONNECTIONS:
            return False
        poster = self._idle.popitem()[1] if self._idle else self._poster()
        began = perf_counter()

        def answered(ok: bool) -> None:  # noqa: FBT001 - it is the whole answer
            took = perf_counter() - began
            seen.ms.append(took * 1000)
            seen.answers[ok] += 1
            seen.late += took > IN_TIME_S
            if not ok:
                refused.append(request)

        self._lost[poster.sock.fileno()] = partial(_note_cut, request, seen, refused)
        try:
            poster.send(request, answered)
        except OSError:
            self._note_free(poster)
            self._cut(poster.sock.fileno())
        return True

    def _cut(self, fd: int) -> None:
        self._lost[fd]()

    def _poster(self) -> Poster:
        poster = Poster(self._port, self._note_busy, self._note_free)
        self._epoll.register(poster.sock, select.EPOLLIN)
        return poster

    def _note_busy(self, poster: Poster) -> None:
        self._busy[poster.sock.fileno()] = poster

    def _note_free(self, poster: Poster) -> None:
        del self._busy[poster.sock.fileno()]
        self._idle[poster.sock.fileno()] = poster

    def _until(self, moment: float, *, all_answered: bool = False) -> None:
        while (left := moment - perf_counter()) > 0:
            self._turn(left)
            if all_answered and not self._busy:
                return

    def _turn(self, at_most_s: float) -> None:
        for fd, _ in self._epoll.poll(at_most_s):
            if (poster := self._busy.get(fd)) is None:
                self._forget(self._idle.pop(fd))
                continue
            try:
                poster.hear()
            except (RuntimeError, ConnectionResetError):
                self._forget(self._busy.pop(fd))
                self._cut(fd)

    def _forget(self, poster: Poster) -> None:
        """Let go of a connection that the server has not kept alive."""
        self._epoll.unregister(poster.sock)
        poster.sock.close()

    def close(self) -> None:
        """Close every connection."""
        for poster in (*self._idle.values(), *self._busy.values()):
            poster.sock.close()
        self._epoll.close()


def _note_cut(request: bytes, seen: Seen, refused: list[bytes]) -> None:
    seen.cut += 1
    refused.append(request)


def measured(rate: float, seconds: float, agents: int = AGENTS) -> Seen:
    """Start the product, let a storm come over it, and return what was seen."""
    product = Product(agents)
    try:
        with product.started() as contestant:
            telephone = contestant.telephone
            storm = Storm(contestant.process.port)
            try:
                storm.send_again(telephone.begin_calls(range(agents)), Seen())
                moments = poisson(rate, seconds, seed=1)
                requests = [
                    telephone.toggle_mute(each % agents).request for each in range(len(moments))
                ]
                seen, refused = storm.blow(requests, moments, contestant.process.pid)
                storm.send_again(refused, seen)
            finally:
                storm.close()
    finally:
        product.close()
    return seen


def report(seen: Seen, rate: float, seconds: float, load_before: float) -> str:
    """Say it as the command prints it."""
    cuts = statistics.quantiles(seen.ms, n=100, method="inclusive")
    first, most, last = (each / 1e6 for each in (seen.memory[0], max(seen.memory), seen.memory[-1]))
    lines = (
        f"{seen.due} deliveries at {rate:.0f} a second for {seconds:.0f} s; load {load_before:.1f}",
        f"  {seen.answers[True]} answers 2xx, {seen.answers[False]} others (503), {seen.late} late",
        f"  {seen.cut} connections ended meanwhile, {seen.unsent} unsent for want of one",
        f"  answer p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms, slowest {max(seen.ms):.0f} ms",
        f"  memory {first:.0f} MB before, {most:.0f} MB at most, {last:.0f} MB at the end",
        f"  all that was refused is taken {seen.again_s:.1f} s later",
    )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.overload", description=__doc__)
    parser.add_argument("--rate", type=float, default=RATE, help="a second (%(default)s)")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    args = parser.parse_args()
    load_before = os.getloadavg()[0]
    seen = measured(args.rate, args.seconds)
    print(report(seen, args.rate, args.seconds, load_before))
    return 0 if seen.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
