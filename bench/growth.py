"""What one call takes of everything, and what centres of 50 to 100,000 agents take by that.

`python -m bench.growth` starts the product on PostgreSQL as the Procfile says, one web process and
one that does the work, and lets a signed-in agent have calls as a customer makes them: rung,
answered, the customer's record opened, notes typed, ended, saved, written as a Task. Counted are
deliveries, commands, transactions, rows and log of the database, notifications, messages on
the socket, requests to Salesforce, and the processor time of each part, beyond what an equal time
without calls takes. Then the same at another rate: what the first figures foretell for it stands
beside what was measured. Exit code 1: a call has not exactly one Task, or takes more than three
requests to Salesforce.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields

import psycopg

from bench.growth_model import Idle, PerCall, table
from bench.growth_run import Centre, Reading, centre
from cti_adapter.demo.postgresql import PostgresServer
from cti_adapter.storage.channels import MESSAGES

GOAL_REQUESTS = 3.0
"""For a call with one match and one Task (design §5)."""
SIZES = (50, 500, 10_000, 100_000)


def measured(it: Centre, calls: int, rate: float) -> tuple[Reading, Reading]:
    """Let nobody call, then so many at this rate; return what was counted of both."""
    seconds = calls / rate
    begin = it.read()
    time.sleep(seconds)
    middle = it.read()
    began = time.monotonic()
    for number in range(calls):
        time.sleep(max(0.0, began + number / rate - time.monotonic()))
        it.call()
    time.sleep(max(0.0, began + seconds - time.monotonic()))
    return middle.since(begin), it.read().since(middle)


def reckoned(it: Centre, idle: Reading, busy: Reading, calls: int) -> tuple[PerCall, Idle]:
    """Return what one call takes beyond what the time takes anyway."""

    def beyond(name: str) -> float:
        resting: float = getattr(idle, name) / idle.at * busy.at
        counted: float = getattr(busy, name)
        return max(0.0, counted - resting) / calls

    call = PerCall(
        deliveries=it.deliveries / len(it.saved),
        commands=it.commands / len(it.saved),
        **{f.name: beyond(f.name) for f in fields(Reading) if f.name != "at"},
    )
    resting = Idle(**{f.name: getattr(idle, f.name) / idle.at for f in fields(Idle)})
    return call, resting


def foretold(call: PerCall, idle: Idle, busy: Reading, calls: int) -> Iterator[str]:
    """Word what the figures foretell of a run beside what was counted in it."""
    for field in fields(Reading):
        if field.name == "at":
            continue
        said = getattr(call, field.name) * calls + getattr(idle, field.name, 0.0) * busy.at
        found = getattr(busy, field.name)
        yield f"  {field.name:<16}{said:>14,.1f}{found:>14,.1f}{found / max(said, 1e-9):>8.2f}"


def report(call: PerCall, idle: Idle) -> str:
    """Word what one call takes, and the time without calls."""
    lines = ["one call"]
    lines += [f"  {f.name:<16}{getattr(call, f.name):>14,.4f}" for f in fields(call)]
    lines += ["a second without calls"]
    lines += [f"  {f.name:<16}{getattr(idle, f.name):>14,.4f}" for f in fields(idle)]
    return "\n".join(lines)


def ceiling(server: PostgresServer, seconds: float = 3.0, clients: int = 8) -> float:
    """Return how many transactions a second can store a row and tell of it.

    PostgreSQL puts what is told in order, one commit after the other, however many tell it.
    """
    url = server.make_database().replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE told (id bigserial PRIMARY KEY, words text)")
    ends = time.monotonic() + seconds
    with ThreadPoolExecutor(clients) as pool:
        return sum(pool.map(lambda _: _told(url, ends), range(clients))) / seconds


def _told(url: str, ends: float) -> int:
    done = 0
    with psycopg.connect(url) as connection:
        while time.monotonic() < ends:
            connection.execute("INSERT INTO told (words) VALUES (%s)", ("x" * 300,))
            connection.execute(f"NOTIFY {MESSAGES}, 'org:agent'".encode())
            connection.commit()
            done += 1
    return done


def is_good(it: Centre, call: PerCall) -> bool:
    """Whether each call is one Task, and few requests."""
    tasks = it.tasks()
    once = all(tasks.count(each) == 1 for each in it.saved)
    return once and call.requests <= GOAL_REQUESTS


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    parser.add_argument("--calls", type=int, default=300, help="in the run that is reckoned from")
    parser.add_argument("--rate", type=float, default=5.0, help="calls a second in it")
    parser.add_argument("--check", type=float, default=1.5, help="the rate that is foretold")
    args = parser.parse_args(arguments)
    print(f"load average before {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    with centre() as (it, server):
        told = ceiling(server)
        it.call()  # the first one also learns what the org looks like
        call, idle = reckoned(it, *measured(it, args.calls, args.rate), args.calls)
        checks = args.calls // 3
        _, busy = measured(it, checks, args.check)
        good = is_good(it, call)
        print(report(call, idle))
        print(f"{checks} calls at {args.check:g} a second  foretold       counted   ratio")
        print("\n".join(foretold(call, idle, busy, checks)))
        print(f"this PostgreSQL stores and tells {told:,.0f} times a second; no disk is waited for")
        print("in the busiest hour, a second where nothing else is said")
        print("\n".join(table(call, idle, SIZES)))
        print(f"{len(it.saved)} calls, {len(it.tasks())} Tasks; requests of both runs:")
        print("\n".join(f"  {times:>6} {about}" for about, times in it.asked.most_common()))
    print(f"load average after {os.getloadavg()[0]:.1f}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
