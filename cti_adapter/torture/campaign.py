"""Many seeds after each other, and what they came to: the figures `torture sim` prints."""

from collections import Counter
from collections.abc import Callable, Iterable
from time import perf_counter

from cti_adapter.torture.calls import told_badly
from cti_adapter.torture.designs import Design
from cti_adapter.torture.ground import ground
from cti_adapter.torture.sim import Simulation
from cti_adapter.torture.verdict import FINDINGS, Verdict

_DONE = ("calls", "continued", "events", "crashes", "moved_records", "windows", "requests")
_TOLD = 5
"""So many bad seeds are printed with what was wrong."""


class Report:
    """What a number of seeds came to."""

    def __init__(self, design: Design) -> None:
        self.design = design
        self._options = f"--design {design}"
        self.seeds = 0
        self.bad_seeds: list[int] = []
        self.sentences: list[str] = []
        self.last_story: list[str] = []
        self.counted: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.badly: Counter[str] = Counter()
        """How often something was told twice, in disorder, or not at all."""
        self.virtual_hours = 0.0
        self.seconds = 0.0

    def add(self, seed: int, simulation: Simulation, verdict: Verdict) -> None:
        """Count one seed."""
        self.seeds += 1
        self.last_story = simulation.story
        self.found += verdict.found
        self.faults += simulation.faults.counted
        self.badly += told_badly(simulation.calls)
        self.virtual_hours += simulation.clock.seconds() / 3600
        self.counted.update(
            calls=len(simulation.calls),
            continued=sum(call.task is not None for call in simulation.calls),
            events=simulation.told,
            crashes=simulation.crashes,
            moved_records=simulation.moved,
            windows=int(bool(simulation.faults.window.kind)),
            requests=simulation.salesforce.requests,
            dead=verdict.dead,
            refused=sum(call.refused for call in simulation.calls),
        )
        if not verdict.sentences:
            return
        self.bad_seeds.append(seed)
        if len(self.bad_seeds) <= _TOLD:
            self.sentences += [f"seed {seed}: {sentence}" for sentence in verdict.sentences]

    @property
    def caught_words(self) -> str:
        """Say whether a broken design was caught."""
        if not self.bad_seeds:
            return f"NOT CAUGHT by {self.seeds} seeds"
        return f"caught by seed {self.bad_seeds[0]}: {_pairs(self.found)}"

    def __str__(self) -> str:
        """Say it as the command prints it."""
        counted = self.counted
        seen = " ".join(f"{name}={self.found[name]}" for name in FINDINGS)
        met = f"faults={self.faults.total()}{{{_pairs(self.faults)}}}"
        done = " ".join(f"{name}={counted[name]}" for name in _DONE)
        lines = [
            f"torture sim  design={self.design} seeds={self.seeds} {done} {met}",
            f"  virtual={self.virtual_hours:.1f}h took={self.seconds:.1f}s",
            f"  {seen} | dead={counted['dead']} (expected {counted['refused']})",
            *(f"  {sentence}" for sentence in self.sentences),
        ]
        if self.bad_seeds:
            lines.append(
                f"  {len(self.bad_seeds)} bad seeds; the first again: "
                f"cti-adapter torture sim {self._options} --seed {self.bad_seeds[0]}"
            )
        return "\n".join(lines)


def campaign(
    design: Design,
    seeds: Iterable[int],
    *,
    go_on: Callable[[Report], bool] = lambda _: True,
) -> Report:
    """Play seeds one after the other; return what they came to.

    Args:
        design: ours, or one that is broken on purpose.
        seeds: which.
        go_on: asked before each seed, with what there is by then.
    """
    report = Report(design)
    begun = perf_counter()
    with ground() as bare:
        for seed in seeds:
            if not go_on(report):
                break
            with bare.fresh() as storage:
                simulation = Simulation(seed, storage, design)
                report.add(seed, simulation, simulation.run())
    report.seconds = perf_counter() - begun
    return report


def caught(design: Design, seeds: Iterable[int]) -> Report:
    """Play seeds of a broken design until one of them is bad."""
    return campaign(design, seeds, go_on=lambda report: not report.bad_seeds)


def _pairs(counted: Counter[str]) -> str:
    return " ".join(f"{name}:{number}" for name, number in sorted(counted.items()))
