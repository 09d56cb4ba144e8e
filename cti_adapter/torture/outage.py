"""`torture outage`: Salesforce is away while calls are told; it must cost nothing but time.

Every request to it fails from before the first call until an hour after the last one. Nobody is
killed; what is looked at is how fast webhooks are answered meanwhile, and that all is written.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from random import Random

from cti_adapter.torture.found import Found
from cti_adapter.torture.real_run import RealRun
from cti_adapter.torture.rig import Rig
from cti_adapter.torture.stand_in import AWAY

LINES = 2
"""So few that the machine has room for them beside the product: what is measured is the product."""
PAUSE_S = 0.02
LASTS = timedelta(hours=1)


def outage(
    seed: int,
    calls: int,
    *,
    database: str | None = None,
    go_on: Callable[[], bool] = lambda: True,
) -> Found:
    """Play calls while Salesforce is away for an hour; return what became of them.

    Args:
        seed: of the dice.
        calls: how many at most.
        database: URL of an empty PostgreSQL database; None for a file of SQLite.
        go_on: asked before each call whether there is time for it.
    """
    dice = Random(seed)  # noqa: S311 - not to be secret
    began = time.perf_counter()
    found = Found(
        way="outage", seed=seed, database="postgresql" if database else "sqlite", calls=calls
    )
    with Rig(dice, lines=LINES, database=database, on_disk=True) as rig:
        run = RealRun(rig, dice, found, go_on=go_on, pause_s=PAUSE_S)
        rig.salesforce.be_bad(AWAY, seed)
        run.begin()
        while run.goes_on():
            pass
        rig.begin_anew(LASTS)  # the rest of the hour, and a last try of everything that waits
        run.finish()
    found.kills.clear()
    found.seconds = time.perf_counter() - began
    return found
