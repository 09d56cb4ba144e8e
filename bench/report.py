"""What a run showed, as a table and as goals met or missed (design §5)."""

import json
import math
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median

from bench.run import QUICK, Figures, Outcome

PRODUCT, HUB, PEER, NCHAN = "product", "hub alone", "Node ws", "nchan"
TOLERANCE = 1.25
"""A ratio may be missed by a quarter before the run counts as failed: machines are shared."""

ROWS: tuple[tuple[str, Callable[[Figures], Sequence[float]]], ...] = (
    ("bytes per idle socket", lambda f: f.bytes_per_socket),
    ("webhook to socket p50, ms", lambda f: f.p50_ms),
    ("webhook to socket p99, ms", lambda f: f.p99_ms),
    ("CPU per event, us", lambda f: f.cpu_us),
    ("fan-out, last socket, ms", lambda f: f.fan_out_ms),
    ("start to ready, ms", lambda f: f.ready_ms),
    ("load late p99, ms", lambda f: f.late_ms),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One goal of design §5 that this run can judge."""

    about: str
    limit: float
    found: float
    unit: str

    @property
    def met(self) -> bool:
        return self.found <= self.limit

    @property
    def clearly_missed(self) -> bool:
        """Only ratios can be: absolute times are those of the machine."""
        return self.unit == "x" and self.found > self.limit * TOLERANCE

    def __str__(self) -> str:
        verdict = "met" if self.met else "missed"
        found, limit = f"{_short(self.found)} {self.unit}", f"{self.limit:g} {self.unit}"
        return f"  {verdict:<7} {found:>10} of {limit:<8} {self.about}"


def goals(outcome: Outcome) -> list[Goal]:
    """Return what of design §5 this run can judge."""
    product, hub, peer = (outcome.figures[name] for name in (PRODUCT, HUB, PEER))
    memory = median(product.bytes_per_socket)
    found = [
        ("memory per idle agent, session data included", 2, memory / 1024, "KB"),
        ("the same to Node ws", 0.25, _ratio(memory, median(peer.bytes_per_socket)), "x"),
        ("webhook to socket p99, durable", 10, median(product.p99_ms), "ms"),
        ("p50, durable, to Node ws", 3, median(product.p50_ms) / median(peer.p50_ms), "x"),
        ("fan-out of the hub to Node ws", 1, median(hub.fan_out_ms) / median(peer.fan_out_ms), "x"),
        ("start to ready", 1000, median(product.ready_ms), "ms"),
    ]
    if (nchan := outcome.figures.get(NCHAN)) is not None:
        size, fan_out = median(nchan.bytes_per_socket), median(nchan.fan_out_ms)
        found += [
            ("memory to nchan", 0.2, _ratio(memory, size), "x"),
            ("fan-out of the hub to nchan", 1, median(hub.fan_out_ms) / fan_out, "x"),
        ]
    return [
        Goal(about=about, limit=limit, found=value, unit=unit)
        for about, limit, value, unit in found
    ]


def _ratio(found: float, peer: float) -> float:
    """Return how many times the peer's it is; of a few sockets a peer may show no memory at all."""
    return found / peer if peer else math.inf


def has_failed(outcome: Outcome) -> bool:
    """Return whether an event was lost, or a ratio missed by more than the tolerance.

    The short form is too short to judge ratios.
    """
    lost = sum(figures.lost + figures.refused for figures in outcome.figures.values())
    missed = any(goal.clearly_missed for goal in goals(outcome))
    return lost > 0 or (missed and outcome.size != QUICK)


def report(outcome: Outcome) -> str:
    """Return the whole report."""
    size, figures = outcome.size, outcome.figures
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    lines = [
        f"{size.sockets} agents, {size.rate:.0f} events/s (Poisson, open loop)",
        f"{size.rounds} rounds of {size.seconds:.0f} s, alternating; median (min..max) x {PEER}",
        f"{os.cpu_count()} cores, load {outcome.load_before:.1f} before the run, {machine}",
        *_warning(outcome),
        "",
        _line("", list(figures)),
    ]
    for name, row in ROWS:
        cells = [_cell(row(each), row(figures[PEER])) for each in figures.values()]
        lines.append(_line(name, cells))
    counts = [f"{f.events} sent, {f.lost} lost, {f.refused} refused" for f in figures.values()]
    lines.append(_line("events", counts))
    lines += ["", "goals (design, section 5)", *map(str, goals(outcome))]
    if size.guarded:
        lines += ["", f"the loop was blocked for more than 50 ms {len(outcome.blocks)} times"]
    return "\n".join([*lines, *outcome.blocks[:1]])


def json_lines(outcome: Outcome, at: str) -> str:
    """Return the run as JSON, a line a contestant: what `--json` appends to a file.

    Args:
        outcome: what was measured.
        at: when, ISO 8601.
    """
    about = {"at": at, "load_before": outcome.load_before, **asdict(outcome.size)}
    rows = [{"contestant": name, **about, **asdict(f)} for name, f in outcome.figures.items()]
    return "".join(json.dumps(row) + "\n" for row in rows)


def _warning(outcome: Outcome) -> list[str]:
    if outcome.load_before < 0.5 * (os.cpu_count() or 1):
        return []
    return ["this machine is busy with something else: believe the ratios, not the times"]


def _line(name: str, cells: Sequence[str]) -> str:
    return "".join([f"{name:<28}", *(f"{cell:<33}" for cell in cells)]).rstrip()


def _cell(values: Sequence[float], peer: Sequence[float]) -> str:
    if not values:
        return "-"
    ratio = f" {median(values) / median(peer):.2f}x" if peer and median(peer) else ""
    return f"{_short(median(values))} ({_short(min(values))}..{_short(max(values))}){ratio}"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}"
