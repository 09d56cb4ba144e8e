"""`torture kill`: our real processes die at random moments while calls are told and logged.

The lines play their calls side by side; after a random number of deliveries something of ours is
killed without a warning. In the end everything may finish in peace, and the Tasks of the stand-in
are compared with the calls that were told.
"""

import re
import time
from random import Random

from cti_adapter.torture.calls import Planned, plan
from cti_adapter.torture.clock import MORNING
from cti_adapter.torture.found import Found
from cti_adapter.torture.line import LineThread, Progress
from cti_adapter.torture.people import NOBODY, People
from cti_adapter.torture.rig import Rig, lines_of
from cti_adapter.torture.stand_in import FAULTS
from cti_adapter.torture.verdict import Verdict

LINES = 10
DELIVERIES_OF_A_LIFE = 30
"""So many are taken by one life of the product, as a rule."""
NIGHTS, LIFE_OF_A_NIGHT_S = 10, 3.0
"""When all is told, Salesforce is as bad as before, and we die so often, after so long at most."""
PEACE_S = 600.0
"""What is not written so long after the last fault is told as it stands."""
_LONG_DIGITS = re.compile(r"\d{7,}")


def kill(
    seed: int,
    calls: int,
    *,
    database: str | None = None,
    deliveries_of_a_life: int = DELIVERIES_OF_A_LIFE,
    nights: int = NIGHTS,
) -> Found:
    """Play calls while our processes are killed; return what became of them.

    Args:
        seed: of the dice. Processes are not to be rolled again: a second run differs in its order.
        calls: how many.
        database: URL of an empty PostgreSQL database; None for a file of SQLite.
        deliveries_of_a_life: how many a life takes, as a rule.
        nights: how often everything dies once more, when all is told and not all is written.
    """
    dice = Random(seed)  # noqa: S311 - not to be secret
    began = time.perf_counter()
    found = Found(seed=seed, database="postgresql" if database else "sqlite", calls=calls)
    with Rig(dice, lines=min(LINES, calls), database=database) as rig:
        people = People(rig.salesforce, dice)
        planned = planned_calls(rig, people, dice, calls)
        rig.salesforce.refuse(call.native_id for call in planned if call.refused)
        rig.salesforce.be_bad(FAULTS, seed)
        lines = started(rig, people, planned, found.progress, seed)
        _torment(rig, lines, dice, found.progress, deliveries_of_a_life)
        for _ in range(nights):
            rig.begin_anew()
            time.sleep(dice.uniform(0, LIFE_OF_A_NIGHT_S))
        found.faults = rig.salesforce.faults()
        rig.salesforce.be_good()
        found.drain_s = drained(rig)
        judge(rig, people, planned, found)
    found.seconds = time.perf_counter() - began
    return found


def planned_calls(rig: Rig, people: People, dice: Random, calls: int) -> list[Planned]:
    """Roll every call of a run, spread over the lines."""
    lines = lines_of(rig.users)
    planned = []
    for number in range(calls):
        line = lines[number % len(lines)]
        call = plan(dice, f"c-{number}", line, people.caller(), MORNING, silences=False)
        call.connector = rig.connector
        planned.append(call)
    return planned


def started(
    rig: Rig, people: People, planned: list[Planned], progress: Progress, seed: int
) -> list[LineThread]:
    """Let every line begin with its calls."""
    lines = [
        LineThread(
            rig,
            line,
            calls=[call for call in planned if call.line == line],
            people=people,
            progress=progress,
            seed=f"{seed}-{line}",
        )
        for line in lines_of(rig.users)
    ]
    for line in lines:
        line.start()
    return lines


def wait_for(lines: list[LineThread]) -> bool:
    """Say whether a line is still busy, a moment later.

    Raises:
        BaseException: what ended a line before its time.
    """
    time.sleep(0.01)
    for line in lines:
        if line.error is not None:
            raise line.error
    return any(line.is_busy for line in lines)


def _torment(
    rig: Rig, lines: list[LineThread], dice: Random, progress: Progress, of_a_life: int
) -> None:
    """Kill something again and again, until every line has told all its calls."""
    dies_at = dice.randint(1, 2 * of_a_life)
    while wait_for(lines):
        if progress.taken >= dies_at:
            time.sleep(dice.random() * 0.1)
            rig.kill_something()
            dies_at = progress.taken + dice.randint(1, 2 * of_a_life)


def drained(rig: Rig) -> float:
    """Let everything finish in peace, long after; return how many seconds that took."""
    rig.begin_anew()
    began = time.perf_counter()
    storage = rig.storage()
    try:
        while time.perf_counter() - began < PEACE_S:
            ever = MORNING.replace(year=MORNING.year + 100)
            if storage.queue.next_due() is None and not storage.timers.due_calls(ever, 1):
                break
            time.sleep(0.1)
    finally:
        storage.close()
    rig.stop()
    return time.perf_counter() - began


def judge(rig: Rig, people: People, planned: list[Planned], found: Found) -> None:
    """Compare what the org has with what was told."""
    storage = rig.storage()
    try:
        verdict = Verdict(storage, _Truth(rig, people), rig.org_id, rig.users)
        verdict.judge(planned)
    finally:
        storage.close()
    found.found, found.sentences = verdict.found, verdict.sentences
    found.dead, found.refused = verdict.dead, sum(call.refused for call in planned)
    found.noted = sum(bool(call.kept_text) for call in planned)
    found.kills, found.moved = rig.kills, people.moved
    for leaked in _leaked(rig, planned):
        found.found["PII_IN_LOG"] += 1
        found.sentences.append(f"PII_IN_LOG {leaked}")


class _Truth:
    """What the stand-in has (verdict.py, Truth)."""

    def __init__(self, rig: Rig, people: People) -> None:
        self._rig = rig
        self.heir_of, self.is_hidden = people.heir_of, people.is_hidden

    def tasks(self) -> list[dict[str, object]]:
        return self._rig.salesforce.tasks()


def _leaked(rig: Rig, planned: list[Planned]) -> list[str]:
    """Return what stands in the product's log and must not: numbers, notes, tokens."""
    log = rig.log()
    numbers = {NOBODY[1:]}
    numbers |= {each.tellings[0].members["remote_number"][1:] for each in planned if each.tellings}
    digits = set(_LONG_DIGITS.findall(log))
    words = {each.text for each in planned} | {rig.token(line) for line in rig.users}
    words.add(rig.webhook_secret)
    seen = [word for word in words if word in log]
    seen += [n for n in digits if any(number[-10:] in n for number in numbers)]
    return sorted(seen)
