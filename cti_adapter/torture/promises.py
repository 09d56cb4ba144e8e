"""`torture all`: every way of torture after the other, and one table of what was promised.

P1 to P7 and P11 of docs/design.md, each with its goal and its figure. A figure that is smaller than
its goal because the time was over is no failure; something lost, doubled, wrong or hidden is.
"""

import os
import platform
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import NamedTuple, TypeVar

from cti_adapter.torture.campaign import Report, campaign, caught
from cti_adapter.torture.designs import BROKEN
from cti_adapter.torture.found import Found
from cti_adapter.torture.key_places import Outcome
from cti_adapter.torture.key_places import campaign as keys
from cti_adapter.torture.kill import kill
from cti_adapter.torture.outage import outage
from cti_adapter.torture.power import BROKEN as BROKEN_STORAGES
from cti_adapter.torture.power import Outage, power

T = TypeVar("T")

SEEDS, CALLS, TRIALS, CALLS_OF_AN_OUTAGE = 100_000, 10_000, 10_000, 500
WRITES = 10_000
"""For each place of the key; they take half a minute together."""
SEEDS_OF_A_BROKEN_DESIGN, TRIALS_OF_A_BROKEN_STORAGE = 1000, 60
_COLUMNS = ("", "Promise", "Goal", "Figure", "")


class Everything(NamedTuple):
    """What all ways of torture came to."""

    sim: Report
    broken: Sequence[Report]
    kills: Sequence[Found]
    """On SQLite, then perhaps on PostgreSQL."""
    power: Outage
    broken_storages: Sequence[Outage]
    away: Found
    keys: Sequence[Outcome]
    """For each place the call key may have."""


class Row(NamedTuple):
    """One promise: what was to be shown, what was, and whether nothing is wrong."""

    name: str
    promise: str
    goal: str
    figure: str
    is_kept: bool


def torture(
    minutes: float,
    database: str | None,
    tell: Callable[[object], None],
    meanwhile: Callable[[str], None],
) -> tuple[Row, ...]:
    """Run every way for so many minutes at most; return the table.

    Args:
        minutes: for each of them, beside what it needs to begin and to end.
        database: URL of an empty PostgreSQL database, to kill our processes on that as well.
        tell: told of each way as soon as it is done.
        meanwhile: told how far a long one is.
    """
    done = Everything(
        sim=_told(tell, campaign("ours", range(SEEDS), go_on=_for(minutes))),
        broken=[caught(design, range(SEEDS_OF_A_BROKEN_DESIGN)) for design in BROKEN],
        kills=[
            _told(tell, kill(11, CALLS, database=url, go_on=_for(minutes), tell=meanwhile))
            for url in (None, database)[: 1 + bool(database)]
        ],
        power=_told(tell, power("ours", TRIALS, go_on=_for(minutes))),
        broken_storages=[power(each, TRIALS_OF_A_BROKEN_STORAGE) for each in BROKEN_STORAGES],
        away=_told(tell, outage(11, CALLS_OF_AN_OUTAGE, go_on=_for(minutes))),
        keys=[_told(tell, outcome) for outcome in keys(WRITES)],
    )
    return rows_of(done)


def table(rows: Sequence[Row]) -> str:
    """Write the table in Markdown, with the machine it was made on."""
    lines = [_line(_COLUMNS), _line(["---"] * len(_COLUMNS))]
    lines += [_line([*row[:-1], "kept" if row.is_kept else "BROKEN"]) for row in rows]
    load = os.getloadavg()[0]
    machine = f"{platform.system()}, {os.cpu_count()} cores, load {load:.1f}"
    return "\n".join([*lines, "", f"{machine}, Python {platform.python_version()}"])


def rows_of(done: Everything) -> tuple[Row, ...]:
    """Return what each promise came to."""
    return (
        _any_moment(done),
        _without_a_browser(done),
        _on_disk(done),
        _any_schedule(done),
        _badly_told(done),
        _while_away(done),
        _moved(done),
        _without_a_key(done),
    )


def _any_moment(done: Everything) -> Row:
    runs = "; ".join(
        f"{run.database}: {run.calls} calls, {run.kills.total()} SIGKILLs, "
        f"{sum(run.faults.values())} faults, {_seen(run, 'LOST', 'DUPLICATE', 'SILENT_REJECT')}"
        for run in done.kills
    )
    caught_all = all(report.bad_seeds for report in done.broken)
    return Row(
        "P1",
        "every call is one Task or one visible entry, killed at any moment",
        "10,000 calls, 1,500 SIGKILLs, 10,000 faults: 0 lost, doubled, hidden; 4 broken designs",
        f"{runs}; {sum(bool(each.bad_seeds) for each in done.broken)} of {len(done.broken)} caught",
        caught_all and all(run.is_good for run in done.kills),
    )


