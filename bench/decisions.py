"""One decision of the assignment engine, with few and with many candidates.

`python -m bench.decisions` asks the engine what happens when a Case is opened, pressed and
offered beside a Contact whose call knows 2, 30 or 500 candidates. Its peer in the same run is
one round trip of the same state through JSON, which the server pays with every event anyway.
Times are of the processor, since a busy machine distorts those least. The goal: 100 µs for the
slowest of a hundred decisions with 30 candidates.
"""

import argparse
import gc
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from cti_adapter.assignment import engine
from cti_adapter.assignment.engine import Assignment
from cti_adapter.calls.record import Record, RecordId

CANDIDATES = (2, 30, 500)
ROUNDS = 3_000
GOAL_US = 100.0
"""For the p99 with 30 candidates."""
TOLERANCE = 1.25
ACCOUNT = RecordId("001000000000001AAA")


class Figures(NamedTuple):
    """Microseconds of processor time with so many candidates."""

    candidates: int
    p50_us: float
    p99_us: float
    peer_p50_us: float

    @property
    def ratio(self) -> float:
        """How many round trips through JSON a decision costs."""
        return self.p50_us / self.peer_p50_us


def known(number: int, object_type: str) -> Record:
    """Return a record of the one account, with all that is known of it."""
    return Record(
        id=RecordId(f"{object_type[:3]}{number:015}"),
        type=object_type,
        label=f"{object_type} {number}",
        known=True,
        account_id=ACCOUNT,
        account_name="Analytical Engines",
    )


def a_call(candidates: int) -> Assignment:
    """Return a call on a Contact who is one of so many with the number, beside her Account."""
    found = tuple(known(number, "Contact") for number in range(candidates))
    account = msgspec.structs.replace(known(0, "Account"), id=ACCOUNT)
    call = engine.looked_up(Assignment(), found, number="+14155550199", smart=True).assignment
    call = engine.opened(call, found[0], smart=True).assignment
    return engine.opened(call, account, smart=True).assignment


def measured(candidates: int, rounds: int = ROUNDS) -> Figures:
    """Return what one decision costs with so many candidates, and what its peer costs."""
    call, case = a_call(candidates), known(1, "Case")
    decisions: tuple[Callable[[], object], ...] = (
        lambda: engine.opened(call, case, smart=True),
        lambda: engine.pressed(call, case),
        lambda: engine.offer(call, case),
    )
    decode = msgspec.json.Decoder(Assignment).decode
    peer = _times(lambda: decode(msgspec.json.encode(call)), rounds)
    took = sorted(us for decision in decisions for us in _times(decision, rounds))
    return Figures(candidates, _at(took, 0.5), _at(took, 0.99), _at(sorted(peer), 0.5))


def _times(work: Callable[[], object], rounds: int) -> list[float]:
    for _ in range(rounds // 10):
        work()
    took = []
    gc.disable()
    for _ in range(rounds):
        began = time.thread_time_ns()
        work()
        took.append((time.thread_time_ns() - began) / 1_000)
    gc.enable()
    return took


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.decisions", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="decisions of each kind")
    rounds: int = parser.parse_args().rounds
    print("candidates   p50, us   p99, us   JSON round trip p50, us   ratio")
    figures = [measured(number, rounds) for number in CANDIDATES]
    for each in figures:
        print(
            f"{each.candidates:>10} {each.p50_us:>9.1f} {each.p99_us:>9.1f}"
            f" {each.peer_p50_us:>25.1f} {each.ratio:>7.2f}"
        )
    p99 = next(each.p99_us for each in figures if each.candidates == 30)
    print(f"goal: p99 with 30 candidates {p99:.0f} us of {GOAL_US:.0f} us")
    return 1 if p99 > GOAL_US * TOLERANCE else 0


if __name__ == "__main__":
    sys.exit(main())
