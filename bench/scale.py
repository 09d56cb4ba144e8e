"""What an event costs where much has been before: a large product beside a small one.

`python -m bench.scale` starts the product twice, as the Procfile says: with 10 agents and 1,000
calls in its journal, and with 10,000 agents and a million. Every agent is connected and in a call;
in turn, round after round, the same stream of events comes to the one and to the other. An event's
cost is processor time of the server beyond what it takes while nothing happens. The large database
takes a quarter of an hour to fill and some gigabytes. Exit code 1: an event was lost, or one of the
large product cost more than 1.2 times as much (docs/performance.md), a quarter allowed for.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from bench.admin import demo
from bench.contestants import Contestant
from bench.load import Load, poisson
from bench.processes import cpu_seconds
from bench.product import ORG, Product
from bench.restore import MODELS, Model, fill, made, models
from cti_adapter.demo import Demo
from cti_adapter.storage import open_storage
from cti_adapter.storage.secrets import FernetSealer

GOAL, TOLERANCE = 1.2, 1.25
BATCH = 250
"""Agents who come at a time: a ticket is good for half a minute, and pings want an answer."""
RATE = 100.0
"""Events a second."""


@dataclass(frozen=True, kw_only=True)
class Size:
    """How large one of the two is."""

    agents: int
    calls: int


SMALL, LARGE = Size(agents=10, calls=1_000), Size(agents=10_000, calls=1_000_000)


@dataclass
class Figures:
    """What the rounds of one of them showed."""

    size: Size
    ready_ms: float = 0.0
    gigabytes: float = 0.0
    idle: list[float] = field(default_factory=list)
    """Shares of a core while nothing happens, a round each."""
    cpu_us: list[float] = field(default_factory=list)
    """Processor time an event, beyond that, a round each."""
    ms: list[float] = field(default_factory=list)
    """From the webhook to the socket, an event each."""
    lost: int = 0


class Place:
    """One running product with its agents on the line."""

    def __init__(self, contestant: Contestant, size: Size, database: Path) -> None:
        self._contestant = contestant
        self.load = Load(contestant.process.port, contestant.origin, 0.3)
        self.figures = Figures(size, contestant.process.ready_ms, database.stat().st_size / 1e9)

    def open(self, warm_up_s: float) -> None:
        """Let every agent come and be in a call."""
        agents = range(self.figures.size.agents)
        for first in range(0, len(agents), BATCH):
            some = agents[first : first + BATCH]
            self.load.connect(self._contestant.tickets(some))
            self.figures.lost += self.load.post(self._contestant.telephone.begin_calls(some))
            self.load.settle(quiet_s=0.05)
        self._stream(poisson(RATE, warm_up_s, seed=0))

    def round(self, seconds: float, seed: int) -> None:
        """Measure what nothing costs, then what events do."""
        self.load.settle(0.3)
        idle = self._cpu_of_nothing(seconds / 2)
        moments = poisson(RATE, seconds, seed)
        began, used = time.perf_counter(), self._cpu()
        self.figures.ms += self._stream(moments)
        took = time.perf_counter() - began
        self.figures.idle.append(idle)
        beyond = self._cpu() - used - idle * took
        self.figures.cpu_us.append(beyond / len(moments) * 1e6)

    def _stream(self, moments: Sequence[float]) -> list[float]:
        seen = self.load.events(moments, self._contestant.telephone.toggle_mute)
        self.figures.lost += seen.lost + seen.refused
        return seen.ms

    def _cpu_of_nothing(self, seconds: float) -> float:
        began = self._cpu()
        self.load.settle(quiet_s=seconds, at_most_s=seconds)
        return (self._cpu() - began) / seconds

    def _cpu(self) -> float:
        return cpu_seconds(self._contestant.process.pid)


def like(running: Demo, number: int = MODELS) -> list[Model]:
    """Let a product with its stand-ins make the calls that the others are like."""
    with closing(open_storage(running.database, FernetSealer((running.keys.fernet,)))) as storage:
        made_ids = made(running, storage, number)
    return models(Path(running.database.removeprefix("sqlite:///")), made_ids)


def measured(
    known: Sequence[Model], sizes: Sequence[Size], rounds: int, seconds: float
) -> list[Figures]:
    """Measure products of these sizes in turn, round by round."""
    with ExitStack() as stack:
        products = []
        for size in sizes:
            product = stack.enter_context(closing(Product(size.agents)))
            fill(product.database, known, size.calls, ORG)
            products.append((product, size))
        places = []
        for product, size in products:
            contestant = stack.enter_context(product.started(in_place=True))
            place = Place(contestant, size, product.database)
            stack.callback(place.load.close)
            places.append(place)
        for place in reversed(places):  # who is connected wants to be heard soon
            place.open(min(1.0, seconds))
        for number in range(rounds):
            for place in places:
                place.round(seconds, seed=number + 1)
    return [place.figures for place in places]


def ratio(figures: Sequence[Figures]) -> float:
    """Return by how much an event of the last is dearer than one of the first."""
    return median(figures[-1].cpu_us) / median(figures[0].cpu_us)


def report(figures: Sequence[Figures]) -> str:
    """Say it as the command prints it."""
    lines = []
    for each in figures:
        cuts = quantiles(each.ms, n=100, method="inclusive")
        lines += [
            f"{each.size.agents} agents, {each.size.calls} calls ({each.gigabytes:.2f} GB)",
            f"  ready after {each.ready_ms:.0f} ms, idle {median(each.idle):.2%} of a core",
            f"  CPU per event {_spread(each.cpu_us)} us",
            f"  webhook to socket p50 {cuts[49]:.1f} ms, p99 {cuts[98]:.1f} ms, {each.lost} lost",
        ]
    return "\n".join([*lines, f"CPU per event, ratio {ratio(figures):.2f} (goal {GOAL})"])


def _spread(values: Sequence[float]) -> str:
    return f"{median(values):.0f} ({min(values):.0f}..{max(values):.0f})"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("--agents", type=int, default=LARGE.agents, help="of the large product")
    parser.add_argument("--calls", type=int, default=LARGE.calls, help="of the large product")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=8.0, help="of events in a round")
    args = parser.parse_args()
    print(f"load average before {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores", flush=True)
    with demo() as running:
        known = like(running)
    sizes = (SMALL, Size(agents=args.agents, calls=args.calls))
    figures = measured(known, sizes, args.rounds, args.seconds)
    print(report(figures))
    is_good = not any(each.lost for each in figures) and ratio(figures) <= GOAL * TOLERANCE
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