def _without_a_browser(done: Everything) -> Row:
    noted = sum(run.noted for run in done.kills)
    missing = sum("notes are missing" in said for run in done.kills for said in run.sentences)
    return Row(
        "P2",
        "saved with the browser shut",
        "0 lost, notes loss up to 2 s; each phase: tests/browser/test_refresh.py",
        f"no browser was open; of {noted} calls whose notes were taken {missing} lack them",
        not missing,
    )


def _on_disk(done: Everything) -> Row:
    found = done.power.found
    bad = sum(bool(each.bad_trials) for each in done.broken_storages)
    return Row(
        "P3",
        "once we say 2xx it is on disk",
        "10,000 power cuts: 0 acknowledged events lost",
        f"{done.power.trials} power cuts, LOST={found['LOST']} CORRUPT={found['CORRUPT']}; "
        f"{bad} of {len(done.broken_storages)} broken storages caught",
        not done.power.bad_trials and bad == len(done.broken_storages),
    )


def _any_schedule(done: Everything) -> Row:
    sim = done.sim
    return Row(
        "P4",
        "any schedule, reproducible",
        "100,000 seeds: 0 violations",
        f"{sim.seeds} seeds, {sim.counted['calls']} calls, {sim.counted['crashes']} crashes, "
        f"{len(sim.bad_seeds)} bad seeds",
        not sim.bad_seeds,
    )


def _badly_told(done: Everything) -> Row:
    runs: tuple[Report | Found, ...] = (done.sim, *done.kills)
    badly = {name: sum(run.badly[name] for run in runs) for name in done.sim.badly}
    wrong = sum(run.found["WRONG_FIELD"] for run in runs)
    return Row(
        "P5",
        "duplicates, disorder, missing hang-ups do not matter",
        "15 % twice, 20 % shuffled, 5 % without hang-up: WRONG_FIELD 0",
        ", ".join(f"{number} {name}" for name, number in sorted(badly.items()))
        + f": WRONG_FIELD {wrong}",
        not wrong,
    )


def _while_away(done: Everything) -> Row:
    away = done.away
    return Row(
        "P6",
        "an outage of Salesforce costs nothing but time",
        "one hour, 500 calls: all written; webhook p99 below 50 ms",
        f"{away.calls} calls, {_seen(away, 'LOST', 'WRONG_FIELD')}, "
        f"written {away.drain_s:.0f} s after it; webhook p99 {away.p99_ms:.0f} ms",
        away.is_good,
    )


def _moved(done: Everything) -> Row:
    moved = sum((run.moved for run in done.kills), start=done.away.moved)
    real = ", ".join(f"{number} {fate}" for fate, number in sorted(moved.items()))
    wrong = sum(" WhoId: " in said for run in (*done.kills, done.away) for said in run.sentences)
    wrong += sum(" WhoId: " in said for said in done.sim.sentences)
    return Row(
        "P7",
        "converted, merged, deleted records do not lose the call",
        "3 × 500 moments: on the right successor, or flagged",
        f"{real}, and {done.sim.counted['moved_records']} simulated: {wrong} on a wrong record",
        not wrong,
    )


def _without_a_key(done: Everything) -> Row:
    runs = "; ".join(
        f"{each.place}: {each.calls} calls, LOST={each.lost} DUPLICATE={each.doubled} "
        f"of which told {each.told}"
        for each in done.keys
    )
    return Row(
        "P11",
        "an org without our key is told the truth",
        "with a key 0 doubled; without one every call says 'at least once', every double is told",
        runs,
        all(each.is_good for each in done.keys),
    )


def _seen(run: Found, *names: str) -> str:
    return " ".join(f"{name}={run.found[name]}" for name in names)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _for(minutes: float) -> Callable[..., bool]:
    """Return what says for so long, from the first time it is asked on, that there is time."""
    ends_at: list[float] = []

    def go_on(*_: object) -> bool:
        if not ends_at:
            ends_at.append(perf_counter() + 60 * minutes)
        return perf_counter() < ends_at[0]

    return go_on


def _told(tell: Callable[[object], None], it: T) -> T:
    tell(it)
    return it
