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
_MANY_CALLS = 100
"""From so many on a run is long: most of it is our processes' starting."""
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
    many = calls > _MANY_CALLS
    with Rig(dice, lines=min(LINES, calls), database=database, many_lives=many) as rig:
        run = RealRun(rig, dice, found, go_on=go_on)
        rig.salesforce.be_bad(FAULTS, seed)
        run.begin()
        _torment(rig, run, dice, found.progress, deliveries_of_a_life, tell)
        for _ in range(nights):
            rig.begin_anew()
            time.sleep(dice.uniform(0, LIFE_OF_A_NIGHT_S))
        tell(f"{run.so_far()}; all is told, now all may be written")
        run.finish()
    found.seconds = time.perf_counter() - began
    return found


def _torment(  # noqa: PLR0913, PLR0917 - the parts of one run
    rig: Rig,
    run: RealRun,
    dice: Random,
    progress: Progress,
    of_a_life: int,
    tell: Callable[[str], None],
) -> None:
    """Kill something again and again, until every line has told all its calls."""
    dies_at = dice.randint(1, 2 * of_a_life)
    tells_at = time.perf_counter() + TELLS_EVERY_S
    while run.goes_on():
        if time.perf_counter() >= tells_at:
            tell(run.so_far())
            tells_at = time.perf_counter() + TELLS_EVERY_S
        if progress.taken >= dies_at:
            time.sleep(dice.random() * 0.1)
            rig.kill_something()
            dies_at = progress.taken + dice.randint(1, 2 * of_a_life)
