"""`torture power`: the power goes at any moment; what was acknowledged must be on the disk.

The product's own flow of calls and its own storage, on a disk that keeps what was synced and any
part of what was not (disk.py). At random writes and syncs, those inside a commit too, the picture
of the disk is taken, and opened afterwards by a SQLite that knows nothing of all this: is it whole,
and does it hold every event that was answered with 2xx, every note that an agent's page was told
is kept?
"""

import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Literal, get_args

import msgspec

from cti_adapter.storage import Storage
from cti_adapter.torture.calls import plan
from cti_adapter.torture.clock import VirtualClock
from cti_adapter.torture.crashes import Hazards
from cti_adapter.torture.disk import Disk, plugged_in
from cti_adapter.torture.faults import Faults
from cti_adapter.torture.ground import SEED, USERS, Ground, ground
from cti_adapter.torture.process import Process
from cti_adapter.torture.salesforce import SimulatedSalesforce

Design = Literal["ours", "unsynced", "answer-first"]
"""unsynced: the log of the database is not synced at a commit, as with synchronous=NORMAL or OFF.
answer-first: 2xx is said before the event is stored."""
DESIGNS: tuple[Design, ...] = get_args(Design)
BROKEN = DESIGNS[1:]

CALLS_OF_A_RUN = 40
"""Calls told to one database: its log is copied back two or three times meanwhile."""
CUT = 0.08
"""How likely the power goes at one write or sync."""
_TOLD = 5


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """One power cut: what was promised by then."""

    folder: Path
    deliveries: frozenset[str]
    events: int
    """Rows of the journal."""


class Outage(msgspec.Struct, kw_only=True):
    """The figures of many power cuts."""

    design: Design
    trials: int = 0
    runs: int = 0
    promised: int = 0
    """Deliveries that were acknowledged before a cut, over all trials."""
    seconds: float = 0.0
    found: Counter[str] = msgspec.field(default_factory=Counter)
    bad_trials: int = 0
    sentences: list[str] = msgspec.field(default_factory=list)

    def __str__(self) -> str:
        """Say it as the command prints it."""
        seen = " ".join(f"{name}={self.found[name]}" for name in ("LOST", "CORRUPT"))
        told = f"runs={self.runs} acknowledged={self.promised} sqlite={sqlite3.sqlite_version}"
        lines = [
            f"torture power  design={self.design} trials={self.trials} {told}",
            f"  {seen} | bad trials={self.bad_trials} took={self.seconds:.1f}s",
            *(f"  {sentence}" for sentence in self.sentences),
        ]
        return "\n".join(lines)


def power(
    design: Design,
    trials: int,
    *,
    seed: int = 0,
    go_on: Callable[[Outage], bool] = lambda _: True,
) -> Outage:
    """Cut the power so many times; return what was lost.

    Args:
        design: ours, or one that is broken on purpose.
        trials: power cuts.
        seed: of the dice.
        go_on: asked before each run, with what there is by then.

    Raises:
        SettingsError: this Python's SQLite cannot be listened to.
    """
    outage, began = Outage(design=design), time.perf_counter()
    with ground() as bare:
        while outage.trials < trials and go_on(outage):
            dice = Random(f"{seed}-{outage.runs}")  # noqa: S311 - to be rolled again
            Run(bare, outage, dice, most=trials - outage.trials).play()
            outage.runs += 1
    outage.seconds = time.perf_counter() - began
    return outage


