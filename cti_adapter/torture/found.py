"""What a run with real processes came to, and how the command says it."""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from cti_adapter.torture.line import Progress
from cti_adapter.torture.verdict import FINDINGS

BACK_WITHIN_S = 3.0


class Found(msgspec.Struct, kw_only=True):
    """The figures of one run."""

    way: str = "kill"
    seed: int
    database: str
    calls: int
    seconds: float = 0.0
    drain_s: float = 0.0
    """From the last fault on until nothing waited any more."""
    progress: Progress = msgspec.field(default_factory=Progress)
    kills: Counter[str] = msgspec.field(default_factory=Counter)
    faults: dict[str, int] = msgspec.field(default_factory=dict)
    moved: Counter[str] = msgspec.field(default_factory=Counter)
    found: Counter[str] = msgspec.field(default_factory=Counter)
    sentences: list[str] = msgspec.field(default_factory=list)
    badly: Counter[str] = msgspec.field(default_factory=Counter)
    """How often something was told twice, in disorder, or not at all."""
    dead: int = 0
    refused: int = 0
    noted: int = 0
    """Calls whose agent was told that the notes are kept."""
    moved_s: list[float] = msgspec.field(default_factory=list)
    """How long each page was without a socket that lost its own process, and others were there."""
    back_s: list[float] = msgspec.field(default_factory=list)
    """How long after everything had been gone each page was back."""
    restarts: int = 0
    """How often a web process was restarted in order."""
    restarted: Counter[str] = msgspec.field(default_factory=Counter)
    """How sockets ended meanwhile, by close code."""
    closed: Counter[str] = msgspec.field(default_factory=Counter)
    """How their sockets ended, by close code."""

    @property
    def is_good(self) -> bool:
        return not self.found and self.dead == self.refused

    @property
    def p99_ms(self) -> float:
        """Of the webhooks that were taken at once, how long 99 of 100 waited for the answer."""
        return 1000 * quantile(self.progress.waits, 0.99)

    def __str__(self) -> str:
        """Say it as the command prints it."""
        seen = " ".join(f"{name}={self.found[name]}" for name in (*FINDINGS, "PII_IN_LOG"))
        p50_ms = 1000 * quantile(self.progress.waits, 0.5)
        done = (
            f"seed={self.seed} db={self.database} calls={self.calls}",
            f"deliveries={self.progress.taken} sent_again={self.progress.again}",
            f"sigkill={self.kills.total()}{{{pairs(self.kills)}}}",
            f"faults={sum(self.faults.values())}{{{pairs(self.faults)}}}",
            f"taken_back={self.progress.taken_back}",
            f"told={{{pairs(self.badly)}}} moved={self.moved.total()}{{{pairs(self.moved)}}}",
        )
        times = (
            f"webhook p50={p50_ms:.1f}ms p99={self.p99_ms:.1f}ms",
            f"drain={self.drain_s:.1f}s took={self.seconds:.1f}s",
        )
        lines = [
            f"torture {self.way}  {' '.join(done)}",
            f"  {seen} | dead={self.dead} (expected {self.refused})",
            f"  {' '.join(times)}",
            *(self._pages if self.moved_s else []),
            *(f"  {sentence}" for sentence in self.sentences),
        ]
        return "\n".join(lines)

    @property
    def is_late(self) -> bool:
        """Whether agents were not back in time at another process (P10)."""
        return quantile(self.moved_s, 0.99) > BACK_WITHIN_S

    @property
    def _pages(self) -> tuple[str, str]:
        """Say how the agents' pages fared."""
        restarts = f"{self.restarts} restarts {{{pairs(self.restarted)}}}"
        return (
            f"  to another process: {_seconds(self.moved_s)} | all gone: {_seconds(self.back_s)}",
            f"  closed in {restarts} in all {{{pairs(self.closed)}}}",
        )


def _seconds(waits: Sequence[float]) -> str:
    p50, p99, most = (quantile(waits, share) for share in (0.5, 0.99, 1))
    return f"{len(waits)} pages back, p50={p50:.2f}s p99={p99:.2f}s max={most:.2f}s"


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of them does not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


def pairs(counted: Mapping[str, int]) -> str:
    """Write counts by name."""
    return " ".join(f"{name}:{number}" for name, number in sorted(counted.items()))
