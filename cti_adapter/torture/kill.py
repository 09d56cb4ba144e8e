"""`torture kill`: our real processes die at random moments while calls are told and logged.

The lines play their calls side by side; after a random number of deliveries something of ours is
killed without a warning. In the end everything may finish in peace, and the Tasks of the stand-in
are compared with the calls that were told.
"""

import time
from collections.abc import Callable
from random import Random

from cti_adapter.torture.found import Found
from cti_adapter.torture.line import Progress
from cti_adapter.torture.real_run import RealRun
from cti_adapter.torture.rig import Rig
from cti_adapter.torture.stand_in import FAULTS

LINES = 10
DELIVERIES_OF_A_LIFE = 32
"""So many are taken by one life of the product, as a rule: 1,500 lives in 10,000 calls."""
UNWRITTEN_AT_MOST = 60
"""While more than so many logs wait no call begins: who dies is to have been writing, too."""
STANDSTILL_S = 2.0
"""A life that took no delivery for so long ends, and what waits for an org's pause is let pass."""
KILL_FAULTS = FAULTS | {"limit": 0.005}
"""An org over its limit is left alone for five minutes, which only deaths let pass: seldom here."""
TELLS_EVERY_S = 60.0
NIGHTS, LIFE_OF_A_NIGHT_S = 10, 3.0
"""When all is told, Salesforce is as bad as before, and we die so often, after so long at most."""


def kill(  # noqa: PLR0913 - the options of the command line, by name
    seed: int,
    calls: int,
    *,
    database: str | None = None,
    deliveries_of_a_life: int = DELIVERIES_OF_A_LIFE,
    nights: int = NIGHTS,
    go_on: Callable[[], bool] = lambda: True,
    tell: Callable[[str], None] = lambda _: None,
) -> Found:
    """Play calls while our processes are killed; return what became of them.

    Args:
        seed: of the dice. Processes are not to be rolled again: a second run differs in its order.
        calls: how many at most.
        database: URL of an empty PostgreSQL database; None for a file of SQLite.
        deliveries_of_a_life: how many a life takes, as a rule.
        nights: how often everything dies once more, when all is told and not all is written.
        go_on: asked before each call whether there is time for it.
        tell: told every minute how far it is.
    """
    dice = Random(seed)  # noqa: S311 - not to be secret
    began = time.perf_counter()
    found = Found(seed=seed, database="postgresql" if database else "sqlite", calls=calls)
    with Rig(dice, lines=min(LINES, calls), database=database, many_lives=True) as rig:
        run = RealRun(rig, dice, found, go_on=go_on)
        rig.salesforce.be_bad(KILL_FAULTS, seed)
        run.begin()
        torment(rig, run, dice, found.progress, deliveries_of_a_life, tell)
        for _ in range(nights):
            rig.begin_anew()
            time.sleep(dice.uniform(0, LIFE_OF_A_NIGHT_S))
        tell(f"{run.so_far()}; all is told, now all may be written")
        run.finish()
    found.seconds = time.perf_counter() - began
    return found


def torment(  # noqa: PLR0913, PLR0917 - the parts of one run
    rig: Rig,
    run: RealRun,
    dice: Random,
    progress: Progress,
    of_a_life: int,
    tell: Callable[[str], None],
) -> None:
    """Kill something again and again, until every line has told all its calls."""
    taken, dies_at, moved_at = 0, dice.randint(1, 2 * of_a_life), time.perf_counter()
    tells_at = time.perf_counter() + TELLS_EVERY_S
    while run.goes_on():
        run.hold(is_full=rig.unwritten() > UNWRITTEN_AT_MOST)
        now = time.perf_counter()
        if progress.taken > taken:
            taken, moved_at = progress.taken, now
        if now >= tells_at:
            tell(run.so_far())
            tells_at = now + TELLS_EVERY_S
        if taken >= dies_at:
            time.sleep(dice.random() * 0.1)
            rig.kill_something()
            dies_at, moved_at = taken + dice.randint(1, 2 * of_a_life), time.perf_counter()
        elif now - moved_at > STANDSTILL_S:
            rig.begin_anew()
            moved_at = time.perf_counter()
