"""How many events a second each connector verifies and decodes.

`python -m bench.connectors` has every connector of the registry read the requests of its recorded
calls (tests/payloads), signed as its vendor signs them. Its peer in the same run is the bare JSON
of the same bodies, decoded and encoded again, which any server pays. Times are of the processor.
The goal: 5,000 events a second, a hundred times what a large call center sends.
"""

import argparse
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from cti_adapter.telephony.connector import Connector
from cti_adapter.telephony.registry import CONNECTORS
from tests.contract.telephony.senders import credentials, encoded, samples, signed

ROUNDS = 200
GOAL = 5_000.0
TOLERANCE = 1.25


class Figures(NamedTuple):
    """Events a second of processor time."""

    kind: str
    read: float
    peer: float

    @property
    def ratio(self) -> float:
        """How many times the bare JSON an event costs."""
        return self.peer / self.read


def measured(connector: Connector, rounds: int = ROUNDS) -> Figures:
    """Read all recorded requests of a kind so many times."""
    access = credentials(connector)
    steps = samples(connector.kind)
    posts = [encoded(connector, step["body"], step.get("query", "")) for step in steps]
    requests = [signed(connector, post) for post in posts]
    bodies = [step["body"] for step in steps]

    def read() -> int:
        return sum(len(connector.read(each, access).incoming) for each in requests)

    def peer() -> int:
        return sum(bool(msgspec.json.decode(msgspec.json.encode(each))) for each in bodies)

    return Figures(connector.kind, _rate(read, rounds), _rate(peer, rounds))


def _rate(work: Callable[[], int], rounds: int) -> float:
    done, began = 0, time.thread_time()
    for _ in range(rounds):
        done += work()
    return done / max(time.thread_time() - began, 1e-6)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.connectors", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="times everything is read")
    rounds: int = parser.parse_args().rounds
    print("connector   events a second   bare JSON a second   ratio")
    figures = [measured(connector, rounds) for connector in CONNECTORS]
    for each in figures:
        print(f"{each.kind:<10} {each.read:>16,.0f} {each.peer:>20,.0f} {each.ratio:>7.1f}")
    slowest = min(each.read for each in figures)
    print(f"goal: {GOAL:,.0f} events a second; the slowest reads {slowest:,.0f}")
    return 1 if slowest * TOLERANCE < GOAL else 0


if __name__ == "__main__":
    sys.exit(main())