class Run:
    """Calls told to one database, until the power has gone often enough.

    Args:
        bare: the database as it is before the first call.
        outage: where everything is counted.
        dice: of this run.
        most: power cuts.
    """

    def __init__(self, bare: Ground, outage: Outage, dice: Random, *, most: int) -> None:
        self._ground, self._outage, self._dice, self._most = bare, outage, dice, most
        self._folder = bare.folder
        self._disk = Disk(self._folder, lies=outage.design == "unsynced", watch=self._maybe_cut)
        self._cuts: list[Cut] = []
        self._deliveries: set[str] = set()
        self._events = 0
        self._is_on = False

    def play(self) -> None:
        """Tell calls and cut the power."""
        with plugged_in(self._disk), self._ground.fresh() as storage:
            clock = VirtualClock()
            process = _process(storage, clock, self._dice)
            self._is_on = True
            for number in range(CALLS_OF_A_RUN):
                if self._most <= 0:
                    break
                self._tell(process, clock, number)
            self._is_on = False

    def _tell(self, process: Process, clock: VirtualClock, number: int) -> None:
        line = self._dice.choice(list(USERS))
        call = plan(self._dice, f"c-{number}", line, ("+14155550101", None), clock())
        for telling in call.tellings:
            promise = telling.delivery_id
            if self._outage.design == "answer-first":
                self._deliveries.add(promise)
            process.take_in(call, telling)
            self._deliveries.add(promise)
            self._acknowledge()
        if call.kind in {"inbound", "outbound"}:
            process.type_notes(call)
            self._acknowledge()
        if call.saves_after_s is not None:
            process.press_save(call)
            self._acknowledge()
        clock.pass_(call.talked_s + 1)

    def _acknowledge(self) -> None:
        """Take what the journal has now for promised, and look at what was cut before."""
        self._events = _events_in(self._folder / SEED)
        self._look_at_cuts()

    def _maybe_cut(self) -> None:
        """Let the power go, perhaps: called from inside SQLite, after a write or a sync."""
        if not self._is_on or self._most <= 0 or self._dice.random() >= CUT:
            return
        self._most -= 1
        folder = self._folder / f"cut-{self._most}"
        folder.mkdir()
        for name, content in self._disk.after_cut(self._dice).items():
            folder.joinpath(name).write_bytes(content)
        promised = frozenset(self._deliveries)
        self._cuts.append(Cut(folder=folder, deliveries=promised, events=self._events))

    def _look_at_cuts(self) -> None:
        for cut in self._cuts:
            self._judge(cut)
            for left in cut.folder.iterdir():
                left.unlink()
            cut.folder.rmdir()
        self._cuts.clear()

    def _judge(self, cut: Cut) -> None:
        outage = self._outage
        outage.trials += 1
        outage.promised += len(cut.deliveries)
        found, sentence = _found(cut)
        if found:
            outage.found[found] += 1
            outage.bad_trials += 1
            if len(outage.sentences) < _TOLD:
                outage.sentences.append(f"{found} in run {outage.runs}: {sentence}")


def _found(cut: Cut) -> tuple[str, str]:
    """Open what a power cut left as nobody's product would; say what is wrong with it."""
    connection = _opened(cut.folder / SEED)
    try:
        (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if said != "ok":
            return "CORRUPT", said
        rows = connection.execute("SELECT delivery_id FROM deliveries").fetchall()
        (events,) = connection.execute("SELECT count(*) FROM journal").fetchone()
    except sqlite3.DatabaseError as error:
        return "CORRUPT", str(error)
    finally:
        connection.close()
    lost = cut.deliveries - {row[0] for row in rows}
    if lost or events < cut.events:
        return "LOST", f"{len(lost)} deliveries, {max(0, cut.events - events)} events"
    return "", ""


def _events_in(path: Path) -> int:
    """Return how many events the journal of a database has."""
    connection = _opened(path)
    try:
        (events,) = connection.execute("SELECT count(*) FROM journal").fetchone()
    finally:
        connection.close()
    return int(events)


def _opened(path: Path) -> sqlite3.Connection:
    """Open a database as any program of this machine does, past the disk."""
    return sqlite3.connect(f"file:{path}?vfs=unix", uri=True)


def _process(storage: Storage, clock: VirtualClock, dice: Random) -> Process:
    """Return our product, which never dies by itself here; nothing is sent to Salesforce."""
    org = SimulatedSalesforce(clock, Faults(dice), unique_key=True, finds_calls=True)
    return Process(
        storage, org, clock=clock, hazards=Hazards(dice, 0.0), dice=dice, errand=lambda it: it
    )
