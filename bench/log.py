"""From Save to the Task, and what the journal costs: the figures of the log that cannot be lost.

`python -m bench.log` starts the product with its stand-ins and measures, over real HTTP: Save to
Task (from the press until the ledger says saved), how many logs a second leave the outbox after a
pause of the org, how long the fold of one event takes, and how many events a second a replay from
the database folds. With `--soak 50000` it lets so many calls pass and watches the memory of the
server. Exit code 1: a call has no Task, or not exactly one.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from statistics import median

from bench.admin import demo
from bench.log_run import Figures, Measured
from cti_adapter.storage import open_storage
from cti_adapter.storage.secrets import FernetSealer


def lines(figures: Figures) -> Iterator[str]:
    """Word the figures, a line each."""
    if figures.save_ms:
        took = sorted(figures.save_ms)
        p99 = took[min(len(took) - 1, int(len(took) * 0.99))]
        yield f"Save to Task      p50 {median(took):.0f} ms, p99 {p99:.0f} ms, {len(took)} calls"
    if figures.drain_s:
        rate = figures.drained / figures.drain_s
        yield f"outbox drain      {rate:.0f} logs a second, {figures.drained} logs"
    if figures.fold_us:
        yield f"journal fold      {figures.fold_us:.1f} us of processor time an event"
    if figures.replay_s:
        rate = figures.replayed_events / figures.replay_s
        yield f"replay            {rate:.0f} events a second, read from the database"
    if figures.memory_mb:
        half = figures.memory_mb[len(figures.memory_mb) // 2 :]
        grown = (half[-1] - half[0]) / (figures.soaked / 2) * 1000 * 1024
        yield (
            f"soak              {figures.soaked} calls, {figures.memory_mb[0]:.0f} MB at first,"
            f" {half[-1]:.0f} MB at last, {grown:.0f} KB a thousand calls in the second half"
        )
    yield f"calls and Tasks   {figures.calls} and {figures.tasks}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.log", description=__doc__)
    parser.add_argument("--saves", type=int, default=300, help="calls saved one after the other")
    parser.add_argument("--drain", type=int, default=1_000, help="logs that wait for the org")
    parser.add_argument("--rounds", type=int, default=50, help="times each journal is folded")
    parser.add_argument("--soak", type=int, default=0, help="calls that pass while memory is read")
    args = parser.parse_args()
    print(f"load average before {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    with demo() as running:
        storage = open_storage(running.database, FernetSealer((running.keys.fernet,)))
        with closing(storage):
            it = Measured(running, storage)
            for about, work in (
                ("saves", lambda: it.saves(args.saves)),
                ("drain", lambda: it.drain(args.drain)),
                ("journals", lambda: it.journals(args.rounds)),
                ("soak", lambda: it.soak(args.soak)),
                ("count", it.count),
            ):
                print(f"… {about}", file=sys.stderr)
                work()
    print("\n".join(lines(it.figures)))
    print(f"load average after {os.getloadavg()[0]:.1f}")
    return 0 if it.figures.is_lossless else 1


if __name__ == "__main__":
    sys.exit(main())
