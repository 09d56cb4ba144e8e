"""Rounds: every contestant in turn, again and again, so that a noisy minute hits all alike."""

import os
import statistics
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from bench.contestants import (
    PEERS_THERE_MAY_BE,
    AiohttpPeer,
    Contestant,
    HubAlone,
    NchanPeer,
    NodePeer,
)
from bench.load import Latencies, Load, poisson
from bench.processes import cpu_seconds, resident_bytes
from bench.product import Product

WARM_SOCKETS = 100
FAN_OUTS = 5
GUARD = {"GEVENT_MONITOR_THREAD_ENABLE": "1", "GEVENT_MAX_BLOCKING_TIME": "0.05"}


@dataclass(frozen=True)
class Size:
    """How much is done; the short form is for the suite."""

    sockets: int = 1000
    rounds: int = 3
    rate: float = 200.0
    """Events a second."""
    seconds: float = 8.0
    """Length of each stream of events."""
    quiet_s: float = 0.3
    """How long nobody may have said anything before memory is read and events begin."""
    guarded: bool = True
    """Whether the product runs once more, under the loop guard."""


QUICK = Size(sockets=20, rounds=1, rate=200.0, seconds=0.2, quiet_s=0.05, guarded=False)


@dataclass
class Figures:
    """What the rounds of one contestant showed: a list a figure, an entry a round."""

    bytes_per_socket: list[float] = field(default_factory=list)
    p50_ms: list[float] = field(default_factory=list)
    p99_ms: list[float] = field(default_factory=list)
    cpu_us: list[float] = field(default_factory=list)
    """Processor time an event costs the server: what a busy machine distorts least."""
    fan_out_ms: list[float] = field(default_factory=list)
    ready_ms: list[float] = field(default_factory=list)
    late_ms: list[float] = field(default_factory=list)
    events: int = 0
    lost: int = 0
    refused: int = 0


@dataclass
class Outcome:
    """Everything one run measured."""

    size: Size
    load_before: float
    """The machine's load average before we began."""
    figures: dict[str, Figures]
    blocks: list[str]
    """Reports of the loop guard about the product, one a block of more than 50 ms."""


def run(size: Size, tell: Callable[[str], None]) -> Outcome:
    """Run all rounds and return what they showed."""
    load_before = os.getloadavg()[0]
    product = Product(size.sockets)
    contestants: dict[str, Callable[[], AbstractContextManager[Contestant]]] = {
        one.name: one.started for one in (product, HubAlone(), NodePeer(), *_others())
    }
    figures = {name: Figures() for name in contestants}
    try:
        for number in range(size.rounds):
            for name, start in contestants.items():
                tell(f"round {number + 1} of {size.rounds}: {name}")
                with start() as contestant:
                    _one_round(contestant, size, number, figures[name])
        if size.guarded:
            tell("the product under the loop guard")
        blocks = _guarded(product, size) if size.guarded else []
    finally:
        product.close()
    return Outcome(size, load_before, figures, blocks)


def _others() -> list[AiohttpPeer | NchanPeer]:
    """Return the peers that are installed here."""
    return [peer() for peer in PEERS_THERE_MAY_BE if peer.is_here()]


def _one_round(contestant: Contestant, size: Size, number: int, figures: Figures) -> None:
    figures.ready_ms.append(contestant.process.ready_ms)
    load = Load(contestant.process.port, contestant.origin, size.quiet_s)
    try:
        figures.bytes_per_socket.append(_memory(contestant, load, size))
        seen = _events(contestant, load, size, seed=number)
        figures.cpu_us.append(seen.cpu_s / seen.sent * 1e6)
        figures.p50_ms.append(statistics.median(seen.ms))
        figures.p99_ms.append(_p99(seen.ms))
        figures.late_ms.append(_p99(seen.late_ms))
        figures.events += seen.sent
        figures.lost += seen.lost
        figures.refused += seen.refused
        if contestant.fans_out:
            notice = contestant.telephone.signed("/fan-out", {"type": "notice", "text": "x" * 250})
            figures.fan_out_ms += [load.fan_out(notice) for _ in range(FAN_OUTS)]
    finally:
        load.close()


def _memory(contestant: Contestant, load: Load, size: Size) -> float:
    """Connect everybody; return what each one costs while nothing happens, in bytes."""
    warm = range(min(WARM_SOCKETS, size.sockets))
    load.connect(contestant.tickets(warm))
    load.settle()
    load.disconnect()
    load.settle()
    before = resident_bytes(contestant.process.pid)
    load.connect(contestant.tickets(range(size.sockets)))
    load.settle()
    return (resident_bytes(contestant.process.pid) - before) / size.sockets


def _events(contestant: Contestant, load: Load, size: Size, seed: int) -> Latencies:
    """Let every agent be in a call, then stream events; what comes first only warms up."""
    calls = contestant.telephone.begin_calls(range(size.sockets))
    if contestant.name == Product.name and load.post(calls):
        raise RuntimeError("the product refused the calls of the benchmark")
    load.settle()
    _stream(contestant, load, size, min(1.0, size.seconds), seed)
    return _stream(contestant, load, size, size.seconds, seed)


def _stream(contestant: Contestant, load: Load, size: Size, seconds: float, seed: int) -> Latencies:
    moments = poisson(size.rate, seconds, seed)
    before = cpu_seconds(contestant.process.pid)
    seen = load.events(moments, contestant.telephone.toggle_mute)
    seen.cpu_s = cpu_seconds(contestant.process.pid) - before
    load.settle(size.quiet_s / 3)
    return seen


def _guarded(product: Product, size: Size) -> list[str]:
    """Return what the loop guard said while the product took events."""
    with product.started(GUARD) as contestant:
        load = Load(contestant.process.port, contestant.origin, size.quiet_s)
        try:
            load.connect(contestant.tickets(range(size.sockets)))
            _events(contestant, load, size, seed=99)
        finally:
            load.close()
        contestant.errors.seek(0)
        said = contestant.errors.read().decode()
    return [f"event loop blocked{part}" for part in said.split("event loop blocked")[1:]]


def _p99(ms: list[float]) -> float:
    return statistics.quantiles(ms, n=100, method="inclusive")[98]
