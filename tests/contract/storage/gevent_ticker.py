"""Run by test_gevent.py in a process of its own, patched by gevent as the web worker is.

Writes and reads while a greenlet ticks every millisecond, and prints how much is missing and the
longest time in ms that the loop stood still. A busy machine can only make that longer, so the best
round counts, and there are more rounds while none is good. In each round one piece of work blocks
its thread for so many seconds.
"""

import sys
import time
from datetime import UTC, datetime

import gevent
from gevent import monkey

from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.ports import InboxItem
from cti_adapter.storage import FernetSealer, Storage, open_storage
from cti_adapter.storage.unit_of_work import SqlUnit

ORG = OrgId("engines")
NOW = datetime.now(UTC)
WRITES, MOST_ROUNDS, GOOD_S = 200, 8, 0.05
block = monkey.get_original("time", "sleep")


def write(storage: Storage, number: int, block_s: float) -> None:
    item = InboxItem(source="/", event_id=str(number), body=bytes(300))

    def work(unit: SqlUnit) -> None:
        unit.take_in("main", item, NOW)
        if number % WRITES == WRITES // 2:
            block(block_s)

    storage.units.write(ORG, work)


def longest_gap(storage: Storage, first: int, block_s: float) -> float:
    gaps: list[float] = []

    def tick() -> None:
        while True:
            before = time.perf_counter()
            gevent.sleep(0.001)
            gaps.append(time.perf_counter() - before)

    ticker = gevent.spawn(tick)
    writers = [gevent.spawn(write, storage, first + n, block_s) for n in range(WRITES)]
    readers = [gevent.spawn(storage.inbox.latest, ORG, "main", 50) for _ in range(20)]
    gevent.joinall(writers, raise_error=True)
    gevent.joinall(readers, raise_error=True)
    ticker.kill()
    return max(gaps)


def main(url: str, key: str, block_s: str) -> None:
    storage = open_storage(url, FernetSealer([key]))
    gaps: list[float] = []
    while len(gaps) < MOST_ROUNDS and min(gaps, default=1.0) > GOOD_S:
        gaps.append(longest_gap(storage, len(gaps) * WRITES, float(block_s)))
    missing = len(gaps) * WRITES - len(storage.inbox.latest(ORG, "main", 10_000))
    storage.close()
    print(missing, round(min(gaps) * 1000))  # noqa: T201 - the answer to the test


if __name__ == "__main__":
    main(*sys.argv[1:])
