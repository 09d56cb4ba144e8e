"""`torture cluster`: several web and work processes, and PostgreSQL, killed while calls are told.

As `torture kill`, with a balancer before the web processes that keeps no agent at one, the database
among those who die, and two pages of every agent that must be back soon and miss nothing. Now and
then a web process is restarted in order, as a new release is brought in (P10).
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

from cti_adapter.calls.agent import AgentId
from cti_adapter.demo.postgresql import PostgresServer
from cti_adapter.torture.found import Found
from cti_adapter.torture.kill import DELIVERIES_OF_A_LIFE, KILL_FAULTS, LINES, torment
from cti_adapter.torture.page import Page
from cti_adapter.torture.real_run import RealRun
from cti_adapter.torture.rig import Rig
from cti_adapter.torture.staff import lines_of

WEBS, WORKS, PAGES = 3, 2, 2
"""Web processes, processes that do the work, pages of an agent."""
DATABASE_DOWN_S = 0.5
CONNECTIONS = 200
CAUGHT_UP_WITHIN_S = 10.0


def cluster(
    seed: int,
    calls: int,
    *,
    deliveries_of_a_life: int = DELIVERIES_OF_A_LIFE,
    go_on: Callable[[], bool] = lambda: True,
    tell: Callable[[str], None] = lambda _: None,
) -> Found:
    """Play calls while a cluster's processes are killed; return what became of them.

    Args:
        seed: of the dice.
        calls: how many at most.
        deliveries_of_a_life: how many are taken between two deaths, as a rule.
        go_on: asked before each call whether there is time for it.
        tell: told every minute how far it is.
    """
    dice = Random(seed)  # noqa: S311 - not to be secret
    began = time.perf_counter()
    found = Found(way="cluster", seed=seed, database="postgresql", calls=calls)
    server = PostgresServer(survives_kills=True, connections=CONNECTIONS)
    try:
        with (
            Rig(
                dice,
                lines=min(LINES, calls),
                database=server.make_database(),
                many_lives=True,
                webs=WEBS,
                works=WORKS,
                crash_database=lambda: server.crash(DATABASE_DOWN_S),
            ) as rig,
            _pages(rig, found) as pages,
        ):
            run = RealRun(rig, dice, found, go_on=go_on)
            rig.salesforce.be_bad(KILL_FAULTS, seed)
            run.begin()
            rig.restart_a_web()
            torment(rig, run, dice, found.progress, deliveries_of_a_life, tell)
            run.finish(lambda: _catch_up(rig, pages))
    finally:
        server.stop()
    found.seconds = time.perf_counter() - began
    return found


@contextmanager
def _pages(rig: Rig, found: Found) -> Iterator[list[Page]]:
    """Open the agents' pages; when they are closed it is known how they fared."""
    named = [
        (line, f"{found.seed}-{line}-{one}") for line in lines_of(rig.users) for one in range(PAGES)
    ]
    pages = [Page(rig, *name) for name in named]
    try:
        yield pages
    finally:
        for page in pages:
            page.close()
    closed = [each for page in pages for each in page.closed]
    found.closed = Counter(str(code) for _, code in closed)
    found.restarted = Counter(
        str(code)
        for at, code in closed
        if any(began <= at <= until for began, until in rig.restarts)
    )
    found.restarts = len(rig.restarts)
    lost = [each for page in pages for each in page.lost]
    found.moved_s = [back - began for began, back in lost if not _absence(rig, began, back)]
    gone = [(back, until) for began, back in lost if (until := _absence(rig, began, back))]
    found.back_s = [max(0.0, back - until) for back, until in gone]
    for page in pages:
        found.sentences += [f"LOST_MESSAGE line {page.line}: {gap}" for gap in page.gaps]
        if page.gaps:
            found.found["LOST_MESSAGE"] += len(page.gaps)


def _absence(rig: Rig, lost: float, back: float) -> float:
    """Return when somebody was there again to come back to; 0 where always somebody was."""
    return max(
        (until for began, until in rig.absences if began <= back and until >= lost), default=0
    )


def _catch_up(rig: Rig, pages: list[Page]) -> None:
    """Wait until every page has its agent's newest message; one that never has it lost it."""
    storage = rig.storage()
    try:
        ends_at = time.perf_counter() + CAUGHT_UP_WITHIN_S
        newest = {
            page.line: storage.people.desk(rig.org_id, AgentId(f"line-{page.line}")).seq
            for page in pages
        }
    finally:
        storage.close()
    for page in pages:
        while page.last_seq < newest[page.line] and time.perf_counter() < ends_at:
            time.sleep(0.05)
        if page.last_seq < newest[page.line]:
            page.gaps.append(f"after {page.last_seq} nothing came; there is {newest[page.line]}")
