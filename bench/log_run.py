"""What bench.log measures on a running product, and the figures that come of it."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from operator import ne
from uuid import uuid4

import requests

from bench.log_calls import BATCH, Telephone
from bench.processes import resident_bytes
from bench.seat import seated
from cti_adapter.app import utc_now
from cti_adapter.calls.agent import AgentId
from cti_adapter.calls.call import CallId
from cti_adapter.calls.events import CallEvent
from cti_adapter.demo import ORG, Demo
from cti_adapter.outbox.entry import Kind
from cti_adapter.outbox.pause import Pause
from cti_adapter.service.advance import advance
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.comparing import Period
from cti_adapter.service.fold import Opening, opened
from cti_adapter.service.replay import replayed
from cti_adapter.storage import Storage

AGENT = AgentId("a")
WITHIN_S = 60.0
WITHIN_OF_A_SOAK_S = 900.0
"""For a twentieth of its calls."""
SAMPLES = 20
"""How often a soak looks at the memory."""


@dataclass
class Figures:
    """What one run showed."""

    save_ms: list[float] = field(default_factory=list)
    drained: int = 0
    drain_s: float = 0.0
    fold_us: float = 0.0
    replayed_events: int = 0
    replay_s: float = 0.0
    decided_otherwise: int = 0
    """Calls of which a replay makes something else."""
    soaked: int = 0
    memory_mb: list[float] = field(default_factory=list)
    calls: int = 0
    tasks: int = 0

    @property
    def is_lossless(self) -> bool:
        """Whether every call is exactly one Task, and folds to itself."""
        return self.calls == self.tasks and not self.decided_otherwise


class Measured:
    """One running product, and what is measured on it."""

    def __init__(self, running: Demo, storage: Storage) -> None:
        self._demo = running
        self._storage = storage
        self._telephone = Telephone(running)
        self._token = seated(storage)
        self.figures = Figures()

    def saves(self, rounds: int) -> None:
        """Measure from the press of Save until the Task stands, one call after the other."""
        for _ in range(rounds):
            call_id = self._found(self._telephone.answered())
            self._press_save(call_id)  # with nothing assigned it asks once more
            began = time.perf_counter()
            self._press_save(call_id)
            _until(partial(self._is_saved, call_id))
            self.figures.save_ms.append((time.perf_counter() - began) * 1000)
        self.figures.calls += rounds

    def drain(self, calls: int) -> None:
        """Let logs wait for a paused org, open it, and time until nothing waits."""
        now = utc_now()
        pause = Pause(reason="limit", began_at=now, probe_at=now + timedelta(hours=1), words="B: x")
        self._storage.queue.put_pause(ORG, pause)
        self._telephone.missed(calls)
        _until(lambda: self._waiting() >= calls)
        began = time.perf_counter()
        self._storage.queue.probe_at_once(ORG, utc_now())
        self._storage.queue.end_pause(ORG)
        _until(lambda: self._waiting() == 0, every_s=0.02)
        self.figures.drain_s, self.figures.drained = time.perf_counter() - began, calls
        self.figures.calls += calls

    def journals(self, rounds: int) -> None:
        """Time the fold of the newest journals in memory, then with the database."""
        files = self._storage.reconciliation.calls_of(ORG, _today(), after=None, most=200)
        journals = [self._journal(file) for file in files]
        events = sum(map(len, journals))
        began = time.thread_time_ns()
        for _ in range(rounds):
            for file, journal in zip(files, journals, strict=True):
                _folded(file, journal)
        self.figures.fold_us = (time.thread_time_ns() - began) / 1000 / (rounds * events)
        began = time.perf_counter_ns()
        again = self._storage.units.read(
            ORG, lambda unit: [replayed(each, unit.read_journal(each.call.id)) for each in files]
        )
        self.figures.replay_s = (time.perf_counter_ns() - began) / 1e9
        self.figures.replayed_events = events
        self.figures.decided_otherwise = sum(map(ne, files, again))

    def soak(self, calls: int) -> None:
        """Let calls pass and look at the server's memory, from the first to the last."""
        pid = self._demo.processes["product"].pid
        step = max(1, calls // SAMPLES)
        for _ in range(0, calls, step):
            self._telephone.missed(step)
            _until(lambda: self._unwritten() < 10 * BATCH, every_s=0.5, within_s=WITHIN_OF_A_SOAK_S)
            self.figures.memory_mb.append(resident_bytes(pid) / 2**20)
            self.figures.soaked += step
            sys.stderr.write(
                f"  {self.figures.soaked} calls, {self.figures.memory_mb[-1]:.1f} MB\n"
            )
        self.figures.calls += self.figures.soaked
        _until(lambda: self._unwritten() == 0, every_s=0.5, within_s=WITHIN_OF_A_SOAK_S)

    def count(self) -> int:
        """Count the Tasks that carry our key."""
        rows = requests.get(f"{self._demo.salesforce}/_control/records/Task", timeout=60).json()
        self.figures.tasks = len([row for row in rows if row.get("CTI_Call_Key__c")])
        return self.figures.tasks

    def _journal(self, file: CallFile) -> list[CallEvent]:
        read = self._storage.units.read
        return read(ORG, lambda unit: unit.read_journal(file.call.id))

    def _is_saved(self, call_id: CallId) -> bool:
        file = self._storage.units.read(ORG, lambda unit: unit.find_call(call_id))
        return file is not None and file.ledger.state == "saved"

    def _found(self, name: str) -> CallId:
        found = self._storage.reconciliation.find_call(ORG, name)
        if found is None:
            raise SystemExit(f"the product has heard nothing of call {name}")
        return found

    def _waiting(self) -> int:
        waiting = self._storage.reconciliation.waiting(ORG)
        return sum(each.n for each in waiting if each.kind is Kind.LOG)

    def _unwritten(self) -> int:
        """Count the calls whose log is not written: the end of one is believed after a moment."""
        counted = self._storage.reconciliation.counts(ORG, _today())
        return sum(each.n for each in counted if each.state != "saved")

    def _press_save(self, call_id: CallId) -> None:
        requests.post(
            f"{self._demo.product}/api/calls/{call_id}/save",
            json={"text": "asked for refund"},
            headers={
                "Authorization": f"Bearer {self._token}",
                "Idempotency-Key": uuid4().hex,
                "Origin": self._demo.product,
            },
            timeout=30,
        ).raise_for_status()


def _today() -> Period:
    now = utc_now()
    return Period(since=now - timedelta(days=1), until=now + timedelta(days=1))


def _folded(file: CallFile, journal: Sequence[CallEvent]) -> CallFile:
    first = next(each for each in journal if isinstance(each, Opening))
    call = file.call
    again = opened(ORG, call.id, call.connector, call.native_id, first)
    for event in journal:
        again = advance(again, event).file
    return again


def _until(
    is_true: Callable[[], bool], *, every_s: float = 0.001, within_s: float = WITHIN_S
) -> None:
    ends = time.perf_counter() + within_s
    while not is_true():
        if time.perf_counter() > ends:
            raise SystemExit(f"nothing came of it within {within_s:.0f} s")
        time.sleep(every_s)
