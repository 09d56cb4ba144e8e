"""What an agent costs who is connected and to whom nothing happens: memory, and processor time.

`python -m bench.idle` starts the product as the Procfile says, on a database with so many agents
who are signed in, and lets each of them open a socket. Memory is what the server's processes hold
resident, before and after; a first hundred came and went before, so that what a server has once
is not counted. The kernel's part of a socket is not in it. Goals: 2 KB an agent, and 1.5 % of a
core for 10,000 of them (docs/design.md, 5). At the end /metrics is asked, for what it costs then.
"""

import argparse
import os
import sys
import time
from typing import NamedTuple

import requests

from bench.contestants import Contestant
from bench.load import Load
from bench.processes import cpu_seconds, resident_bytes
from bench.product import Product

GOAL_BYTES = 2048.0
GOAL_CPU = 0.015
WARM_UP = 100
BATCH = 250
"""Agents who come at a time: a ticket is good for half a minute, and pings want an answer."""
QUIET_S = 1.0
SCRAPES = 20


class Figures(NamedTuple):
    """What was measured."""

    size: float
    """Bytes an agent costs."""
    share: float
    """Of a core, for all of them."""
    scrape_s: float
    """Of processor time, for one answer of /metrics."""
    lines: int
    """Of that answer."""


def measured(agents: int, idle_s: float) -> Figures:
    """Let so many agents be idle for so long."""
    product = Product(agents)
    try:
        with product.started() as contestant:
            load = Load(contestant.process.port, contestant.origin, QUIET_S)
            try:
                _come(contestant, load, min(agents, WARM_UP))
                load.disconnect()
                load.settle()
                before = resident_bytes(contestant.process.pid)
                _come(contestant, load, agents)
                after = resident_bytes(contestant.process.pid)
                used = cpu_seconds(contestant.process.pid)
                load.settle(quiet_s=idle_s, at_most_s=idle_s)
                share = (cpu_seconds(contestant.process.pid) - used) / idle_s
                scrape_s, lines = _scraped(contestant)
            finally:
                load.close()
    finally:
        product.close()
    return Figures((after - before) / agents, share, scrape_s, lines)


def _scraped(contestant: Contestant) -> tuple[float, int]:
    """Ask for the figures of an operator as often as it takes for a clock of 10 ms."""
    used, text = cpu_seconds(contestant.process.pid), ""
    for _ in range(SCRAPES):
        answer = requests.get(f"{contestant.origin}/metrics", timeout=10)
        answer.raise_for_status()
        text = answer.text
    return (cpu_seconds(contestant.process.pid) - used) / SCRAPES, len(text.splitlines())


def _come(contestant: Contestant, load: Load, agents: int) -> None:
    """Connect so many agents, some at a time, and wait until nobody says anything."""
    for first in range(0, agents, BATCH):
        load.connect(contestant.tickets(range(first, min(agents, first + BATCH))))
        load.settle(quiet_s=0.01)
    load.settle()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.idle", description=__doc__)
    parser.add_argument("--agents", type=int, default=10_000, help="agents connected")
    parser.add_argument("--seconds", type=float, default=30.0, help="how long nothing happens")
    args = parser.parse_args()
    load, began = os.getloadavg()[0], time.perf_counter()
    size, share, scrape_s, lines = measured(args.agents, args.seconds)
    print(
        f"{args.agents} idle agents, load average {load:.1f} before,"
        f" {time.perf_counter() - began:.0f} s: {size:.0f} bytes an agent"
        f" (goal {GOAL_BYTES:.0f}), {share:.2%} of a core (goal {GOAL_CPU:.1%});"
        f" /metrics: {lines} lines, {scrape_s * 1000:.1f} ms of processor time"
    )
    return 1 if size > GOAL_BYTES else 0


if __name__ == "__main__":
    sys.exit(main())
